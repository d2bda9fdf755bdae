/** Bins of a distribution, at most. */
const BINS = 24;

export interface ValueShape {
  readonly median: number | null;
  readonly p99: number | null;
  /** Least-squares slope, value an hour; null with fewer than two times. */
  readonly slope: number | null;
  /** null without values. `below` and `above` lie outside of the bins, of which there are at most 24. */
  readonly distribution: {
    readonly start: number;
    readonly width: number;
    readonly counts: readonly number[];
    readonly below: number;
    readonly above: number;
  } | null;
}

/** How values are distributed and how they move; `time` in ms. Does not change the columns. */
export function shapeOf(time: Float64Array, value: Float64Array): ValueShape {
  const sorted = value.slice().sort();
  if (sorted.length === 0) return { median: null, p99: null, slope: null, distribution: null };
  return {
    median: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    slope: slopeAnHour(time, value),
    distribution: distributionOf(sorted),
  };
}

/** Median of the steps from one time to the next, which a few gaps do not change; null of fewer than two. ms */
export function usualInterval(time: Float64Array): number | null {
  if (time.length < 2) return null;
  return quantile(
    time
      .subarray(1)
      .map((each, i) => each - (time[i] as number))
      .sort(),
    0.5,
  );
}

/** Hyndman & Fan 1996, type 7: between the two values around it. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] as number;
  return low + (at - below) * ((sorted[Math.min(below + 1, sorted.length - 1)] as number) - low);
}

function slopeAnHour(time: Float64Array, value: Float64Array): number | null {
  const n = time.length;
  const start = time[0] as number;
  let meanTime = 0;
  let meanValue = 0;
  for (let i = 0; i < n; i++) {
    meanTime += ((time[i] as number) - start) / n;
    meanValue += (value[i] as number) / n;
  }
  let across = 0;
  let both = 0;
  for (let i = 0; i < n; i++) {
    const t = (time[i] as number) - start - meanTime;
    across += t * t;
    both += t * ((value[i] as number) - meanValue);
  }
  return across > 0 ? (both / across) * 3_600_000 : null;
}

/** Equal bins of a round width over all values, or over the middle 98 % when a few far ones would leave the rest one bin. */
function distributionOf(sorted: Float64Array): ValueShape["distribution"] {
  let low = sorted[0] as number;
  let high = sorted[sorted.length - 1] as number;
  const [p1, p99] = [quantile(sorted, 0.01), quantile(sorted, 0.99)];
  if (p99 > p1 && high - low > 4 * (p99 - p1)) {
    low = Math.max(low, p1 - (p99 - p1) / 4);
    high = Math.min(high, p99 + (p99 - p1) / 4);
  }
  const width = roundWidth((high - low) / (BINS - 1));
  const start = Math.floor(low / width) * width;
  const counts = new Array<number>(Math.min(BINS, Math.floor((high - start) / width) + 1)).fill(0);
  let below = 0;
  let above = 0;
  for (const value of sorted) {
    const bin = Math.floor((value - start) / width);
    if (bin < 0) below++;
    else if (bin >= counts.length) above++;
    else counts[bin] = (counts[bin] as number) + 1;
  }
  return { start, width, counts, below, above };
}

/** 1, 2, 2.5 or 5 times a power of ten, not less than `least`; 1 for nothing and for what doubles cannot part any more. */
function roundWidth(least: number): number {
  if (!(least > 1e-290 && least < 1e290)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= least) ?? 10) * power;
}
