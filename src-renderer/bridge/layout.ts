import { request } from "./bridge.ts";

let layout: Readonly<Record<string, unknown>> = {};
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** The page's part of the workspace; `name` is the feature's. */
export const layoutOf = (name: string): unknown => layout[name];

/** Takes what the workspace holds; anything that is no object counts as nothing saved. */
export function takeLayout(saved: unknown): void {
  layout = typeof saved === "object" && saved !== null && !Array.isArray(saved) ? (saved as Record<string, unknown>) : {};
  for (const listener of listeners) listener();
}

/** Calls `restore` now and whenever another workspace's layout was taken; for a feature's store, which lives as long as the page. */
export function restoreLayout(restore: () => void): void {
  listeners.add(restore);
  restore();
}

/** A number of a saved layout within bounds; else `otherwise`. */
export function savedNumber(saved: unknown, name: string, low: number, high: number, otherwise: number): number {
  const value = typeof saved === "object" && saved !== null ? (saved as Record<string, unknown>)[name] : undefined;
  return typeof value === "number" && value >= low && value <= high ? value : otherwise;
}

/** Keeps a feature's layout in the workspace, half a second after the last change. */
export function saveLayout(name: string, value: unknown): void {
  layout = { ...layout, [name]: value };
  clearTimeout(timer);
  timer = setTimeout(() => void request("workspace.update", { layout }).catch(() => {}), 500);
}
