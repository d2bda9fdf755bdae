import { createTimeReader, isCounted } from "../time-reader.ts";
import type { SampleTable } from "./sample-table.ts";
import type { TimeColumn } from "./time-column.ts";
import { timeTexts } from "./time-texts.ts";

/** Years that are those from 1900 to 2100 in another calendar, and what to do. Nothing was measured in them by ours. */
const CALENDARS = [
  { from: 1900 + 543, to: 2100 + 543, advice: "of the Buddhist calendar; write them 543 less" },
  { from: 1900 - 621, to: 2100 - 621, advice: "of the Persian or Islamic calendar; write the dates of the Gregorian one" },
];

/** Throws an Error of one line where all years are those of another calendar: read as ours they would be centuries off. */
export function refuseOtherCalendar(table: SampleTable, time: TimeColumn): void {
  const { indexes, format } = time;
  if (isCounted(format)) return;
  const read = createTimeReader(format, "UTC");
  const years = timeTexts(table, time)
    .map(read)
    .filter((each) => !Number.isNaN(each))
    .map((each) => new Date(each).getUTCFullYear());
  const calendar = CALENDARS.find(({ from, to }) => years.every((year) => year >= from && year <= to));
  if (calendar === undefined || years.length === 0) return;
  throw new Error(`the years of column ${JSON.stringify(table.columns[indexes[0] ?? 0])} (${years[0]}) are ${calendar.advice}`);
}
