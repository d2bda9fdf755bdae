import type { OpenSlices } from "./open-slices.ts";

/** The slices of all groups of an operator that take no more events, each from a start time on, with the aggregate of each group's. */
export interface ClosedSlices {
  /** How many there are. */
  readonly size: number;
  /** Takes the open slices of the first `n` of `groups`, which are all there are. */
  close(open: OpenSlices, groups: Int32Array, n: number): void;
  /** Whether a group has any. */
  holds(group: number): boolean;
  /** Whether there may be a group that had slices before the last `dropBefore` and has none now. */
  readonly emptied: boolean;
  /** Writes the aggregates of the first `n` of `groups`, which hold slices, one after the other. */
  totals(groups: Uint32Array, n: number, out: Float64Array): void;
  /**
   * Puts those first of `n` groups whose aggregates may be others than when it was last called with them; answers how many they are. Absent:
   * any may be.
   */
  changed?(groups: Uint32Array, n: number): number;
  /** Drops slices that start before `time`, the start of the next window: called for one window after the other while any slice is held. */
  dropBefore(time: number): void;
  /** Plain data. */
  snapshot(): unknown;
  restore(snapshot: unknown): void;
}
