/** Extremes and moments of a run of events. `mean` and `m2` by Welford and Chan: stable for 1e9 ± 1e-3. */
export interface Moments {
  events: number;
  min: number;
  max: number;
  mean: number;
  m2: number;
  first: number;
  last: number;
}

export function noMoments(): Moments {
  return {
    events: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    mean: 0,
    m2: 0,
    first: Number.NaN,
    last: Number.NaN,
  };
}

/** Adds to `sum` what comes after it. Chan, Golub & LeVeque 1979. */
export function addMoments(sum: Moments, { events, min, max, mean, m2, first, last }: Moments): void {
  if (sum.events === 0) sum.first = first;
  sum.last = last;
  const total = sum.events + events;
  const delta = mean - sum.mean;
  sum.mean += (delta * events) / total;
  sum.m2 += m2 + (delta * delta * sum.events * events) / total;
  sum.events = total;
  sum.min = Math.min(sum.min, min);
  sum.max = Math.max(sum.max, max);
}
