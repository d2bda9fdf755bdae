import { joinedTime } from "../../joined-time.ts";
import type { SampleTable } from "./sample-table.ts";
import type { TimeColumn } from "./time-column.ts";

/** The text of each row's time, as it is read: of all its columns together. */
export function timeTexts({ body }: Pick<SampleTable, "body">, { indexes }: Pick<TimeColumn, "indexes">): string[] {
  return body.map((row) => joinedTime(indexes.map((i) => row[i] ?? "")));
}
