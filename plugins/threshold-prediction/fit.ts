/** A straight line through recent points, with what is needed to judge it. Times in hours before the newest point, values in their unit. */
export interface Fit {
  /** Value per hour. */
  readonly slope: number;
  /** Standard error of the slope, widened for serial correlation. */
  readonly slopeError: number;
  /** Fitted value at the newest point. */
  readonly level: number;
  /** Standard deviation of the residuals. */
  readonly noise: number;
}

const HOUR = 3_600_000;

/**
 * Least squares over the points. The slope's error takes the residuals' lag-1 autocorrelation r into account by the factor
 * sqrt((1 + r) / (1 - r)) of an AR(1) (Santer et al. 2000, J. Geophys. Res. 105, eq. 6), when there are points enough to know r and the
 * slope is positive and beyond its plain error (else the answer would not change). Undefined for fewer than four points or no spread in time.
 */
export function fitLine(times: readonly number[], values: readonly number[]): Fit | undefined {
  const n = times.length;
  if (n < 4) return undefined;
  const end = times[n - 1] ?? 0;
  const base = values[n - 1] ?? 0;
  // One pass, relative to the newest point: the sums stay small, so their differences keep their digits.
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  let sumYY = 0;
  for (let i = 0; i < n; i++) {
    const x = ((times[i] ?? 0) - end) / HOUR;
    const y = (values[i] ?? 0) - base;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
    sumYY += y * y;
  }
  const sxx = sumXX - (sumX * sumX) / n;
  if (!(sxx > 0)) return undefined;
  const sxy = sumXY - (sumX * sumY) / n;
  const slope = sxy / sxx;
  const level = (sumY - slope * sumX) / n;
  const squares = Math.max(0, sumYY - (sumY * sumY) / n - slope * sxy);
  const noise = Math.sqrt(squares / (n - 2));
  let slopeError = noise / Math.sqrt(sxx);
  if (n >= 12 && squares > 0 && slope > slopeError) {
    let lagged = 0;
    let previous = 0;
    for (let i = 0; i < n; i++) {
      const residual = (values[i] ?? 0) - base - level - (slope * ((times[i] ?? 0) - end)) / HOUR;
      lagged += residual * previous;
      previous = residual;
    }
    const correlation = Math.min(0.8, Math.max(0, lagged / squares));
    slopeError *= Math.sqrt((1 + correlation) / (1 - correlation));
  }
  return { slope, slopeError, level: base + level, noise };
}

/**
 * Whether one change of level explains the points better than the line whose residuals have the deviation `noise`: the best two-level
 * model leaves less than half of its squares. Changes smaller than `smallest` are roundings, not steps.
 */
export function isStep(values: readonly number[], noise: number, smallest: number): boolean {
  const n = values.length;
  if (n < 8) return false;
  const base = values[0] ?? 0;
  let total = 0;
  let squares = 0;
  for (const value of values) {
    total += value - base;
    squares += (value - base) ** 2;
  }
  let left = 0;
  let best = Number.POSITIVE_INFINITY;
  let height = 0;
  for (let i = 1; i < n; i++) {
    left += (values[i - 1] ?? 0) - base;
    const right = total - left;
    const remaining = squares - (left * left) / i - (right * right) / (n - i);
    if (remaining < best) {
      best = remaining;
      height = right / (n - i) - left / i;
    }
  }
  return height > smallest && best < 0.5 * noise * noise * (n - 2);
}
