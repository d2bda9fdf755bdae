import type { KeyTuple } from "../engine/batch.ts";
import type { Alert } from "../plugin-host/contract.ts";
import type { Workbench } from "../session/workbench.ts";
import { csvCell, defusedCell } from "../sinks/files/csv-text.ts";
import { writeAlerts } from "./alert-export.ts";
import { AlertGroups, dayOf } from "./alert-groups.ts";
import { activeAlarms, alertFacets } from "./alert-overviews.ts";
import { alertRow } from "./alert-row.ts";
import type { AlertGrouping, AlertRow, AlertsMethods } from "./contract.ts";
import { roundBins } from "./round-width.ts";
import { keyOf } from "./series-answers.ts";
import { type Answers, openSession, shownRange } from "./session-answers.ts";

export function alertAnswers(bench: Workbench): Answers<keyof AlertsMethods> {
  const groups = new AlertGroups();
  return {
    "alerts.page": ({ filter, offset, limit, newestFirst }) => {
      const { session } = bench;
      if (session === null) return { rows: [], total: 0, dropped: 0 };
      const book = session.picture.alerts;
      const found = book.find(filter);
      const at = (i: number): number | undefined => found[newestFirst ? found.length - 1 - i : i];
      const rows: AlertRow[] = [];
      for (let i = offset; i < Math.min(found.length, offset + limit); i++)
        rows.push(alertRow(session, book.alerts[at(i) as number] as Alert));
      return { rows, total: found.length, dropped: book.dropped };
    },
    "alerts.place": ({ filter, newestFirst, id }) => {
      const { session } = bench;
      if (session === null) return { index: null };
      return { index: session.picture.alerts.place(filter, id, newestFirst) };
    },
    "alerts.groups": ({ filter, by, zone, limit }) => {
      const { session } = bench;
      if (session === null) return { groups: [], total: 0, alerts: 0 };
      const found = session.picture.alerts.find(filter);
      const all = groups.of(session.picture.alerts, found, by, zone);
      const shown = all.slice(0, limit).map(({ last, first, worst, alerts, raised, counts }) => {
        const { rule, ruleTitle, station, stationName, sensor, alarm, where, title, action, time, id } = alertRow(session, last);
        const of = (part: AlertGrouping, text: string): string => (by === part || by === "key" ? text : "");
        return {
          rule: of("rule", rule),
          ruleTitle: of("rule", ruleTitle),
          station: of("station", station),
          stationName: of("station", stationName),
          sensor: of("key", sensor),
          alarm: of("key", alarm),
          where: of("key", where),
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
      });
      return { groups: shown, total: all.length, alerts: found.length };
    },
    "alerts.marks": ({ keys, from, to, limit }) => {
      const session = openSession(bench);
      const tuples = keys.map((key) => keyOf(session, key).key);
      const rank = { critical: 0, warning: 1, info: 2 } as const;
      const marks = session.picture.alerts.alerts.filter(
        (alert) =>
          alert.time >= from && alert.time <= to && alert.action === "raise" && tuples.some((key) => marksKey(key, alert)),
      );
      if (marks.length > limit) marks.sort((a, b) => rank[a.severity] - rank[b.severity] || b.time - a.time);
      return { rows: marks.slice(0, limit).map((alert) => alertRow(session, alert)) };
    },
    "alerts.histogram": ({ filter, most }) => {
      const { session } = bench;
      const shown = session === null ? null : shownRange(session);
      if (session === null || shown === null) return { start: 0, binMs: 1, critical: [], warning: [], info: [] };
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
    },
    "alerts.active": () => (bench.session === null ? { alarms: [], total: 0 } : activeAlarms(bench.session)),
    "alerts.facets": () => (bench.session === null ? { rules: [], stations: [] } : alertFacets(bench.session)),
    "alerts.acknowledge": ({ ids, acknowledged }) => {
      openSession(bench).picture.alerts.acknowledge(ids, acknowledged);
      return null;
    },
    "alerts.export": async ({ filter, path, defuse }) => {
      const session = openSession(bench);
      const book = session.picture.alerts;
      const found = book.find(filter).map((index) => book.alerts[index] as Alert);
      await writeAlerts(session, found, path, defuse === true ? defusedCell : csvCell);
      return { rows: found.length };
    },
  };
}

/** Keys of these alerts, for marks: an alert marks every key that has its parts. */
function marksKey(key: KeyTuple, alert: Alert): boolean {
  const { station, sensor, alarm } = alert.key;
  return (station === "" || station === key[0]) && (sensor === "" || sensor === key[1]) && (alarm === "" || alarm === key[2]);
}
