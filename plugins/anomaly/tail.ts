import { At, type Memory } from "./memory.ts";

/**
 * One side of a measure's own history, by peaks over threshold: what lies more than `TAIL_START` usual sizes out follows a generalised
 * Pareto law (Pickands 1975; streaming as in Siffer et al. 2017, KDD, "Anomaly detection in streams with extreme value theory"). A side's
 * numbers, each in its column of the memory:
 * - `usual`, `count`: mean distance from zero of the readings on this side, in the measure's unit, and how many there were (up to the memory)
 * - `begun`, `begunAt`: excursions beyond the threshold, older ones faded; the number of the reading at which the last one began
 * - `open`: largest excess of the excursion that is going on; 0: none is
 * - `peaks`, `mean`, `square`: excursions, and mean and mean square of their largest excesses, in usual sizes. One counts once, when it is over.
 */

/** Where the tail starts, in mean absolute deviations: 2.4 standard deviations of normal noise. */
export const TAIL_START = 3;
/** Prior: noise a little heavier than normal, with the weight of this many readings and peaks. */
const PRIOR_RATE = 0.01;
const PRIOR_READINGS = 50;
export const PRIOR_MEAN = 0.7;
export const PRIOR_SQUARE = 2 * PRIOR_MEAN * PRIOR_MEAN;
const PRIOR_PEAKS = 8;
const FEWEST_PEAKS = 20;
/** A law known from n peaks is heavier than the one that fits them best, as the predictive law of an exponential is, of shape 1/n. */
const UNSURE = 4;
const HEAVIEST = 0.45;
/** A thing seen once shall not make the next one ordinary: an excess is learned up to this and four usual excesses. */
const LEARNED_AT_MOST = 12;
/** Sizes beyond are equally absurd; bounds what huge values do to the arithmetic. */
export const LARGEST_SIZE = 1e6;

/** -log10 of the chance that an excursion `size` usual sizes out begins at a reading; 0 when it is not in the tail. */
export function surpriseOf(m: Memory, side: number, size: number): number {
  const excess = size - TAIL_START;
  if (!(excess > 0)) return 0;
  const seen = m[At.seen];
  const memory = m[At.memory];
  const rate = (begunBy(m, side) / Math.min(seen, memory)) * seen + PRIOR_RATE * PRIOR_READINGS;
  const begins = -Math.log10(rate / (seen + PRIOR_READINGS));
  const mean = m[At.mean + side] as number;
  const square = m[At.square + side] as number;
  // Method of moments (Hosking & Wallis 1987, eq. 3), the shape kept between exponential and finite variance.
  const fitted = 0.5 * (1 - (mean * mean) / Math.max(square - mean * mean, 1e-12));
  const shape = Math.min(HEAVIEST, fitted + UNSURE / ((m[At.peaks + side] as number) + PRIOR_PEAKS));
  if (shape < 0.01) return begins + (excess / mean) * Math.LOG10E;
  return begins + Math.log10(1 + (shape * excess) / (mean * (1 - shape))) / shape;
}

function begunBy(m: Memory, side: number): number {
  const seen = m[At.seen];
  const memory = m[At.memory];
  const begun = m[At.begun + side] as number;
  return seen <= memory ? begun : begun * Math.exp((Math.max(m[At.begunAt + side] as number, memory) - seen) / memory);
}

/** `size`, beyond `TAIL_START`, in usual sizes: an excursion begins or goes on. */
export function reachOut(m: Memory, side: number, size: number): void {
  const open = m[At.open + side] as number;
  if (open === 0) {
    m[At.begun + side] = begunBy(m, side) + 1;
    m[At.begunAt + side] = m[At.seen];
  }
  const excess = Math.min(size, LARGEST_SIZE) - TAIL_START;
  if (excess > open) m[At.open + side] = excess;
}

/** The excursion that was going on is over, and is learned. */
export function comeBack(m: Memory, side: number): void {
  const mean = m[At.mean + side] as number;
  const square = m[At.square + side] as number;
  const bounded = Math.min(m[At.open + side] as number, LEARNED_AT_MOST + 4 * mean);
  m[At.open + side] = 0;
  const peaks = Math.min((m[At.peaks + side] as number) + 1, Math.max(FEWEST_PEAKS, m[At.memory] * PRIOR_RATE));
  m[At.peaks + side] = peaks;
  const share = 1 / (peaks + PRIOR_PEAKS);
  m[At.mean + side] = mean + share * (bounded - mean);
  m[At.square + side] = square + share * (bounded * bounded - square);
}
