import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenSession } from "../session/open-session.ts";
import { measuredKey } from "./alert-row.ts";
import { keyOf } from "./key-list.ts";
import { eventRows } from "./series-answers.ts";

/** Events a scenario begins with at most: enough for a person to look through. */
const EVENTS = 2000;

/**
 * Writes a first scenario for a plugin's rules from what is open: the events of one key up to the newest alert of theirs, without one those
 * of the first key, and the settings in use. Answers its name; what is expected is still to be written. Throws an Error of one line.
 */
export function startScenario(
  session: OpenSession,
  folder: string,
  rules: ReadonlySet<string>,
  settings: Readonly<Record<string, unknown>>,
): string {
  const alert = session.picture.alerts.alerts.findLast(({ rule }) => rules.has(rule));
  const id = (alert === undefined ? null : measuredKey(session, alert)) ?? 0;
  const { series } = keyOf(session, id).picture;
  if (series.length === 0) throw new Error("Nothing has been read yet: wait for the first events.");
  const to = alert === undefined ? series.lastTime : Math.max(alert.time, alert.window?.end ?? alert.time);
  let from = series.firstTime;
  while (series.count(from, to) > EVENTS) from = Math.ceil((from + to) / 2);
  const events = eventRows(session, id, { from, to, limit: EVENTS });
  let n = 1;
  while (existsSync(join(folder, "scenarios", `scenario-${n}`))) n++;
  const place = join(folder, "scenarios", `scenario-${n}`);
  const rows = events.map(({ time, station, sensor, alarm, value, threshold, active }) =>
    [new Date(time).toISOString(), station, sensor, alarm, value, threshold ?? "", active ?? ""].map(field).join(","),
  );
  try {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "events.csv"), `time,station,sensor,alarm,value,threshold,active\n${rows.join("\n")}\n`);
    if (Object.keys(settings).length > 0) writeFileSync(join(place, "settings.json"), `${JSON.stringify(settings, null, 2)}\n`);
  } catch (error) {
    throw new Error(`cannot write ${place}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
  return `scenario-${n}`;
}

const field = (value: string | number | boolean): string => {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
