import { writeFileSync } from "node:fs";
import { checkSettings } from "../plugin-host/check-settings.ts";
import { accountingLines } from "../reports/accounting.ts";
import { reportChart } from "../reports/chart-option.ts";
import { reportCommandLine } from "../reports/command-line.ts";
import { keyFigures } from "../reports/key-figures.ts";
import { type ReportChoice, type ReportSource, runReports } from "../reports/report-desk.ts";
import { REPORT_LIMITS, type ReportResult as Result } from "../reports/report-result.ts";
import { put, reportPage, writeReportData } from "../reports/write-reports.ts";
import type { History } from "../session/history.ts";
import { reportSource, reportsOf } from "../session/report-library.ts";
import type { Workbench } from "../session/workbench.ts";
import { checkTimezone } from "../store/confined.ts";
import type { Answers } from "./answers.ts";
import type { ReportPage, ReportPicture, ReportResult } from "./contract.ts";

const ROWS_SHOWN = 10_000;
const SHIPPED = "reports";

type Method = "reports.list" | "reports.run" | "reports.cancel" | "reports.export" | "reports.page" | "reports.command";

/** Reports over the run that is open. */
export function reportAnswers(bench: Workbench, history: History, version: string): Answers<Method> {
  let cancel = new AbortController();
  const run = async ({ reports, timezone, range }: Pick<ReportPage, "reports" | "timezone" | "range">): Promise<Result[]> => {
    const source = reportSource(await bench.plugins.library());
    const choices = checked(source, reports);
    const { store, run: number } = await history.current();
    const limits = { ...REPORT_LIMITS, signal: cancel.signal };
    return runReports({
      store,
      run: number,
      timezone: checkTimezone(timezone),
      source,
      choices,
      range: range ?? undefined,
      limits,
    });
  };
  const command = async (page: ReportPage, out: string): Promise<string | null> => {
    const { session } = bench;
    if (session === null || session.input.paths.length === 0) return null;
    const library = await bench.plugins.library();
    const source = reportSource(library);
    const declared = new Map(source.reports.map((report) => [report.id, report]));
    const reports = checked(source, page.reports).map(({ id, settings }) => {
      const declaration = declared.get(id);
      if (declaration === undefined) throw new Error(`There is no report ${id}.`);
      return { declaration, settings };
    });
    const all = reportsOf(library).flatMap(({ id, plugin }) => (plugin === SHIPPED ? [id] : []));
    return reportCommandLine({ ...page, paths: session.input.paths, reports, all, range: page.range ?? undefined, out });
  };
  const html = async (page: ReportPage): Promise<string> => {
    const results = await run(page);
    const { store, run: number } = await history.current();
    const head = {
      title: page.title,
      notes: page.notes,
      source: `${bench.session?.input.description ?? ""}${stretchText(page.range)}`,
      timezone: page.timezone,
      command: await command(page, "report.html"),
      version,
      accounting: await accountingLines(store.connection, number),
    };
    return reportPage(results, head, page.range !== null);
  };
  return {
    "reports.list": async () => {
      const reports = reportsOf(await bench.plugins.library());
      return {
        reports: reports.map(({ id, title, description, plugin, settings }) => ({
          ...{ id, title, description, plugin },
          settings: Object.entries(settings).map(([name, declaration]) => ({ name, declaration })),
        })),
      };
    },
    "reports.run": async ({ id, settings, timezone, range }) =>
      shown((await run({ reports: [{ id, settings }], timezone, range }))[0] as Result, range !== null),
    "reports.cancel": () => {
      cancel.abort();
      cancel = new AbortController();
      return null;
    },
    "reports.export": async ({ format, path, ...page }) => {
      if (format === "html") return { files: [await put(path, await html(page))] };
      return { files: await writeReportData(await run(page), path, format) };
    },
    "reports.page": async (page) => {
      const file = history.file("report.html");
      writeFileSync(file, await html(page));
      return { html: file };
    },
    "reports.command": async (page) => ({ command: await command(page, "report.html") }),
  };
}

function checked(source: ReportSource, reports: ReportPage["reports"]): ReportChoice[] {
  return reports.map(({ id, settings }) => {
    const declaration = source.reports.find((report) => report.id === id);
    if (declaration === undefined) throw new Error(`There is no report ${id}.`);
    return { id, settings: checkSettings(id, declaration.settings, settings) };
  });
}

const stretchText = (range: ReportPage["range"]): string =>
  range === null
    ? ""
    : ` (${new Date(range.from).toISOString()} – ${new Date(range.to).toISOString()}; rows read and refused are of everything)`;

function shown(result: Result, range: boolean): ReportResult {
  const { id, title, settings, columns, rows, cut, seconds } = result;
  return {
    ...{ id, title, settings, rows, cut, seconds },
    picture: reportChart(result) as ReportPicture | null,
    figures: keyFigures([result], range),
    columns: columns.map((column) => ({ ...column, values: column.values.slice(0, ROWS_SHOWN) })),
  };
}
