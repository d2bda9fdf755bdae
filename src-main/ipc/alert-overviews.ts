import type { Alert } from "../plugin-host/contract.ts";
import { fitsOne } from "../plugin-host/key-acceptance.ts";
import type { OpenSession } from "../session/open-session.ts";
import { measuredKey } from "./alert-row.ts";
import type { AlertFilter, Methods } from "./contract.ts";
import { keyOf } from "./key-list.ts";
import { roundBins } from "./round-width.ts";
import { shownRange } from "./status.ts";

const MOST_ALARMS = 500;
const MOST_STATIONS = 2000;

/** The alarms that are on, with the last value of what they are about; the first 500. */
export function activeAlarms(session: OpenSession): Methods["alerts.active"]["value"] {
  const { names } = session.analysis;
  // Of keys a rule was switched off for meanwhile it will say no more: not even that an alarm is over.
  const isOff = ({ rule, key }: Alert): boolean => {
    const off = session.analysis.rules.find(({ declaration }) => declaration.id === rule)?.off ?? [];
    return off.length > 0 && fitsOne(off, [key.station, key.sensor, key.alarm]);
  };
  const on = session.picture.active.list(session.picture.active.size).filter((alert) => !isOff(alert));
  const alarms = on.slice(0, MOST_ALARMS).map((alert) => {
    const { station, sensor, alarm } = alert.key;
    const id = measuredKey(session, alert);
    const picture = id === null ? null : keyOf(session, id).picture;
    const threshold = picture === null || Number.isNaN(picture.threshold) ? null : picture.threshold;
    const name = alarm === "" ? names.name("sensor", sensor) : names.name("alarm", alarm);
    return {
      alertId: alert.id,
      station,
      stationName: names.name("station", station),
      sensor,
      alarm,
      name,
      severity: alert.severity,
      since: alert.time,
      value: picture?.series.lastValue ?? alert.value,
      threshold,
      unit: names.unit(sensor),
    };
  });
  return { alarms, total: on.length };
}

/** Alerts that fit, by severity in bins of a round width: at most `most` of them (see roundBins). */
export function alertHistogram(session: OpenSession, filter: AlertFilter, most: number): Methods["alerts.histogram"]["value"] {
  const shown = shownRange(session);
  if (shown === null) return { start: 0, binMs: 1, critical: [], warning: [], info: [] };
  const from = filter.from ?? shown.from;
  const { start, binMs, bins } = roundBins(from, Math.max(from, filter.to ?? shown.to), most);
  const empty = (): number[] => new Array<number>(bins).fill(0);
  const counts = { critical: empty(), warning: empty(), info: empty() };
  const book = session.picture.alerts;
  for (const index of book.find(filter)) {
    const { time, severity } = book.alerts[index] as Alert;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((time - start) / binMs)));
    counts[severity][bin] = (counts[severity][bin] as number) + 1;
  }
  return { start, binMs, ...counts };
}

/** How many alerts each rule and each station has; of stations the 2,000 with most. */
export function alertFacets(session: OpenSession): Methods["alerts.facets"]["value"] {
  const rules = new Map(session.analysis.rules.map(({ declaration: { id, title } }) => [id, { id, title, alerts: 0 }]));
  const { names } = session.analysis;
  const stations = new Map<string, { station: string; name: string; alerts: number }>();
  for (const { rule, key } of session.picture.alerts.alerts) {
    const one = rules.get(rule);
    if (one !== undefined) one.alerts++;
    const station = stations.get(key.station) ?? {
      station: key.station,
      name: names.name("station", key.station),
      alerts: 0,
    };
    station.alerts++;
    stations.set(key.station, station);
  }
  return {
    rules: [...rules.values()],
    stations: [...stations.values()].sort((a, b) => b.alerts - a.alerts).slice(0, MOST_STATIONS),
  };
}
