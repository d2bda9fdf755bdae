/**
 * How much of what a straight line promises comes true at this key, by hour of the day (UTC): the realised rise over the look-ahead divided
 * by slope × look-ahead. A cooling cycle that always turns has a small share; the climb at 8 in the morning another than the one at noon.
 * Kept as exponentially weighted mean and variance, the overall one as prior of each hour's.
 */
export interface FollowThrough {
  n: number;
  mean: number;
  variance: number;
  hourN: number[];
  hourMean: number[];
  hourVariance: number[];
}

/** Climbs that went on faster count as this. */
export const MOST_SHARE = 2.5;
/** Before anything was seen: climbs mostly go on, some do not. */
const PRIOR_MEAN = 0.8;
const PRIOR_VARIANCE = 0.16;

export const newFollowThrough = (): FollowThrough => ({
  n: 0,
  mean: PRIOR_MEAN,
  variance: PRIOR_VARIANCE,
  hourN: [],
  hourMean: [],
  hourVariance: [],
});

const hourOf = (time: number): number => Math.floor(time / 3_600_000 - 24 * Math.floor(time / 86_400_000));

/** Learns that a climb at `time` came true by `share`. `weight`: what one observation counts, in days of its hour (step / hour). */
export function learnFollowThrough(learned: FollowThrough, time: number, share: number, weight: number): void {
  const bounded = Math.max(0, Math.min(MOST_SHARE, share));
  // Overall: an evidence of about ten climbing hours outweighs the prior; memory of some weeks.
  learned.n = Math.min(learned.n + weight, 120);
  const rate = weight / (learned.n + 10);
  const delta = bounded - learned.mean;
  learned.mean += rate * delta;
  learned.variance += rate * (delta * delta - learned.variance);

  if (learned.hourN.length === 0)
    for (let h = 0; h < 24; h++) {
      learned.hourN.push(0);
      learned.hourMean.push(0);
      learned.hourVariance.push(0);
    }
  const h = hourOf(time);
  const n = Math.min((learned.hourN[h] ?? 0) + weight, 14);
  learned.hourN[h] = n;
  const hourRate = weight / Math.max(n, weight);
  const hourDelta = bounded - (learned.hourMean[h] ?? 0);
  learned.hourMean[h] = (learned.hourMean[h] ?? 0) + hourRate * hourDelta;
  learned.hourVariance[h] = (1 - hourRate) * ((learned.hourVariance[h] ?? 0) + hourRate * hourDelta * hourDelta);
}

/** The share to expect of a climb at `time`, and its variance: the hour's, shrunk towards the overall one by two days' worth. */
export function expectedFollowThrough(learned: FollowThrough, time: number): { mean: number; variance: number } {
  const n = learned.hourN[hourOf(time)] ?? 0;
  if (n === 0) return { mean: learned.mean, variance: learned.variance };
  const own = n / (n + 2);
  const hourMean = learned.hourMean[hourOf(time)] ?? learned.mean;
  const between = hourMean - learned.mean;
  return {
    mean: learned.mean + own * between,
    variance:
      own * (learned.hourVariance[hourOf(time)] ?? 0) + (1 - own) * learned.variance + own * (1 - own) * between * between,
  };
}
