import { columnTexts, mostly } from "./column-texts.ts";
import { isClock } from "./missing-time.ts";
import type { SampleTable } from "./sample-table.ts";
import { clockPartColumns } from "./time-parts.ts";

const CLOCK_NAME = /time|clock|hour|zeit|uhr|heure|\bhora|\bora\b|\btijd|\btid\b|\bczas|\bčas|время/i;
const HALF_OF_DAY = /^[ap]\.?\s?m\.?$/i;
/** Share of a column's texts that must be times of day. */
const SHARE = 0.9;

/** The columns of the time of day of a date that has none: beside it, with AM and PM behind it, or its hours and minutes each by itself; empty for none. */
export function timeOfDayColumns(table: SampleTable, date: number): number[] {
  const { columns, body } = table;
  for (const c of [date + 1, date - 1]) {
    if (c < 0 || c >= columns.length) continue;
    const texts = columnTexts(body, c);
    // 12.25 is a number, unless the column is called one of times.
    if (texts.every((text) => !text.includes(":")) && !CLOCK_NAME.test(columns[c] as string)) continue;
    const good = texts.filter(isClock).length;
    if (good === 0 || !mostly(good, texts.length, SHARE, false)) continue;
    const halves = columnTexts(body, c + 1);
    return halves.length > 0 && halves.every((text) => HALF_OF_DAY.test(text)) ? [c, c + 1] : [c];
  }
  return clockPartColumns(table, [date]);
}
