import { create } from "zustand";
import { clearRange, showRange, useFrame } from "../../frame-actions.ts";

/** Charts on one screen. */
export const PAGE = 12;

export interface Range {
  readonly from: number;
  readonly to: number;
}

export type Earlier = "" | "stretch" | "3600000" | "86400000" | "604800000";

/** How far back that is, ms; null: nothing is compared. */
export function earlierBy(earlier: Earlier, { from, to }: Range): number | null {
  if (earlier === "") return null;
  return earlier === "stretch" ? to - from : Number(earlier);
}

export interface ExploreState {
  /** Sensor (or alarm) code shown over the stations; "": the first there is. */
  readonly sensor: string;
  /** Keys dragged here, ids of `session`. */
  readonly extra: readonly number[];
  readonly session: number;
  /** Which screenful of stations. */
  readonly page: number;
  /** Stations share one value axis, so that heights can be compared. */
  readonly sameScale: boolean;
  readonly thresholds: boolean;
  /** Drawn under each line: the same series so much earlier; `stretch` as long as what is shown. */
  readonly earlier: Earlier;
  readonly cursor: number | null;
  readonly a: number | null;
  readonly b: number | null;
}

const fresh = {
  sensor: "",
  extra: [],
  page: 0,
  sameScale: false,
  thresholds: true,
  earlier: "",
  cursor: null,
  a: null,
  b: null,
} as const;
export const useExplore = create<ExploreState>(() => ({ ...fresh, session: -1 }));

const set = useExplore.setState;

/** Another session: nothing chosen by its keys or times holds any more. The same data read again keeps the range it still has. */
export function enterSession(session: number, whole: Range | null): void {
  if (useExplore.getState().session === session || whole === null) return;
  const { range } = useFrame.getState();
  set({ ...fresh, session });
  if (range !== null && (range.to < whole.from || range.from > whole.to)) clearRange();
}

/** First click sets A, the second B, the third starts anew. */
export function placeCursor(time: number): void {
  const { a, b } = useExplore.getState();
  if (a === null || b !== null) set({ a: time, b: null });
  else set({ b: time });
}

export const clearCursors = (): void => set({ a: null, b: null });

export function addExtra(ids: readonly number[]): void {
  set(({ extra }) => ({ extra: [...new Set([...extra, ...ids])].slice(-12) }));
}

export function removeExtra(id: number): void {
  set(({ extra }) => ({ extra: extra.filter((each) => each !== id) }));
}

/** Shows a stretch everywhere: at least a second of it, at most what there is. */
export function zoomTo(from: number, to: number, whole: Range): void {
  const span = Math.max(1000, Math.min(to - from, whole.to - whole.from));
  const start = Math.min(Math.max(from, whole.from), whole.to - span);
  if (start <= whole.from && start + span >= whole.to) clearRange();
  else showRange(start, start + span);
}
