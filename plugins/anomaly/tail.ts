/**
 * One tail of a statistic's own history, by peaks over threshold (Pickands-Balkema-de Haan; streaming as in Siffer et al. 2017, KDD, "Anomaly
 * detection in streams with extreme value theory"): what lies more than `START` usual sizes out follows a generalised Pareto law.
 */
export interface Tail {
  /** Mean distance of the readings on this side, in the statistic's unit, and how many there were. */
  usual: number;
  count: number;
  /** Share of readings beyond the threshold. */
  rate: number;
  /** Readings beyond it, weighted to the recent ones, and mean and mean square of their excesses, in usual sizes. */
  peaks: number;
  mean: number;
  square: number;
}

/** Where the tail starts, in mean absolute deviations: two standard deviations of normal noise. */
const START = 2.5;
/** Prior: normal noise (rate each side, mean excess), worth this many readings and peaks. */
const PRIOR_RATE = 0.02;
const PRIOR_READINGS = 50;
const PRIOR_MEAN = 0.5;
const PRIOR_PEAKS = 4;
/** Excesses are learned up to this: a thing seen once shall not make the next one ordinary. */
const LEARNED_AT_MOST = 12;

export const newTail = (): Tail => ({ usual: 0, count: 0, rate: 0, peaks: 0, mean: PRIOR_MEAN, square: 2 * PRIOR_MEAN * PRIOR_MEAN });

/** -log10 of the chance of a value `size` usual sizes out, or 0 when it is not in the tail. `seen`: readings learned from. */
export function surpriseOf(tail: Tail, size: number, seen: number): number {
  const excess = size - START;
  if (!(excess > 0)) return 0;
  const rate = (tail.rate * seen + PRIOR_RATE * PRIOR_READINGS) / (seen + PRIOR_READINGS);
  const { mean } = tail;
  // Method of moments (Hosking & Wallis 1987), shape kept between exponential and finite variance.
  const ratio = (mean * mean) / Math.max(tail.square - mean * mean, 1e-12);
  const shape = Math.min(0.45, 0.5 * (1 - ratio));
  if (shape < 0.01) return -Math.log10(rate) + (excess / mean) * Math.LOG10E;
  const scale = mean * (1 - shape);
  return -Math.log10(rate) + Math.log10(1 + (shape * excess) / scale) / shape;
}

export function learnTail(tail: Tail, size: number, weight: number, memory: number): void {
  const excess = size - START;
  if (!(excess > 0)) {
    tail.rate -= weight * tail.rate;
    return;
  }
  tail.rate += weight * (1 - tail.rate);
  const bounded = Math.min(excess, LEARNED_AT_MOST + 4 * tail.mean);
  tail.peaks = Math.min(tail.peaks + 1, Math.max(20, memory * 0.02));
  const share = 1 / (tail.peaks + PRIOR_PEAKS);
  tail.mean += share * (bounded - tail.mean);
  tail.square += share * (bounded * bounded - tail.square);
}
