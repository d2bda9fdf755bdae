/**
 * One side of a statistic's own history, by peaks over threshold: what lies more than `TAIL_START` usual sizes out follows a generalised
 * Pareto law (Pickands 1975; streaming as in Siffer et al. 2017, KDD, "Anomaly detection in streams with extreme value theory").
 */
export interface Tail {
  /** Mean distance from zero of the readings on this side, in the statistic's unit, and how many there were (up to the memory). */
  usual: number;
  count: number;
  /** Excursions beyond the threshold, older ones faded, and the number of the reading at which the last one began. */
  begun: number;
  begunAt: number;
  /** Largest excess of the excursion that is going on; 0: none is. */
  open: number;
  /** Excursions, and mean and mean square of their largest excesses, in usual sizes. An excursion counts once, when it is over. */
  peaks: number;
  mean: number;
  square: number;
}

/** Where the tail starts, in mean absolute deviations: 2.4 standard deviations of normal noise. */
export const TAIL_START = 3;
/** Prior: noise a little heavier than normal, with the weight of this many readings and peaks. */
const PRIOR_RATE = 0.01;
const PRIOR_READINGS = 50;
const PRIOR_MEAN = 0.7;
const PRIOR_PEAKS = 8;
const FEWEST_PEAKS = 20;
/** A law known from n peaks is heavier than the one that fits them best, as the predictive law of an exponential is, of shape 1/n. */
const UNSURE = 4;
const HEAVIEST = 0.45;
/** A thing seen once shall not make the next one ordinary: an excess is learned up to this and four usual excesses. */
const LEARNED_AT_MOST = 12;
/** Sizes beyond are equally absurd; bounds what huge values do to the arithmetic. */
export const LARGEST_SIZE = 1e6;

export const newTail = (): Tail => ({
  usual: 0,
  count: 0,
  begun: 0,
  begunAt: 0,
  open: 0,
  peaks: 0,
  mean: PRIOR_MEAN,
  square: 2 * PRIOR_MEAN * PRIOR_MEAN,
});

/**
 * -log10 of the chance that an excursion `size` usual sizes out begins at a reading; 0 when it is not in the tail. `seen`: readings so far,
 * of which `memory` are remembered.
 */
export function surpriseOf(tail: Tail, size: number, seen: number, memory: number): number {
  const excess = size - TAIL_START;
  if (!(excess > 0)) return 0;
  const rate = (begunBy(tail, seen, memory) / Math.min(seen, memory)) * seen + PRIOR_RATE * PRIOR_READINGS;
  const begins = -Math.log10(rate / (seen + PRIOR_READINGS));
  const { mean } = tail;
  // Method of moments (Hosking & Wallis 1987, eq. 3), the shape kept between exponential and finite variance.
  const fitted = 0.5 * (1 - (mean * mean) / Math.max(tail.square - mean * mean, 1e-12));
  const shape = Math.min(HEAVIEST, fitted + UNSURE / (tail.peaks + PRIOR_PEAKS));
  if (shape < 0.01) return begins + (excess / mean) * Math.LOG10E;
  return begins + Math.log10(1 + (shape * excess) / (mean * (1 - shape))) / shape;
}

const begunBy = (tail: Tail, seen: number, memory: number): number =>
  seen <= memory ? tail.begun : tail.begun * Math.exp((Math.max(tail.begunAt, memory) - seen) / memory);

/** `size`, beyond `TAIL_START`, in usual sizes: an excursion begins or goes on. */
export function reachOut(tail: Tail, size: number, seen: number, memory: number): void {
  if (tail.open === 0) {
    tail.begun = begunBy(tail, seen, memory) + 1;
    tail.begunAt = seen;
  }
  const excess = Math.min(size, LARGEST_SIZE) - TAIL_START;
  if (excess > tail.open) tail.open = excess;
}

/** The excursion that was going on is over, and is learned. */
export function comeBack(tail: Tail, memory: number): void {
  const bounded = Math.min(tail.open, LEARNED_AT_MOST + 4 * tail.mean);
  tail.open = 0;
  tail.peaks = Math.min(tail.peaks + 1, Math.max(FEWEST_PEAKS, memory * PRIOR_RATE));
  const share = 1 / (tail.peaks + PRIOR_PEAKS);
  tail.mean += share * (bounded - tail.mean);
  tail.square += share * (bounded * bounded - tail.square);
}
