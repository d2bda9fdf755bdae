import type { Alert } from "../plugin-host/contract.ts";
import type { OpenSession } from "../session/open-session.ts";
import type { AlertBook } from "../session/picture/alert-book.ts";
import { SEVERITY_RANK } from "../session/picture/severity-rank.ts";
import { alertRow } from "./alert-row.ts";
import type { AlertGroup, AlertGrouping } from "./contract.ts";

/** Alerts that belong together. */
export interface Group {
  last: Alert;
  first: number;
  worst: Alert["severity"];
  alerts: number;
  raised: number;
  /** Of those raised. */
  readonly counts: Record<Alert["severity"], number>;
}

const DAY = 86_400_000;

/** Groups what a filter found. The book carries its newest answer on as alerts come, and so does this: only new alerts are looked at. */
export class AlertGroups {
  #found: readonly number[] | null = null;
  #how = "";
  #upTo = 0;
  #groups = new Map<string, Group>();

  of(book: AlertBook, found: readonly number[], by: AlertGrouping, zone: "UTC" | "local"): Group[] {
    const how = `${by} ${zone}`;
    if (found !== this.#found || how !== this.#how) {
      this.#found = found;
      this.#how = how;
      this.#upTo = 0;
      this.#groups = new Map();
    }
    const nameOf = naming(by, zone);
    for (; this.#upTo < found.length; this.#upTo++) {
      const alert = book.alerts[found[this.#upTo] as number] as Alert;
      const { time, severity, action } = alert;
      const name = nameOf(alert);
      let group = this.#groups.get(name);
      if (group === undefined) {
        group = { last: alert, first: time, worst: severity, alerts: 0, raised: 0, counts: { critical: 0, warning: 0, info: 0 } };
        this.#groups.set(name, group);
      }
      group.alerts++;
      group.first = Math.min(group.first, time);
      if (time >= group.last.time) group.last = alert;
      if (action !== "raise") continue;
      group.raised++;
      group.counts[severity]++;
      if (group.raised === 1 || SEVERITY_RANK[severity] < SEVERITY_RANK[group.worst]) group.worst = severity;
    }
    const groups = [...this.#groups.values()];
    return by === "day" || by === "key"
      ? groups.sort((a, b) => b.last.time - a.last.time)
      : groups.sort((a, b) => b.raised - a.raised || b.last.time - a.last.time);
  }
}

/** A group as the page shows it. */
export function alertGroup(session: OpenSession, group: Group, by: AlertGrouping, zone: "UTC" | "local"): AlertGroup {
  const { last, first, worst, alerts, raised, counts } = group;
  const { rule, ruleTitle, station, stationName, sensor, alarm, sensorName, alarmName, title, action, time, id } = alertRow(
    session,
    last,
  );
  const of = (part: AlertGrouping, text: string): string => (by === part || by === "key" ? text : "");
  return {
    rule: of("rule", rule),
    ruleTitle: of("rule", ruleTitle),
    station: of("station", station),
    stationName: of("station", stationName),
    sensor: of("key", sensor),
    alarm: of("key", alarm),
    sensorName: of("key", sensorName),
    alarmName: of("key", alarmName),
    day: by === "day" ? dayOf(time, zone) : null,
    severity: worst,
    alerts,
    raised,
    counts: { ...counts },
    first,
    last: time,
    title,
    action,
    lastId: id,
  };
}

function naming(by: AlertGrouping, zone: "UTC" | "local"): (alert: Alert) => string {
  if (by === "station") return ({ key }) => key.station;
  if (by === "rule") return ({ rule }) => rule;
  if (by === "day") return ({ time }) => String(dayOf(time, zone).from);
  return ({ rule, key }) => `${rule}\n${key.station}\n${key.sensor}\n${key.alarm}`;
}

/** First and last ms of the day of a time. */
export function dayOf(time: number, zone: "UTC" | "local"): { from: number; to: number } {
  if (zone === "UTC") {
    const from = Math.floor(time / DAY) * DAY;
    return { from, to: from + DAY - 1 };
  }
  const date = new Date(time);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  return { from: new Date(year, month, day).getTime(), to: new Date(year, month, day + 1).getTime() - 1 };
}
