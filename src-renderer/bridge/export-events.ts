import type { KeyInfo, KeyPart } from "../../src-main/ipc/contract.ts";
import { notify } from "../frame-actions.ts";
import { count } from "../ui/format-number.ts";
import { request } from "./bridge.ts";

interface Range {
  readonly from: number;
  readonly to: number;
}

export const eventFormats = [
  { name: "CSV", extensions: ["csv"] },
  { name: "Parquet", extensions: ["parquet"] },
];

/** Any text as a file's name. */
export const fileName = (text: string): string => text.replaceAll(/[^\p{L}\p{N} _.-]/gu, "_");

/** Asks the store for the events of these keys between `from` and `to`, ms, both with them. */
export function eventsSql(keys: readonly Pick<KeyInfo, KeyPart>[], { from, to }: Range): string {
  const which = keys.map(
    ({ station, sensor, alarm }) => `(station = ${quoted(station)} and sensor = ${quoted(sensor)} and alarm = ${quoted(alarm)})`,
  );
  return `select time, station, sensor, alarm, value, threshold, active from events where time_ms between ${Math.floor(from)} and ${Math.ceil(to)} and (${which.join(" or ")}) order by time_ms`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Writes those events to a file, as its name says: Parquet or CSV, which Weir opens again. Rejects with an Error of one line. */
export async function writeEvents(path: string, keys: readonly Pick<KeyInfo, KeyPart>[], range: Range): Promise<void> {
  const format = path.toLowerCase().endsWith(".parquet") ? "parquet" : "csv";
  const { rows } = await request("sql.export", { sql: eventsSql(keys, range), format, path, id: "chart" });
  notify(`${count(rows)} events written to ${path}`, "success");
}
