import { knownNames } from "../reports/known-names.ts";
import type { History } from "../session/history.ts";
import type { Workbench } from "../session/workbench.ts";
import { REFUSAL_REASONS } from "../sources/source.ts";
import { connectConfined } from "../store/confined.ts";
import { exportQuery } from "../store/export.ts";
import { IMPORT } from "../store/forget-runs.ts";
import { all } from "../store/read.ts";
import { compareRuns, listRuns, type StoredAlert, type StoredRun } from "../store/read-results.ts";
import { runSql, SQL_LIMITS } from "../store/sql.ts";
import { VIEWS } from "../store/sql-guard.ts";
import { checkTimezone } from "../store/timezone.ts";
import type { Answers } from "./answers.ts";
import type { AlertRow, Methods, RunRow } from "./contract.ts";
import { recordedRun } from "./recorded-run.ts";
import { reportAnswers } from "./report-answers.ts";
import { sensorUnits } from "./sensor-units.ts";
import { Statements } from "./statements.ts";

const DIFFERENCES = 10_000;

type Method = Extract<keyof Methods, `reports.${string}` | `sql.${string}` | `runs.${string}`>;

/** Reports, SQL and run history over the store of this app. */
export function historyAnswers(bench: Workbench, history: History, version: string): Answers<Method> {
  const statements = new Statements();
  const confined = async (timezone = bench.workspace.timezone) => {
    const { store, run: number } = await recordedRun(bench, history);
    const names = await knownNames(store, (await bench.plugins.library()).set.catalogues, sensorUnits(bench));
    return connectConfined(store, { run: number, timezone: checkTimezone(timezone), names });
  };
  return {
    ...reportAnswers(bench, history, version),
    "sql.run": ({ sql, id, timezone }) =>
      statements.during(id, async (signal) => {
        const connection = await confined(timezone);
        try {
          return await runSql(connection, sql, { ...SQL_LIMITS, signal });
        } finally {
          connection.closeSync();
        }
      }),
    "sql.cancel": ({ id }) => {
      statements.cancel(id);
      return null;
    },
    "sql.schema": async () => {
      const connection = await confined();
      try {
        const views = [];
        for (const name of VIEWS) {
          const rows = await all(connection, `describe ${name}`);
          views.push({ name, columns: rows.map(([column, type]) => ({ name: String(column), type: String(type) })) });
        }
        return { views };
      } finally {
        connection.closeSync();
      }
    },
    "sql.export": ({ sql, format, path, id, timezone }) =>
      statements.during(id, async (signal) => {
        const connection = await confined(timezone);
        try {
          return { rows: await exportQuery(connection, sql, { path, format }, { milliseconds: 600_000, signal }) };
        } finally {
          connection.closeSync();
        }
      }),
    "runs.list": async () => {
      const { connection } = await history.store();
      return { runs: (await listRuns(connection)).map((run) => runRow(run, history.recording)), kept: history.kept };
    },
    "runs.compare": async ({ a, b }) => {
      const { connection } = await history.store();
      const { onlyA, onlyB, ...totals } = await compareRuns(connection, a, b, DIFFERENCES);
      return { ...totals, onlyA: onlyA.map(storedRow), onlyB: onlyB.map(storedRow) };
    },
  };
}

/** `recording`: the run that is being written. */
function runRow(
  { run: id, description, started, ended, metrics, alerts, settings }: StoredRun,
  recording: number | null,
): RunRow {
  const number = (name: string): number => Number(metrics?.[name] ?? 0);
  const dropped = (metrics?.["records_dropped_total"] ?? {}) as Readonly<Record<string, unknown>>;
  const refused = REFUSAL_REASONS.flatMap((reason) =>
    Number(dropped[reason] ?? 0) > 0 ? [[reason, Number(dropped[reason])]] : [],
  );
  const { plugins, kind } = (settings ?? {}) as { readonly plugins?: RunRow["plugins"]; readonly kind?: unknown };
  return {
    ...{ id, description, started, ended, alerts },
    running: ended === null && id === recording,
    imported: kind === IMPORT,
    read: number("records_read_total"),
    accepted: number("records_accepted_total"),
    refused: Object.fromEntries(refused),
    plugins: (Array.isArray(plugins) ? plugins : []).map((choice) => ({
      plugin: choice.plugin,
      settings: choice.settings ?? {},
    })),
  };
}

function storedRow({ rule, sensor, alarm, evidence, ...alert }: StoredAlert): AlertRow {
  return {
    ...alert,
    ...{
      rule,
      sensor,
      alarm,
      ruleTitle: rule,
      unit: "",
      acknowledged: false,
      stationName: alert.station,
      sensorName: sensor,
      alarmName: alarm,
    },
    evidence: evidence as Readonly<Record<string, unknown>>,
  };
}
