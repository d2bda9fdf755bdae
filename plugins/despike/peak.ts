import type { Event } from "weir";

/** What the neighbours of a peak say: their median, and how far from it a reading may lie. */
export interface Peak {
  readonly expected: number;
  readonly allowed: number;
}

/** 1.4826 × the median absolute deviation is the standard deviation of normal noise. */
const TO_DEVIATION = 1.4826;
/** Range of six normal values in standard deviations (Tippett 1925); of so few the median deviation alone is often far too small. */
const RANGE = 2.53;
/** Neighbours that repeat one value say nothing about noise: then a reading may lie this share of the value off. */
const SHARE = 0.02;

/**
 * Whether `value` stands alone: it lies more than `limit` deviations and more than `least` off the median of its neighbours (Hampel identifier;
 * Davies & Gather 1993), on the same side of every one of them by more than they differ among themselves, and those before agree with those
 * after, so that a step, a ramp and a plateau of two readings stay. Undefined when it does not, or when a side has fewer than two neighbours.
 */
export function findPeak(
  value: number,
  before: readonly Event[],
  after: readonly Event[],
  limit: number,
  least: number,
): Peak | undefined {
  if (before.length < 2 || after.length < 2) return undefined;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  const values: number[] = [];
  for (const side of [before, after])
    for (const neighbour of side) {
      values.push(neighbour.value);
      if (neighbour.value < lowest) lowest = neighbour.value;
      if (neighbour.value > highest) highest = neighbour.value;
    }
  const range = highest - lowest;
  const nearest = value > highest ? value - highest : lowest - value;
  // Most readings end here: they lie between their neighbours or no further out than these differ.
  if (!(nearest > range) || !(nearest > 0)) return undefined;
  // A sensor at rest at zero (a door, an alarm), or a state at rest at 1, that leaves it for one reading tells an event, unless the user says
  // what is too small for one.
  if (range === 0 && least === 0 && (lowest === 0 || (lowest === 1 && value === 0))) return undefined;
  const expected = medianOf(values);
  const allowed = Math.max(least, range === 0 ? SHARE * Math.abs(expected) : limit * deviationOf(values, expected, range));
  return Math.abs(value - expected) > allowed ? { expected, allowed } : undefined;
}

/** Where most neighbours repeat one value their resolution hides the noise: it is at most as large as they differ. */
function deviationOf(values: readonly number[], median: number, range: number): number {
  const deviation = TO_DEVIATION * medianOf(values.map((other) => Math.abs(other - median)));
  return deviation === 0 ? range : Math.max(deviation, range / RANGE);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : upper / 2 + (sorted[middle - 1] ?? Number.NaN) / 2;
}
