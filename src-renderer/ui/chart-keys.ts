/** What a key does on a chart whose cursor is at `cursor`, ms; null: nothing. */
export type ChartKey =
  | { readonly kind: "cursor"; readonly time: number }
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "values"; readonly by: "in" | "out" | "up" | "down" }
  | { readonly kind: "place" | "clear" | "reset" | "copy" };

export interface ChartView {
  /** ms. */
  readonly from: number;
  readonly to: number;
  /** null: it is not on the chart. */
  readonly cursor: number | null;
}

interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Steps across a chart. */
const STEPS = 200;
const ZOOM = 0.7;

/** The keys of a chart, and what they do, as they are told to the user. */
export const CHART_KEYS = [
  { keys: "← →", title: "Move the cursor; with Ctrl ten steps" },
  { keys: "Home End", title: "Cursor to the first or last time in view" },
  { keys: "Shift ← →", title: "Earlier or later" },
  { keys: "+ −", title: "Zoom in or out around the cursor" },
  { keys: "Enter", title: "Put cursor A, then B, where the cursor is" },
  { keys: "Ctrl C", title: "Copy the values at the cursor, or at A and B" },
  { keys: "Esc", title: "Take the cursors away" },
  { keys: "0", title: "As it was: follow, or everything" },
] as const;

/** Those of charts that can zoom their values too. */
export const VALUE_KEYS = [
  { keys: "Shift ↑ ↓", title: "Zoom the values in or out" },
  { keys: "↑ ↓", title: "Move up or down while the values are zoomed" },
] as const;

/** With the mouse. */
export const CHART_GESTURES = [
  { keys: "Wheel", title: "Zoom around the pointer; sideways or with Shift earlier or later" },
  { keys: "Drag", title: "Zoom into a stretch; with Shift earlier or later" },
  { keys: "Click", title: "Cursor A, then B" },
  { keys: "Double click", title: "As it was" },
] as const;
export const VALUE_GESTURES = [
  { keys: "Alt drag", title: "Zoom into a box of times and values" },
  { keys: "Alt wheel", title: "Zoom the values" },
] as const;

export function chartKey({ key, shiftKey, ctrlKey, metaKey, altKey }: Pressed, { from, to, cursor }: ChartView): ChartKey | null {
  const span = to - from;
  const ctrl = ctrlKey || metaKey;
  if (altKey) return null;
  if (ctrl && key.toLowerCase() === "c" && !shiftKey) return { kind: "copy" };
  const inView = cursor !== null && cursor >= from && cursor <= to;
  const side = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
  if (side !== 0 && shiftKey) return { kind: "range", from: from + (side * span) / 10, to: to + (side * span) / 10 };
  if (side !== 0) {
    // The first press shows it in the middle.
    const time = inView ? cursor + (side * span * (ctrl ? 10 : 1)) / STEPS : (from + to) / 2;
    return { kind: "cursor", time: Math.round(Math.min(to, Math.max(from, time))) };
  }
  if (ctrl) return null;
  const up = key === "ArrowUp" ? true : key === "ArrowDown" ? false : null;
  if (up !== null) return { kind: "values", by: shiftKey ? (up ? "in" : "out") : up ? "up" : "down" };
  if (key === "Home" || key === "End") return { kind: "cursor", time: key === "Home" ? from : to };
  if (key === "+" || key === "=" || key === "-" || key === "−" || key === "_") {
    const factor = key === "+" || key === "=" ? ZOOM : 1 / ZOOM;
    const at = inView ? cursor : (from + to) / 2;
    return { kind: "range", from: at - (at - from) * factor, to: at + (to - at) * factor };
  }
  if (key === "Enter") return inView ? { kind: "place" } : null;
  if (key === "Escape") return { kind: "clear" };
  return key === "0" ? { kind: "reset" } : null;
}
