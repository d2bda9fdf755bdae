import type { Alert } from "../plugin-host/contract.ts";
import type { Workbench } from "../session/workbench.ts";
import { csvCell, defusedCell } from "../sinks/files/csv-text.ts";
import { writeAlerts } from "./alert-export.ts";
import { AlertGroups, alertGroup } from "./alert-groups.ts";
import { activeAlarms, alertFacets, alertHistogram } from "./alert-overviews.ts";
import { alertMarks, alertRow } from "./alert-row.ts";
import { type Answers, sessionOf } from "./answers.ts";
import type { AlertRow, AlertsMethods } from "./contract.ts";

/** The alerts of the session that is open: listed, grouped, counted, marked on charts, acknowledged, written to a file. */
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
    "alerts.place": ({ filter, newestFirst, id }) => ({
      index: bench.session?.picture.alerts.place(filter, id, newestFirst) ?? null,
    }),
    "alerts.groups": ({ filter, by, zone, limit }) => {
      const { session } = bench;
      if (session === null) return { groups: [], total: 0, alerts: 0 };
      const book = session.picture.alerts;
      const found = book.find(filter);
      const all = groups.of(book, found, by, zone);
      const shown = all.slice(0, limit).map((group) => alertGroup(session, group, by, zone));
      return { groups: shown, total: all.length, alerts: found.length };
    },
    "alerts.marks": (asked) => alertMarks(sessionOf(bench), asked),
    "alerts.histogram": ({ filter, most }) =>
      bench.session === null
        ? { start: 0, binMs: 1, critical: [], warning: [], info: [] }
        : alertHistogram(bench.session, filter, most),
    "alerts.active": () => (bench.session === null ? { alarms: [], total: 0 } : activeAlarms(bench.session)),
    "alerts.facets": () => (bench.session === null ? { rules: [], stations: [] } : alertFacets(bench.session)),
    "alerts.acknowledge": ({ ids, acknowledged }) => {
      sessionOf(bench).picture.alerts.acknowledge(ids, acknowledged);
      return null;
    },
    "alerts.export": async ({ filter, path, defuse }) => {
      const session = sessionOf(bench);
      const book = session.picture.alerts;
      const found = book.find(filter).map((index) => book.alerts[index] as Alert);
      await writeAlerts(session, found, path, defuse === true ? defusedCell : csvCell);
      return { rows: found.length };
    },
  };
}
