import type { KeyTuple } from "../engine/batch.ts";
import type { Alert } from "../plugin-host/contract.ts";
import type { OpenSession } from "../session/open-session.ts";
import { spreadOver, worstOf } from "./chosen-marks.ts";
import type { AlertRow, Methods } from "./contract.ts";
import { alarmWords, keyOf } from "./key-list.ts";

/** An alert as the page shows it, with the catalogue's words. */
export function alertRow({ analysis, picture }: OpenSession, alert: Alert): AlertRow {
  const { id, rule, version, severity, action, title, time, key, window, value, evidence } = alert;
  const { names } = analysis;
  const declaration = analysis.rules.find((each) => each.declaration.id === rule)?.declaration;
  return {
    id,
    rule,
    ruleTitle: declaration?.title ?? rule,
    version,
    severity,
    action,
    title,
    time,
    station: key.station,
    sensor: key.sensor,
    alarm: key.alarm,
    stationName: names.name("station", key.station),
    sensorName: key.sensor === "" ? "" : names.name("sensor", key.sensor),
    alarmName: key.alarm === "" ? "" : alarmWords(key.alarm, names),
    unit: declaration?.valueUnit ?? names.unit(key.sensor),
    window,
    value,
    evidence,
    acknowledged: picture.alerts.isAcknowledged(id),
  };
}

/** Alerts raised of these keys in [from, to]: some of them, and how many there are. */
export function alertMarks(
  session: OpenSession,
  { keys, from, to, limit, choose }: Methods["alerts.marks"]["args"],
): Methods["alerts.marks"]["value"] {
  const tuples = keys.map((key) => keyOf(session, key).key);
  const marks = session.picture.alerts.alerts.filter(
    (alert) => alert.time >= from && alert.time <= to && alert.action === "raise" && tuples.some((key) => marksKey(key, alert)),
  );
  const byRule: Record<string, number> = Object.create(null);
  for (const { rule } of marks) byRule[rule] = (byRule[rule] ?? 0) + 1;
  const chosen = choose === "worst" ? worstOf(marks, limit) : spreadOver(marks, { from, to, limit });
  return { rows: chosen.map((alert) => alertRow(session, alert)), total: marks.length, byRule: { ...byRule } };
}

/** An alert marks every key that has its parts. */
function marksKey(key: KeyTuple, { key: { station, sensor, alarm } }: Alert): boolean {
  return (station === "" || station === key[0]) && (sensor === "" || sensor === key[1]) && (alarm === "" || alarm === key[2]);
}

/**
 * The measured key an alert is about: the same parts, or, where its rule groups by fewer, of those that have them the one that measured the
 * alert's value at its time, else the busiest.
 */
export function measuredKey(
  { picture }: OpenSession,
  { key, time, value }: Pick<Alert, "key" | "time" | "value">,
): number | null {
  const { station, sensor, alarm } = key;
  const { table } = picture;
  if (table === null) return null;
  let best: number | null = null;
  let exact = false;
  picture.keys.forEach(({ series }, id) => {
    const [s, d, a] = table.key(id);
    if ((station !== "" && s !== station) || (sensor !== "" && d !== sensor) || (alarm !== "" && a !== alarm)) return;
    const here = value !== null && series.range(time, time, 4).value.includes(value);
    if (exact && !here) return;
    if (best === null || (here && !exact) || series.length > (picture.keys[best]?.series.length ?? 0)) best = id;
    exact ||= here;
  });
  return best;
}
