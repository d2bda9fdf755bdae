import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { Command } from "commander";
import { checkSettings } from "../plugin-host/check-settings.ts";
import type { ReportDeclaration } from "../plugin-host/contract.ts";
import { accountingLines } from "../reports/accounting.ts";
import { htmlPage, reportSection } from "../reports/html-page.ts";
import { type ReportChoice, type ReportSource, runReports } from "../reports/report-desk.ts";
import { type ReportResult, reportCsv, reportsJson } from "../reports/report-result.ts";
import { isFolderChoice, type PluginChoice, parsePluginChoice } from "../session/plugin-choice.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { checkTimezone } from "../store/confined.ts";
import { asUsage, oneLine, UsageError } from "./failure.ts";
import { collect, positiveInteger } from "./options.ts";
import { printPdf } from "./print-pdf.ts";
import { ProgressLine } from "./progress-line.ts";
import { openReportInput, type ReportInput } from "./report-input.ts";
import { WEIR_VERSION } from "./version.ts";

interface Options {
  readonly report?: string[];
  readonly out: string;
  readonly timezone: string;
  readonly mapping?: string;
  readonly run?: number;
  readonly title?: string;
}

const FORMATS: readonly string[] = [".html", ".json", ".csv", ".pdf"];

export function reportCommand(workerDir: string): Command {
  return new Command("report")
    .description("Batch reports over CSV files or a store, as HTML, PDF, JSON or CSV.")
    .argument("<sources...>", "CSV files (globs, .gz, - for stdin) or one store made with --store")
    .option("--report <id[:key=value,…]>", "a report by id or a plugin folder; repeat for several; default: all", collect)
    .option("--out <file>", "F.html, F.json, F.csv (several reports: F-ID.csv) or F.pdf; - prints JSON", "-")
    .option("--timezone <zone>", "IANA zone of periods and hours", "UTC")
    .option("--mapping <file>", "a mapping file instead of detection")
    .option("--run <n>", "of a store: this run instead of the last", positiveInteger)
    .option("--title <text>", "title of the page")
    .action(async (sources: string[], options: Options) => {
      const format = options.out === "-" ? ".json" : extname(options.out).toLowerCase();
      if (!FORMATS.includes(format)) throw new UsageError(`--out ${options.out}: must end in ${FORMATS.join(", ")}`);
      const timezone = await asUsage(() => checkTimezone(options.timezone));
      const wanted = await asUsage(() => options.report?.map(parseReportChoice) ?? null);
      const folders = (wanted ?? []).map(({ plugin }) => plugin).filter(isFolderChoice);
      const library = await asUsage(() => PluginLibrary.open({ workerDir, folders }));
      try {
        const source = reportSource(library);
        const choices = await asUsage(() => chosen(library, wanted));
        const input = await asUsage(() => open(sources, options, library));
        try {
          const results = await runReports({ store: input.store, run: input.run, timezone, source, choices });
          await write(results, input, { ...options, timezone, format, workerDir });
        } finally {
          await input.close();
        }
      } finally {
        await library.close();
      }
    });
}

function parseReportChoice(text: string): PluginChoice {
  try {
    return parsePluginChoice(text);
  } catch (error) {
    throw new Error(oneLine(error).replaceAll("--plugin", "--report").replace("no plugin is named", "no report is named"));
  }
}

/** Reports of the plugins at hand; their SQL is asked of the worker that confines them. */
export function reportSource(library: PluginLibrary): ReportSource {
  return {
    reports: declared(library),
    catalogues: library.set.catalogues,
    sql: (id, settings) => library.set.reportSql(id, settings),
  };
}

function declared(library: PluginLibrary): ReportDeclaration[] {
  return library.set.contributions.filter((item): item is ReportDeclaration => item.type === "report");
}

/** Throws an Error of one line for an unknown report or setting. */
function chosen(library: PluginLibrary, wanted: readonly PluginChoice[] | null): ReportChoice[] {
  const reports = declared(library);
  const [broken] = library.problems.filter(({ plugin }) => wanted?.some((choice) => choice.plugin.includes(plugin)));
  if (broken !== undefined) throw new Error(`plugin ${broken.plugin}: ${broken.message}`);
  if (wanted === null)
    return reports.filter(shipped).map(({ id, settings }) => ({ id, settings: checkSettings(id, settings, {}) }));
  return wanted.flatMap(({ plugin, settings }) => {
    const found = isFolderChoice(plugin)
      ? reports.filter((report) =>
          library.set.bundles.some((b) => b.name === report.plugin && b.folder.endsWith(folderName(plugin))),
        )
      : reports.filter(({ id }) => id === plugin);
    if (found.length === 0)
      throw new Error(`there is no report "${plugin}"; there are ${reports.map(({ id }) => id).join(", ")}`);
    return found.map((report) => ({ id: report.id, settings: checkSettings(report.id, report.settings, settings) }));
  });
}

const shipped = ({ plugin }: ReportDeclaration): boolean => plugin === "reports";
const folderName = (path: string): string => path.replace(/[\\/]+$/, "").replace(/^\.[\\/]/, "");

async function open(sources: string[], options: Options, library: PluginLibrary): Promise<ReportInput> {
  const presets = library.set.catalogues.flatMap(({ id, mapping }) =>
    mapping === undefined ? [] : [{ name: id, preset: mapping }],
  );
  const progress = new ProgressLine();
  try {
    return await openReportInput(sources, {
      ...{ mapping: options.mapping, presets, run: options.run },
      onProgress: (share, rows) => progress.update(share, rows, ""),
    });
  } finally {
    progress.end();
  }
}

async function write(
  results: readonly ReportResult[],
  input: ReportInput,
  options: Options & { readonly format: string; readonly workerDir: string },
): Promise<void> {
  const { format, out } = options;
  for (const { id, cut, rows } of results)
    if (cut) process.stderr.write(`weir: report ${id} has more rows; the first ${rows} are written\n`);
  if (out === "-") {
    process.stdout.write(reportsJson(results));
    return;
  }
  const files: string[] = [];
  const put = (path: string, text: string): void => {
    try {
      writeFileSync(path, text);
    } catch (error) {
      throw new UsageError(`cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? oneLine(error)}`);
    }
    files.push(path);
  };
  if (format === ".json") put(out, reportsJson(results));
  else if (format === ".csv") {
    for (const result of results) put(results.length === 1 ? out : `${out.slice(0, -4)}-${result.id}.csv`, reportCsv(result));
  } else {
    const sections = [];
    for (const result of results) sections.push(await reportSection(result));
    const head = {
      title: options.title ?? "Report",
      source: input.description,
      timezone: options.timezone,
      command: commandLine(),
      version: WEIR_VERSION,
      accounting: await accountingLines(input.store.connection, input.run),
    };
    const html = htmlPage(head, sections);
    if (format === ".html") put(out, html);
    else await pdf(html, out, options.workerDir);
    if (format === ".pdf") files.push(out);
  }
  process.stderr.write(`weir: ${results.length} reports in ${files.join(", ")}\n`);
}

async function pdf(html: string, out: string, workerDir: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "weir-pdf-"));
  try {
    const page = join(folder, "report.html");
    writeFileSync(page, html);
    if (existsSync(out)) rmSync(out);
    await printPdf(join(workerDir, "../.."), page, out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The command as typed, quoted where a shell would need it. */
export function commandLine(): string {
  const words = process.argv
    .slice(2)
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return ["weir", ...words].join(" ");
}
