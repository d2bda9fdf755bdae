import { readable, request } from "../bridge/bridge.ts";
import { notify, rememberUndo, setZone, type ThemeChoice, useFrame, type Zone } from "../frame-actions.ts";

const system = window.matchMedia("(prefers-color-scheme: dark)");

function apply(): void {
  const { theme } = useFrame.getState();
  const dark = theme === "system" ? system.matches : theme === "dark";
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  useFrame.setState({ dark });
}

/** Puts the remembered theme on the page and follows the system's; returns the function that stops it. */
export function startTheme(): () => void {
  const theme = localStorage.getItem("weir.theme");
  if (theme === "light" || theme === "dark" || theme === "system") useFrame.setState({ theme });
  if (localStorage.getItem("weir.zone") === "local") setZone("local");
  apply();
  request("app.setTheme", { theme: useFrame.getState().theme }).catch(() => {});
  system.addEventListener("change", apply);
  return () => system.removeEventListener("change", apply);
}

export function chooseTheme(theme: ThemeChoice, undoable = true): void {
  const before = useFrame.getState().theme;
  useFrame.setState({ theme });
  localStorage.setItem("weir.theme", theme);
  apply();
  request("app.setTheme", { theme }).catch((error: unknown) => notify(readable(error), "error"));
  if (undoable) rememberUndo("theme", () => chooseTheme(before, false));
}

export const toggleTheme = (): void => chooseTheme(useFrame.getState().dark ? "light" : "dark");

export function chooseZone(zone: Zone, undoable = true): void {
  const before = useFrame.getState().zone;
  setZone(zone);
  localStorage.setItem("weir.zone", zone);
  if (undoable) rememberUndo("time zone", () => chooseZone(before, false));
}
