import { nativeTheme } from "electron";

export type Theme = "system" | "light" | "dark";

/** Colour of an unpainted window, so that it does not flash white in the dark. */
export function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? "#0e1115" : "#e7ebef";
}

export function setTheme(theme: Theme): void {
  nativeTheme.themeSource = theme;
}
