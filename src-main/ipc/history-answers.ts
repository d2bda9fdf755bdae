import { writeFileSync } from "node:fs";
import { checkSettings } from "../plugin-host/check-settings.ts";
import { accountingLines } from "../reports/accounting.ts";
import { htmlPage, reportSection } from "../reports/html-page.ts";
import { runReports } from "../reports/report-desk.ts";
import { type ReportResult as Result, reportCsv, reportsJson } from "../reports/report-result.ts";
import type { History } from "../session/history.ts";
import { reportSource, reportsOf } from "../session/report-library.ts";
import type { Workbench } from "../session/workbench.ts";
import { checkTimezone, connectConfined } from "../store/confined.ts";
import { exportQuery } from "../store/export.ts";
import { all } from "../store/read.ts";
import { compareRuns, listRuns, type StoredAlert } from "../store/read-results.ts";
import { runSql, SQL_LIMITS } from "../store/sql.ts";
import type { AlertRow, ReportResult } from "./contract.ts";
import type { Answers } from "./session-answers.ts";

const ROWS_SHOWN = 10_000;
const VIEWS = ["events", "alerts", "series", "rejects", "sources", "names"];

/** Reports, SQL and run history over the store of this app. */
export function historyAnswers(
  bench: Workbench,
  history: History,
  version: string,
): Answers<
  | "reports.list"
  | "reports.run"
  | "reports.export"
  | "sql.run"
  | "sql.cancel"
  | "sql.schema"
  | "sql.export"
  | "runs.list"
  | "runs.compare"
> {
  let cancel = new AbortController();
  const run = async (
    wanted: readonly { id: string; settings: Readonly<Record<string, number | boolean | string>> }[],
    timezone: string,
  ): Promise<Result[]> => {
    const library = await bench.library();
    const source = reportSource(library);
    const choices = wanted.map(({ id, settings }) => {
      const declaration = source.reports.find((report) => report.id === id);
      if (declaration === undefined) throw new Error(`There is no report ${id}.`);
      return { id, settings: checkSettings(id, declaration.settings, settings) };
    });
    const { store, run: number } = await history.current();
    return runReports({ store, run: number, timezone: checkTimezone(timezone), source, choices });
  };
  const confined = async () => {
    const { store, run: number } = await history.current();
    return connectConfined(store, { run: number, timezone: checkTimezone(bench.workspace.timezone), names: [] });
  };
  return {
    "reports.list": async () => {
      const reports = reportsOf(await bench.library());
      return {
        reports: reports.map(({ id, title, description, plugin, settings }) => ({
          id,
          title,
          description,
          plugin,
          settings: Object.entries(settings).map(([name, declaration]) => ({ name, declaration })),
        })),
      };
    },
    "reports.run": async ({ id, settings, timezone }) => shown((await run([{ id, settings }], timezone))[0] as Result),
    "reports.export": async ({ reports, title, notes, timezone, format, path }) => {
      const results = await run(reports, timezone);
      const own = (id: string): string => (results.length === 1 ? path : path.replace(/(\.[^./\\]+)?$/, `-${id}$1`));
      if (format === "json") writeFileSync(path, reportsJson(results));
      else if (format === "csv") for (const result of results) writeFileSync(own(result.id), reportCsv(result));
      else if (format === "parquet") return { files: await parquet(results, own) };
      else {
        const { store, run: number } = await history.current();
        const command = `weir report ${bench.session?.input.paths.join(" ") ?? ""} ${reports.map(({ id }) => `--report ${id}`).join(" ")} --timezone ${timezone} --out report.html`;
        const head = {
          title,
          notes,
          source: bench.session?.input.description ?? "",
          timezone,
          command,
          version,
          accounting: await accountingLines(store.connection, number),
        };
        writeFileSync(path, htmlPage(head, await Promise.all(results.map(reportSection))));
      }
      return { files: format === "csv" ? results.map(({ id }) => own(id)) : [path] };
    },
    "sql.run": async ({ sql }) => {
      cancel = new AbortController();
      const connection = await confined();
      try {
        return await runSql(connection, sql, { ...SQL_LIMITS, signal: cancel.signal });
      } finally {
        connection.closeSync();
      }
    },
    "sql.cancel": () => {
      cancel.abort();
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
    "sql.export": async ({ sql, format, path }) => {
      const connection = await confined();
      try {
        return { rows: await exportQuery(connection, sql, { path, format }) };
      } finally {
        connection.closeSync();
      }
    },
    "runs.list": async () => {
      const { connection } = await history.store();
      const number = (metrics: Readonly<Record<string, unknown>> | null, name: string): number => Number(metrics?.[name] ?? 0);
      return {
        runs: (await listRuns(connection)).map(({ run: id, description, started, ended, metrics, alerts }) => ({
          id,
          description,
          started,
          ended,
          read: number(metrics, "records_read_total"),
          accepted: number(metrics, "records_accepted_total"),
          alerts,
        })),
      };
    },
    "runs.compare": async ({ a, b }) => {
      const { connection } = await history.store();
      const { same, onlyA, onlyB } = await compareRuns(connection, a, b, 1000);
      return { same, onlyA: onlyA.map(storedRow), onlyB: onlyB.map(storedRow) };
    },
  };

  async function parquet(results: readonly Result[], own: (id: string) => string): Promise<string[]> {
    const connection = await confined();
    try {
      for (const { id, columns, rows } of results) {
        const literal = (value: string | number | boolean | null): string =>
          value === null ? "null" : typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
        const names = columns.map(({ name }) => `"${name}"`).join(", ");
        const body = Array.from(
          { length: rows },
          (_, i) => `(${columns.map(({ values }) => literal(values[i] ?? null)).join(", ")})`,
        );
        const none = `select ${columns.map(({ name }) => `null as "${name}"`).join(", ")} where false`;
        await exportQuery(
          connection,
          body.length === 0 ? none : `select * from (values ${body.join(", ")}) as report (${names})`,
          { path: own(id), format: "parquet" },
        );
      }
      return results.map(({ id }) => own(id));
    } finally {
      connection.closeSync();
    }
  }
}

function shown({ id, title, settings, columns, chart, rows }: Result): ReportResult {
  return {
    id,
    title,
    settings,
    chart,
    rows,
    columns: columns.map((column) => ({ ...column, values: column.values.slice(0, ROWS_SHOWN) })),
  };
}

function storedRow(alert: StoredAlert): AlertRow {
  const { id, rule, version, severity, action, title, time, station, sensor, alarm, value, evidence, window } = alert;
  return {
    id,
    rule,
    ruleTitle: rule,
    version,
    severity,
    action,
    title,
    time,
    station,
    sensor,
    alarm,
    where: [sensor, alarm].filter((part) => part !== "").join(" · "),
    unit: "",
    window,
    value,
    evidence: evidence as Readonly<Record<string, unknown>>,
    acknowledged: false,
  };
}
