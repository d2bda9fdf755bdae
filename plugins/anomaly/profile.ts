import { At, type Memory } from "./memory.ts";
import { reading } from "./reading.ts";

/** What is usual at each quarter of an hour of the day (UTC, event time): level and spread over the last few days. */

export const QUARTER = 900_000;
const DAY = 86_400_000;
const QUARTERS = DAY / QUARTER;
/** Numbers a quarter has, in this order. */
const LEVEL = At.profile;
const SPREAD = At.profile + 1;
const COUNT = At.profile + 2;
const NUMBERS = 3;
/** Days remembered, but at least `FEWEST` readings a quarter: hourly data have one a day. */
const MEMORY = 6;
const FEWEST = 14;
/** Readings of a quarter that count as much as what is known of all quarters together, at least. */
const PRIOR = 4;
/** From so many days on one bad day cannot become the rule. */
const SETTLED = 3;
/** From then on a value counts at most so many usual distances. */
const FAR = 4;

/** Where the quarter of the day of a time is, 0 … 95 times `NUMBERS`. */
export function quarterOf(time: number): number {
  const quarter = Math.floor(time / QUARTER);
  return NUMBERS * (quarter - QUARTERS * Math.floor((quarter + 0.5) / QUARTERS));
}

export const levelAt = (m: Memory, quarter: number): number => m[LEVEL + quarter] as number;
export const countAt = (m: Memory, quarter: number): number => m[COUNT + quarter] as number;

/** Fills `reading.spread`. */
export function askSpread(m: Memory): void {
  const { quarter } = reading;
  const n = m[COUNT + quarter] as number;
  const perQuarter = m[At.perQuarter];
  const prior = perQuarter > PRIOR ? perQuarter : PRIOR;
  reading.spread = (n * (m[SPREAD + quarter] as number) + prior * m[At.overall]) / (n + prior);
}

/** Learns the reading; `reading.spread` has been asked when the quarter is known from more than one. */
export function learnProfile(m: Memory): void {
  const { value, quarter } = reading;
  const perQuarter = m[At.perQuarter];
  const most = MEMORY * perQuarter;
  const limit = most > FEWEST ? most : FEWEST;
  const before = m[COUNT + quarter] as number;
  const n = before + 1 < limit ? before + 1 : limit;
  m[COUNT + quarter] = n;
  if (n === 1) {
    m[LEVEL + quarter] = value;
    return;
  }
  const usual = m[LEVEL + quarter] as number;
  const known = m[SPREAD + quarter] as number;
  let residual = value - usual;
  if (n > SETTLED && n > SETTLED * perQuarter && reading.spread > 0) {
    const far = FAR * reading.spread;
    residual = residual > far ? far : residual < -far ? -far : residual;
  }
  const size = Math.abs(residual);
  const weight = 1 / n;
  m[LEVEL + quarter] = usual + weight * residual;
  m[SPREAD + quarter] = known + weight * (size - known);
  const remembered = QUARTERS * most + 1;
  const learned = m[At.learned] + 1 < remembered ? m[At.learned] + 1 : remembered;
  m[At.learned] = learned;
  m[At.overall] += (size - m[At.overall]) / learned;
}
