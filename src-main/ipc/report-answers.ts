import { writeFileSync } from "node:fs";
import { checkSettings } from "../plugin-host/check-settings.ts";
import type { ReportDeclaration } from "../plugin-host/contract.ts";
import { accountingLines } from "../reports/accounting.ts";
import { reportChart } from "../reports/chart-option.ts";
import { reportCommandLine } from "../reports/command-line.ts";
import { keyFigures } from "../reports/key-figures.ts";
import type { ReportDeclared, ReportResult as Result } from "../reports/report-result.ts";
import { REPORT_LIMITS } from "../reports/run-report.ts";
import { type ReportChoice, type ReportSource, runReports } from "../reports/run-reports.ts";
import { shownColumns } from "../reports/shown-columns.ts";
import { reportPage, writeReportData, writeText } from "../reports/write-reports.ts";
import type { History } from "../session/history.ts";
import { reportSource, reportsOf } from "../session/report-library.ts";
import type { Workbench } from "../session/workbench.ts";
import { checkTimezone } from "../store/timezone.ts";
import type { Answers } from "./answers.ts";
import type { ReportCard, ReportPage, ReportPicture, ReportResult } from "./contract.ts";
import { recordedRun } from "./recorded-run.ts";
import { sensorUnits } from "./sensor-units.ts";

const ROWS_SHOWN = 10_000;
const SHIPPED = "reports";

type Method = "reports.list" | "reports.run" | "reports.cancel" | "reports.export" | "reports.page" | "reports.command";

/** Reports over the run that is open. */
export function reportAnswers(bench: Workbench, history: History, version: string): Answers<Method> {
  let cancel = new AbortController();
  const run = async ({ reports, timezone, range }: Pick<ReportPage, "reports" | "timezone" | "range">): Promise<Result[]> => {
    const source = reportSource(await bench.plugins.library());
    const choices = checked(source, reports);
    const { store, run: number } = await recordedRun(bench, history);
    const limits = { ...REPORT_LIMITS, signal: cancel.signal };
    const zone = checkTimezone(timezone);
    const about = { store, run: number, timezone: zone, unitOf: sensorUnits(bench) };
    return runReports({ ...about, source, choices, range: range ?? undefined, limits });
  };
  const html = async (page: ReportPage): Promise<string> => {
    const results = await run(page);
    const { store, run: number } = await recordedRun(bench, history);
    const { title, notes, timezone, range } = page;
    const head = {
      ...{ title, notes, timezone, version },
      source: `${bench.session?.input.description ?? ""}${stretchText(range)}`,
      command: await commandOf(bench, page),
      accounting: await accountingLines(store.connection, number),
    };
    return reportPage(results, head, range !== null);
  };
  return {
    "reports.list": async () => ({ reports: reportsOf(await bench.plugins.library()).map(card) }),
    "reports.run": async ({ id, settings, timezone, range }) =>
      shown((await run({ reports: [{ id, settings }], timezone, range }))[0] as Result, range !== null),
    "reports.cancel": () => {
      cancel.abort();
      cancel = new AbortController();
      return null;
    },
    "reports.export": async ({ format, path, ...page }) => {
      if (format === "html") return { files: [writeText(path, await html(page))] };
      return { files: await writeReportData(await run(page), path, format) };
    },
    "reports.page": async (page) => {
      const file = history.file("report.html");
      writeFileSync(file, await html(page));
      return { html: file };
    },
    "reports.command": async (page) => ({ command: await commandOf(bench, page) }),
  };
}

/** The command that makes a page again; null: what is open is no file. */
async function commandOf({ session, plugins }: Workbench, page: ReportPage): Promise<string | null> {
  if (session === null || session.input.paths.length === 0) return null;
  const library = await plugins.library();
  const source = reportSource(library);
  const reports = checked(source, page.reports).map(({ id, settings }) => ({ declaration: declared(source, id), settings }));
  const all = reportsOf(library).flatMap(({ id, plugin }) => (plugin === SHIPPED ? [id] : []));
  return reportCommandLine({
    ...page,
    paths: session.input.paths,
    once: session.input.once,
    reports,
    all,
    range: page.range ?? undefined,
    out: "report.html",
  });
}

function card({ id, title, description, plugin, settings }: ReportDeclaration): ReportCard {
  const fields = Object.entries(settings).map(([name, declaration]) => ({ name, declaration }));
  return { id, title, description, plugin, settings: fields };
}

/** Throws an Error of one line for a report that is none. */
function declared(source: ReportSource, id: string): ReportDeclared {
  const declaration = source.reports.find((report) => report.id === id);
  if (declaration === undefined) throw new Error(`There is no report ${id}.`);
  return declaration;
}

function checked(source: ReportSource, reports: ReportPage["reports"]): ReportChoice[] {
  return reports.map(({ id, settings }) => ({ id, settings: checkSettings(id, declared(source, id).settings, settings) }));
}

const stretchText = (range: ReportPage["range"]): string =>
  range === null
    ? ""
    : ` (${new Date(range.from).toISOString()} – ${new Date(range.to).toISOString()}; rows read and refused are of everything)`;

function shown(result: Result, range: boolean): ReportResult {
  const { id, title, settings, chosen, columns, rows, cut, seconds } = result;
  return {
    ...{ id, title, settings, chosen, rows, cut, seconds },
    picture: reportChart(result) as ReportPicture | null,
    figures: keyFigures([result], range),
    columns: shownColumns(columns).map((column) => ({ ...column, values: column.values.slice(0, ROWS_SHOWN) })),
  };
}
