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
 * sqrt((1 + r) / (1 - r)) of an AR(1) (Santer et al. 2000, J. Geophys. Res. 105, eq. 6), when there are points enough to know r.
 * Undefined for fewer than four points or no spread in time.
 */
export function fitLine(times: readonly number[], values: readonly number[]): Fit | undefined {
  const n = times.length;
  if (n < 4) return undefined;
  const end = times[n - 1] ?? 0;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += ((times[i] ?? 0) - end) / HOUR;
    meanY += values[i] ?? 0;
  }
  meanX /= n;
  meanY /= n;
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    const x = ((times[i] ?? 0) - end) / HOUR - meanX;
    sxx += x * x;
    sxy += x * ((values[i] ?? 0) - meanY);
  }
  if (!(sxx > 0)) return undefined;
  const slope = sxy / sxx;
  const level = meanY - slope * meanX;
  let squares = 0;
  let lagged = 0;
  let previous = 0;
  for (let i = 0; i < n; i++) {
    const residual = (values[i] ?? 0) - level - (slope * ((times[i] ?? 0) - end)) / HOUR;
    squares += residual * residual;
    lagged += residual * previous;
    previous = residual;
  }
  const correlation = n >= 12 && squares > 0 ? Math.min(0.8, Math.max(0, lagged / squares)) : 0;
  const noise = Math.sqrt(squares / (n - 2));
  const slopeError = (noise / Math.sqrt(sxx)) * Math.sqrt((1 + correlation) / (1 - correlation));
  return { slope, slopeError, level, noise };
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
