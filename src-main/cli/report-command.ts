import { copyFileSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { Command } from "commander";
import { checkSettings } from "../plugin-host/check-settings.ts";
import type { ReportDeclaration } from "../plugin-host/contract.ts";
import { accountingLines } from "../reports/accounting.ts";
import type { ReportResult } from "../reports/report-result.ts";
import { reportsJson } from "../reports/report-text.ts";
import { REPORT_LIMITS } from "../reports/run-report.ts";
import { type ReportChoice, runReports } from "../reports/run-reports.ts";
import { reportPage, writeReportData, writeText } from "../reports/write-reports.ts";
import { presetsOf } from "../session/open-recorded-input.ts";
import { isFolderChoice, type PluginChoice, parsePluginChoice } from "../session/plugin-choice.ts";
import { folderHint, PluginLibrary } from "../session/plugin-library.ts";
import { openReportInput, type ReportInput } from "../session/report-input.ts";
import { reportSource, reportsOf } from "../session/report-library.ts";
import { WEIR_VERSION } from "../session/version.ts";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { writeWhole } from "../sources/whole-file.ts";
import { checkTimezone } from "../store/timezone.ts";
import { asUsage, oneLine, UsageError } from "./failure.ts";
import { checkStretch, checkWritable, collect, durationFlag, ONCE, positiveInteger, timeOption } from "./options.ts";
import { printPage } from "./print-pdf.ts";
import { sayProblems } from "./problem-line.ts";
import { ProgressLine } from "./progress-line.ts";
import { say } from "./terminal.ts";
import { typedCommand } from "./typed-command.ts";

interface Options {
  readonly report?: string[];
  readonly out: string;
  readonly timezone: string;
  readonly mapping?: string;
  readonly once: boolean;
  readonly run?: number;
  readonly title?: string;
  readonly notes?: string;
  readonly from?: number;
  readonly to?: number;
  readonly timeLimit: number;
  readonly defuse: boolean;
}

type Output = Options & { readonly format: Format; readonly workerDir: string };

const FORMATS = [".html", ".pdf", ".png", ".json", ".csv", ".parquet"] as const;
type Format = (typeof FORMATS)[number];

export function reportCommand(workerDir: string): Command {
  return new Command("report")
    .description("Batch reports over CSV files or a store, as a page (HTML, PDF, PNG) or data (JSON, CSV, Parquet).")
    .argument("<sources...>", "CSV files (globs, folders, .gz, - for stdin) or one store made with --store")
    .option(
      "--report <id[:key=value,…]>",
      "a report by id or a plugin folder (a catalogue's gives names); repeat for several; default: all",
      collect,
    )
    .option("--out <file>", "F.html, F.pdf, F.png, F.json, F.csv or F.parquet (of several reports: F-ID.csv); - prints JSON", "-")
    .option("--timezone <zone>", "IANA zone of periods and hours, or ±hh:mm", "UTC")
    .option("--mapping <file>", "a mapping file instead of detection")
    .option("--once", ONCE, false)
    .option("--run <n>", "of a store: this run instead of the last", positiveInteger)
    .option("--from <time>", "only what is from this time on (ISO 8601, UTC unless it says otherwise)", timeOption)
    .option("--to <time>", "only what is before this time", timeOption)
    .option("--title <text>", "title of the page")
    .option("--notes <text>", "a note below the title")
    .option("--defuse", "of a CSV: no cell begins a formula of a spreadsheet", false)
    .addOption(durationFlag("--time-limit <duration>", "stop a report that takes longer", REPORT_LIMITS.milliseconds))
    .action(async (sources: string[], options: Options) => {
      const ending = options.out === "-" ? ".json" : extname(options.out).toLowerCase();
      const format = FORMATS.find((each) => each === ending);
      if (format === undefined) throw new UsageError(`--out ${options.out}: must end in ${FORMATS.join(", ")}`);
      checkStretch(options);
      if (options.out !== "-" && format !== ".csv" && format !== ".parquet") checkWritable("--out", options.out);
      const timezone = await asUsage(() => checkTimezone(options.timezone));
      const wanted = await asUsage(() => options.report?.map(parseReportChoice) ?? null);
      const folders = (wanted ?? []).map(({ plugin }) => plugin).filter(isFolderChoice);
      const library = await asUsage(() => PluginLibrary.open({ workerDir, folders, gone: "refuse" }));
      try {
        const source = reportSource(library);
        const choices = await asUsage(() => chosen(library, wanted));
        sayProblems(library.problems);
        const input = await asUsage(() => open(sources, options, library, workerDir));
        try {
          const { from, to } = options;
          const limits = { ...REPORT_LIMITS, milliseconds: options.timeLimit };
          const { store, run, unitOf } = input;
          const results = await runReports({ store, run, timezone, source, choices, unitOf, range: { from, to }, limits });
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

/**
 * Those that are made: a plugin that does not load keeps no other from its reports. Throws an Error of one line for an unknown report or
 * setting, and where nothing is left.
 */
function chosen(library: PluginLibrary, wanted: readonly PluginChoice[] | null): ReportChoice[] {
  const reports = reportsOf(library);
  const inFolder = (plugin: string, item: { readonly plugin: string }): boolean =>
    library.set.bundles.some((b) => b.name === item.plugin && resolve(b.folder) === resolve(plugin));
  const namesOnly = ({ plugin }: PluginChoice): boolean =>
    isFolderChoice(plugin) &&
    library.set.contributions.some((item) => item.type === "catalogue" && inFolder(plugin, item)) &&
    !reports.some((report) => inFolder(plugin, report));
  if (wanted === null || wanted.every(namesOnly))
    return reports.filter(shipped).map(({ id, settings }) => ({ id, settings: checkSettings(id, settings, {}) }));
  const choices = wanted.flatMap((choice) => {
    if (namesOnly(choice)) return [];
    const { plugin, settings } = choice;
    const found = isFolderChoice(plugin)
      ? reports.filter((report) => inFolder(plugin, report))
      : reports.filter(({ id }) => id === plugin);
    if (found.length === 0 && library.problemOf(plugin) !== undefined) return [];
    if (found.length === 0)
      throw new Error(`there is no report "${plugin}"; there are ${reports.map(({ id }) => id).join(", ")}${folderHint(plugin)}`);
    return found.map((report) => ({ id: report.id, settings: checkSettings(report.id, report.settings, settings) }));
  });
  const [broken] = wanted.flatMap(({ plugin }) => library.problemOf(plugin) ?? []);
  if (choices.length === 0 && broken !== undefined) throw new Error(`plugin ${broken.plugin}: ${broken.message}`);
  return choices;
}

const shipped = ({ plugin }: ReportDeclaration): boolean => plugin === "reports";

async function open(sources: string[], options: Options, library: PluginLibrary, workerDir: string): Promise<ReportInput> {
  const progress = new ProgressLine();
  const notes: string[] = [];
  try {
    return await openReportInput(sources, {
      ...{
        mapping: options.mapping,
        once: options.once,
        presets: presetsOf(library.set.catalogues),
        run: options.run,
        workerDir,
      },
      onProgress: (share, rows) => progress.update(share, rows, ""),
      onNote: (line) => notes.push(line),
    });
  } finally {
    progress.end();
    for (const note of notes) say(note);
  }
}

async function write(results: readonly ReportResult[], input: ReportInput, options: Output): Promise<void> {
  const { out } = options;
  for (const { id, cut, rows } of results) if (cut) say(`report ${id} has more rows; the first ${rows} are written`);
  const empty = results.filter(({ rows }) => rows === 0).map(({ id }) => id);
  if (empty.length > 0) say(`no row in ${empty.join(", ")}: no event is of the kind, the settings and the stretch asked for`);
  if (out === "-") {
    process.stdout.write(reportsJson(results));
    return;
  }
  const count = `${results.length} ${results.length === 1 ? "report" : "reports"}`;
  say(`${count} in ${(await written(results, input, options)).join(", ")}`);
}

async function written(results: readonly ReportResult[], input: ReportInput, options: Output): Promise<string[]> {
  const { format, out } = options;
  if (format === ".json" || format === ".csv" || format === ".parquet")
    return writeReportData(results, out, format.slice(1) as "json" | "csv" | "parquet", options.defuse);
  const head = {
    title: options.title ?? "Report",
    notes: options.notes ?? "",
    source: `${input.description}${stretchText(options)}`,
    timezone: options.timezone,
    command: typedCommand(),
    version: WEIR_VERSION,
    accounting: await accountingLines(input.store.connection, input.run),
  };
  const html = await reportPage(results, head, options.from !== undefined || options.to !== undefined);
  if (format === ".html") writeText(out, html);
  else await printed(html, out, options.workerDir);
  return [out];
}

function stretchText({ from, to }: Options): string {
  const text = (time: number | undefined, none: string): string => (time === undefined ? none : new Date(time).toISOString());
  return from === undefined && to === undefined
    ? ""
    : ` (${text(from, "start")} – ${text(to, "end")}; rows read and refused are of everything)`;
}

/** A PDF or a picture, made by Electron from the page. */
async function printed(html: string, out: string, workerDir: string): Promise<void> {
  const folder = temporaryFolder("page");
  try {
    const page = join(folder, "report.html");
    writeFileSync(page, html);
    const drawn = join(folder, `report${extname(out)}`);
    await printPage(join(workerDir, "../.."), page, drawn).catch((error: Error) => {
      throw new Error(error.message.replaceAll(drawn, out), { cause: error });
    });
    await writeWhole(out, (place) => copyFileSync(drawn, place));
  } finally {
    removeTemporaryFolder(folder);
  }
}
