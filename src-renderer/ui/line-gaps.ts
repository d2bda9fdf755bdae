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
  const steps = new Float64Array(Math.max(0, time.length - 1));
  let count = 0;
  for (let i = 1; i < time.length; i++) {
    const step = (time[i] as number) - (time[i - 1] as number);
    if (step > 0) steps[count++] = step;
  }
  const usual = count < KNOWN ? 0 : nthOf(steps.subarray(0, count), count >> 1);
  known.set(time, usual);
  return usual;
}

/** The value that would stand at `n` were the values in order (Hoare 1961, FIND): a line is new several times a second. Moves them about. */
function nthOf(values: Float64Array, n: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[n] as number;
    let i = left;
    let j = right;
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i > j) break;
      const kept = values[i] as number;
      values[i++] = values[j] as number;
      values[j--] = kept;
    }
    if (j < n) left = i;
    if (n < i) right = j;
  }
  return values[n] as number;
}
