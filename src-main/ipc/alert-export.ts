import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Alert } from "../plugin-host/contract.ts";
import type { OpenSession } from "../session/open-session.ts";
import { isoTime } from "../sinks/files/csv-text.ts";
import { alertLine } from "../sinks/files/result-lines.ts";
import { writeWhole } from "../sources/whole-file.ts";
import { alertRow } from "./alert-row.ts";

/** `.jsonl`: as `weir run` writes them; else CSV, a text of it made a `cell`. Throws an Error of one line. */
export async function writeAlerts(
  session: OpenSession,
  alerts: readonly Alert[],
  path: string,
  cell: (text: string) => string,
): Promise<void> {
  await writeWhole(path, (place) => pipeline(alertTexts(session, alerts, path, cell), createWriteStream(place)));
}

function* alertTexts(
  session: OpenSession,
  alerts: readonly Alert[],
  path: string,
  cell: (text: string) => string,
): Generator<string> {
  const json = /\.(jsonl|ndjson|json)$/i.test(path);
  if (!json) yield "time,severity,rule,action,title,station,sensor,alarm,where,value,unit,window_start,window_end,id\n";
  for (const alert of alerts) {
    const { time, severity, rule, action, title, station, sensor, alarm, sensorName, alarmName, value, unit, window, id } =
      alertRow(session, alert);
    const cells = [
      isoTime(time),
      severity,
      rule,
      action,
      title,
      station,
      sensor,
      alarm,
      [sensorName, alarmName].filter((word) => word !== "").join(" · "),
      value === null ? "" : String(value),
      unit,
      window === null ? "" : isoTime(window.start),
      window === null ? "" : isoTime(window.end),
      id,
    ];
    yield json ? `${alertLine(alert)}\n` : `${cells.map(cell).join(",")}\n`;
  }
}
