import type { OpenSlices } from "./open-slices.ts";

/** The slices of all groups of an operator that take no more events, each from a start time on, with the aggregate of each group's. */
export interface ClosedSlices {
  /** How many there are. */
  readonly size: number;
  /** Takes the open slices of the first `n` of `groups`, which are all there are. */
  close(open: OpenSlices, groups: Int32Array, n: number): void;
  holds(group: number): boolean;
  /** Writes the aggregates of the first `n` of `groups`, which hold slices, one after the other. */
  totals(groups: Uint32Array, n: number, out: Float64Array): void;
  /** Drops slices that start before `time`; the first `n` of `groups` are all that hold any. */
  dropBefore(time: number, groups: Uint32Array, n: number): void;
  /** The group holds nothing and is not expected back soon. */
  release(group: number): void;
  /** Plain data; `groups` are all that hold slices. */
  snapshot(groups: Iterable<number>): unknown;
  restore(snapshot: unknown): void;
}
