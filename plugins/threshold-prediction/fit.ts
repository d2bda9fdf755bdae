import { VALUE, WIDTH } from "./points.ts";
import { reading } from "./reading.ts";

/** A straight line through recent points, with what is needed to judge it. Times in hours before the newest point, values in their unit. */
export interface Fit {
  /** Value per hour. */
  readonly slope: number;
  /** Standard error of the slope, as if the residuals were independent. */
  readonly slopeError: number;
  /** Fitted value at the newest point. */
  readonly level: number;
  /** Standard deviation of the residuals. */
  readonly noise: number;
  /** How many of the newest points it goes through. */
  readonly points: number;
}

type Line = { -readonly [K in keyof Fit]: Fit[K] };
const newLine = (): Line => ({ slope: 0.5, slopeError: 0.5, level: 0.5, noise: 0.5, points: 0 });
/** Through all points, and through the recent ones. Reused. */
const whole = newLine();
const part = newLine();

const HOUR = 3_600_000;

/** Fewest points that make a line. */
const FEWEST = 4;
/** Up to so many points a look-ahead, all of it is too long a line to see a turn by. */
const SPARSE = 8;
/** By how many of its errors the recent slope must differ from the whole one's to be taken for a change. */
const CHANGED = 2;

/**
 * The line to go on with: the one through all points, or the one through the recent ones (of the latest half of the look-ahead, four at least)
 * where its slope differs from it by more than twice its error, or where the points are few. `list` as in `Points`, read from the point `first`
 * on. Undefined for fewer than four or no spread in time. The object is reused: valid until the next event.
 */
export function fitTrend(list: readonly number[], first: number): Fit | undefined {
  const all = list.length / WIDTH;
  const n = all - first;
  if (n < FEWEST) return undefined;
  const end = list[(all - 1) * WIDTH] ?? 0;
  const base = list[(all - 1) * WIDTH + VALUE] ?? 0;
  const start = Math.min(firstSince(list, first, reading.time - reading.lookAhead / 2), all - FEWEST);
  // One pass from the newest point back, relative to it: the sums stay small, so their differences keep their digits.
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  let sumYY = 0;
  let parted = false;
  for (let i = all - 1, at = i * WIDTH; i >= first; i--, at -= WIDTH) {
    const x = ((list[at] ?? 0) - end) / HOUR;
    const y = (list[at + VALUE] ?? 0) - base;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
    sumYY += y * y;
    if (i === start && i > first) parted = draw(part, all - i, base, sumX, sumY, sumXX, sumXY, sumYY);
  }
  if (parted && n <= SPARSE) return part;
  if (!draw(whole, n, base, sumX, sumY, sumXX, sumXY, sumYY)) return undefined;
  return parted && Math.abs(part.slope - whole.slope) > CHANGED * part.slopeError ? part : whole;
}

/** Which point, `first` or later, is the first not before `from`, by bisection. */
function firstSince(list: readonly number[], first: number, from: number): number {
  let low = first;
  let high = list.length / WIDTH;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle * WIDTH] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Least squares from the sums over `n` points, relative to the newest one, whose value is `base`. False where they have no spread in time. */
function draw(
  line: Line,
  n: number,
  base: number,
  sumX: number,
  sumY: number,
  sumXX: number,
  sumXY: number,
  sumYY: number,
): boolean {
  const sxx = sumXX - (sumX * sumX) / n;
  if (!(sxx > 0)) return false;
  const sxy = sumXY - (sumX * sumY) / n;
  const slope = sxy / sxx;
  const squares = Math.max(0, sumYY - (sumY * sumY) / n - slope * sxy);
  const noise = Math.sqrt(squares / (n - 2));
  line.slope = slope;
  line.slopeError = noise / Math.sqrt(sxx);
  line.level = base + (sumY - slope * sumX) / n;
  line.noise = noise;
  line.points = n;
  return true;
}
