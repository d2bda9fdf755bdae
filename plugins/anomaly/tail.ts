/**
 * One side of a statistic's own history, by peaks over threshold: what lies more than `TAIL_START` usual sizes out follows a generalised
 * Pareto law (Pickands 1975; streaming as in Siffer et al. 2017, KDD, "Anomaly detection in streams with extreme value theory").
 */
export interface Tail {
  /** Mean distance from zero of the readings on this side, in the statistic's unit, and how many there were (up to the memory). */
  usual: number;
  count: number;
  /** Excursions beyond the threshold, per reading. */
  rate: number;
  /** Largest excess of the excursion that is going on; 0: none is. */
  open: number;
  /** Excursions, and mean and mean square of their largest excesses, in usual sizes. An excursion counts once, when it is over. */
  peaks: number;
  mean: number;
  square: number;
}

/** Where the tail starts, in mean absolute deviations: 2.4 standard deviations of normal noise. */
export const TAIL_START = 3;
/** Prior: normal noise, with the weight of this many readings and peaks. */
const PRIOR_RATE = 0.01;
const PRIOR_READINGS = 50;
const PRIOR_MEAN = 0.5;
const PRIOR_PEAKS = 8;
/** A thing seen once shall not make the next one ordinary: an excess is learned up to this and four usual excesses. */
const LEARNED_AT_MOST = 12;
/** Sizes beyond are equally absurd; bounds what huge values do to the arithmetic. */
export const LARGEST_SIZE = 1e6;

export const newTail = (): Tail => ({
  usual: 0,
  count: 0,
  rate: 0,
  open: 0,
  peaks: 0,
  mean: PRIOR_MEAN,
  square: 2 * PRIOR_MEAN * PRIOR_MEAN,
});

/** -log10 of the chance that an excursion `size` usual sizes out begins at a reading; 0 when it is not in the tail. `seen`: readings the rate was learned from. */
export function surpriseOf(tail: Tail, size: number, seen: number): number {
  const excess = size - TAIL_START;
  if (!(excess > 0)) return 0;
  const rate = (tail.rate * seen + PRIOR_RATE * PRIOR_READINGS) / (seen + PRIOR_READINGS);
  const { mean } = tail;
  // Method of moments (Hosking & Wallis 1987, eq. 3), the shape kept between exponential and finite variance.
  const shape = Math.min(0.45, 0.5 * (1 - (mean * mean) / Math.max(tail.square - mean * mean, 1e-12)));
  if (shape < 0.01) return -Math.log10(rate) + (excess / mean) * Math.LOG10E;
  return -Math.log10(rate) + Math.log10(1 + (shape * excess) / (mean * (1 - shape))) / shape;
}

/** Learns a reading of this side. `weight`: of one reading in the rate; `memory`: readings remembered. */
export function learnTail(tail: Tail, distance: number, floor: number, weight: number, memory: number): void {
  const usual = Math.max(tail.usual, floor);
  const excess = Math.min(distance / usual, LARGEST_SIZE) - TAIL_START;
  if (excess > 0) {
    tail.rate -= weight * tail.rate;
    if (tail.open === 0) tail.rate += weight;
    if (excess > tail.open) tail.open = excess;
  } else learnRest(tail, weight, memory);
  tail.count = Math.min(tail.count + 1, memory);
  tail.usual += (Math.min(distance, tail.count > 30 ? 8 * usual : distance) - tail.usual) / tail.count;
}

/** Learns a reading that is not in this tail: what excursion was going on is over. */
export function learnRest(tail: Tail, weight: number, memory: number): void {
  tail.rate -= weight * tail.rate;
  if (tail.open === 0) return;
  const bounded = Math.min(tail.open, LEARNED_AT_MOST + 4 * tail.mean);
  tail.open = 0;
  tail.peaks = Math.min(tail.peaks + 1, Math.max(20, memory * PRIOR_RATE));
  const share = 1 / (tail.peaks + PRIOR_PEAKS);
  tail.mean += share * (bounded - tail.mean);
  tail.square += share * (bounded * bounded - tail.square);
}
