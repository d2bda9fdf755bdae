import { groupedDigits } from "../../grouped-digits.ts";

const DAY = 86_400_000;
/** The other order must make the time of the rows so many times shorter to be believed. */
const SHORTER = 2;

export interface DayOrMonth {
  readonly format: "dmy" | "mdy";
  /** A word for who reads the guess. */
  readonly why: string;
}

/**
 * Which comes first in dates that can be read either way, as no day of theirs is beyond the 12th: `dayFirst` and `monthFirst` are the times of
 * the same rows, read so and so; `dated`: they have no time of day. Read the wrong way, days in a row become the same day of months in a row.
 */
export function dayOrMonth(
  texts: readonly string[],
  dayFirst: readonly number[],
  monthFirst: readonly number[],
  dated: boolean,
): DayOrMonth {
  // Nobody writes 12.31.2026.
  const dots = texts.every((text) => /^\s*\d{1,2}\./.test(text));
  if (dots || dayFirst.every((time, i) => time === monthFirst[i])) return { format: "dmy", why: "day first" };
  const [asDays, asMonths] = [span(dayFirst), span(monthFirst)];
  // What is of the first of each month is as usual as what is of each day.
  const firsts = dated && dayFirst.every((time) => new Date(time).getUTCDate() === 1);
  if (asMonths * SHORTER < asDays && !firsts)
    return { format: "mdy", why: `month first: ${days(asMonths)}, and day first it would be ${days(asDays)}` };
  if (asDays * SHORTER < asMonths)
    return { format: "dmy", why: `day first: ${days(asDays)}, and month first it would be ${days(asMonths)}` };
  return { format: "dmy", why: "day first taken: these days could be months as well" };
}

/**
 * Whether dates of two digits each begin with the year, as those of data loggers may: read with the day first, days in a row become the same
 * day of years in a row. The same rows in either order, as far as they can be read so. `dated`: they have no time of day, and may be of years in a row.
 */
export function isYearFirst(dayFirst: readonly number[], yearFirst: readonly number[], dated: boolean): boolean {
  return !dated && yearFirst.length === dayFirst.length && span(yearFirst) * SHORTER < span(dayFirst);
}

/** Of any number of times: too many for the arguments of a call. */
const span = (times: readonly number[]): number =>
  times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY) -
  times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);

function days(span: number): string {
  const whole = Math.ceil(span / DAY);
  return whole === 1 ? "1 day" : `${groupedDigits(whole)} days`;
}
