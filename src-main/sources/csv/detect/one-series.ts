import { createTimeReader } from "../time-reader.ts";
import { mostFrequent } from "./dialect.ts";
import type { SampleTable } from "./sample-table.ts";
import type { TimeColumn } from "./time-column.ts";
import { timeTexts } from "./time-texts.ts";

/** Fewer rows may be even by chance. */
const FEWEST_ROWS = 12;
/** Share of the steps from row to row that are of one length. */
const EVEN = 0.9;
/** Rows a word stands in on end, in the mean: of several devices in turn it would be one. */
const LONG_RUN = 3;

/** Whether rows follow one another at even steps, as those of several devices do not unless they take turns. */
export function isEven(table: SampleTable, time: TimeColumn): boolean {
  if (table.body.length < FEWEST_ROWS) return false;
  const times = timeTexts(table, time).map(createTimeReader(time.format, "UTC"));
  const steps = times.slice(1).map((each, i) => each - (times[i] as number));
  const [step, same] = mostFrequent(steps);
  return step > 0 && same >= steps.length * EVEN && steps.every((each) => !(each < 0));
}

/** Whether a column's words go on from row to row: the state of what is measured, a weekday, a tariff. */
export function goesOn({ body }: SampleTable, column: number): boolean {
  const changes = body.filter((row, i) => i > 0 && row[column] !== body[i - 1]?.[column]).length;
  return body.length > LONG_RUN * (changes + 1);
}
