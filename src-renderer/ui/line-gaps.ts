import type { KeyInfo } from "../../src-main/ipc/contract.ts";

/** Of fewer nothing is known of how often they come. */
const KNOWN = 10;
/** Mean intervals without an event that are a gap: readings that came as if by chance would leave one so long once in 500 million times. */
const GAP = 20;
/** Times of a clock that ticks coarsely lie apart though many readings share one: so many of those steps are no gap. */
const TICKS = 5;
/**
 * How far apart two readings of a sensor may lie for a line through `time` to join them, ms: over a gap nothing was measured. Infinity: not
 * known.
 */
export function bridgedBy(
  { events, firstTime, lastTime }: Pick<KeyInfo, "events" | "firstTime" | "lastTime">,
  time: Float64Array,
): number {
  if (events < KNOWN) return Number.POSITIVE_INFINITY;
  return Math.max((GAP * (lastTime - firstTime)) / (events - 1), TICKS * usualStep(time));
}

/** A line is drawn many times while one zooms. */
const known = new WeakMap<Float64Array, number>();

/** Median of the steps from one time to another one; 0 of too few. */
function usualStep(time: Float64Array): number {
  const before = known.get(time);
  if (before !== undefined) return before;
  const steps = time.subarray(1).map((each, i) => each - (time[i] as number));
  const apart = steps.filter((step) => step > 0).sort();
  const usual = apart.length < KNOWN ? 0 : (apart[apart.length >> 1] as number);
  known.set(time, usual);
  return usual;
}
