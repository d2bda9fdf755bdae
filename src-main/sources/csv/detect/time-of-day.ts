import { columnTexts, mostly } from "./column-texts.ts";
import { isClock } from "./missing-time.ts";
import type { SampleTable } from "./sample-table.ts";
import { clockPartColumns } from "./time-parts.ts";

const CLOCK_NAME = /time|clock|hour|zeit|uhr|heure|\bhora|\bora\b|\btijd|\btid\b|\bczas|\bčas|время/i;
const HALF_OF_DAY = /^[ap]\.?\s?m\.?$/i;
/** Of a column in which numbers are times of day: others are lengths of time. */
const TIME_OF_DAY_NAME =
  /^#?(?:(?:local|utc|gmt|obs)[ _]?)?(?:time(?:[ _]?of[ _]?day)?|zeit|uhrzeit|heure|hora|hhmm(?:ss)?|hrmn)(?:[ _]?(?:utc|gmt|local|hhmm))?$/i;
/** 2205 and 220500, and what is left of 0905 where its first zero was dropped. */
const DIGITS = /^(?:[01]\d|2[0-4])[0-5]\d(?:[0-5]\d)?$/;
const SHORT_DIGITS = /^(?:(?:1?\d|2[0-3])?[0-5])?\d$/;
/** Share of a column's texts that must be times of day. */
const SHARE = 0.9;

/** The columns of the time of day of a date that has none: beside it, with AM and PM behind it, or its hours and minutes each by itself; empty for none. Throws an Error of one line for times whose zeros were dropped. */
export function timeOfDayColumns(table: SampleTable, date: number): number[] {
  const { columns, body } = table;
  for (const c of [date + 1, date - 1]) {
    if (c < 0 || c >= columns.length) continue;
    const texts = columnTexts(body, c);
    // 12.25 is a number, unless the column is called one of times.
    if (texts.every((text) => !text.includes(":")) && !CLOCK_NAME.test(columns[c] as string)) continue;
    const inDigits = TIME_OF_DAY_NAME.test(columns[c] as string);
    const short = texts.find((text) => !DIGITS.test(text));
    if (
      inDigits &&
      short !== undefined &&
      texts.some((text) => text.length > 2) &&
      texts.every((text) => SHORT_DIGITS.test(text))
    )
      throw new Error(
        `the times of day in column ${JSON.stringify(columns[c])} lack their first zeros (${short}); write four digits`,
      );
    const good = texts.filter((text) => isClock(text) || (inDigits && DIGITS.test(text))).length;
    if (good === 0 || !mostly(good, texts.length, SHARE, false)) continue;
    const halves = columnTexts(body, c + 1);
    return halves.length > 0 && halves.every((text) => HALF_OF_DAY.test(text)) ? [c, c + 1] : [c];
  }
  return clockPartColumns(table, [date]);
}
