import { closeSync, openSync, writeSync } from "node:fs";

const ROWS_A_WRITE = 10_000;

/** A row of a CSV without its time, and that time (ms). */
export interface TimedRow {
  readonly time: number;
  readonly text: string;
}

/** A CSV of the rows by time, as a stream would bring them; its first column is the time. Sorts `rows`. */
export function writeByTime(path: string, columns: string, rows: TimedRow[]): void {
  rows.sort((a, b) => a.time - b.time);
  const file = openSync(path, "w");
  writeSync(file, `time,${columns}\n`);
  for (let i = 0; i < rows.length; i += ROWS_A_WRITE)
    writeSync(
      file,
      rows
        .slice(i, i + ROWS_A_WRITE)
        .map(({ time, text }) => `${new Date(time).toISOString()},${text}\n`)
        .join(""),
    );
  closeSync(file);
}
