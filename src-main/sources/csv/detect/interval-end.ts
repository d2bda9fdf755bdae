import { createTimeReader } from "../time-reader.ts";
import { columnTexts, mostly } from "./column-texts.ts";
import { isMissing } from "./odd-values.ts";
import { END_NAME } from "./role-names.ts";
import type { SampleTable } from "./sample-table.ts";
import type { TimeColumn } from "./time-column.ts";

/** Share of a column's texts that must be times, and of the rows with both that must not end before they start. */
const SHARE = 0.9;

/** The column that says until when what a row tells of went on: named so, of times written as those of `time` are, and none before them. */
export function intervalEnd({ columns, body }: SampleTable, time: TimeColumn, free: readonly number[]): number | undefined {
  const [start] = time.indexes;
  if (start === undefined || time.indexes.length !== 1) return undefined;
  const read = createTimeReader(time.format, "UTC");
  const starts = body.map((row) => read(row[start] ?? ""));
  return free.find((column) => {
    if (!END_NAME.test(columns[column] ?? "")) return false;
    const texts = columnTexts(body, column).filter((text) => !isMissing(text));
    const good = texts.filter((text) => !Number.isNaN(read(text))).length;
    if (good === 0 || !mostly(good, texts.length, SHARE, false)) return false;
    const spans = body.map((row, i) => read(row[column] ?? "") - (starts[i] as number)).filter((span) => !Number.isNaN(span));
    return mostly(spans.filter((span) => span >= 0).length, spans.length, SHARE, false);
  });
}
