import { request } from "./bridge.ts";

let layout: Readonly<Record<string, unknown>> = {};
let timer: ReturnType<typeof setTimeout> | undefined;

/** The page's part of the workspace; `name` is the feature's. */
export const layoutOf = (name: string): unknown => layout[name];

/** Takes what the workspace holds; anything that is no object counts as nothing saved. */
export function takeLayout(saved: unknown): void {
  layout = typeof saved === "object" && saved !== null && !Array.isArray(saved) ? (saved as Record<string, unknown>) : {};
}

/** Keeps a feature's layout in the workspace, half a second after the last change. */
export function saveLayout(name: string, value: unknown): void {
  layout = { ...layout, [name]: value };
  clearTimeout(timer);
  timer = setTimeout(() => void request("workspace.update", { layout }).catch(() => {}), 500);
}
