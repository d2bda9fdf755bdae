import { basename, resolve } from "node:path";
import { Command } from "commander";
import type { Setting } from "../../plugins/api.ts";
import { formatDuration, parseDuration } from "../engine/duration.ts";
import { openAnalysis } from "../session/analysis.ts";
import { type AnalysisInput, filesInput } from "../session/analysis-input.ts";
import { type BacktestOptions, type BacktestOutcome, backtest } from "../session/backtest.ts";
import { aroundValue, nextBeyond, type Sweep, sweep, wholeValues } from "../session/backtest-sweep.ts";
import { readTruth, TRUTH, truthLabels } from "../session/backtest-truth.ts";
import { type Calibration, CalibrationCollector } from "../session/calibration.ts";
import { isFolderChoice, type PluginChoice, parsePluginChoice } from "../session/plugin-choice.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { counted } from "./counted.ts";
import { asUsage, UsageError } from "./failure.ts";
import { checkStretch, durationOption, timeOption } from "./options.ts";
import { print, printJson } from "./terminal.ts";

interface Flags {
  readonly labels: string;
  readonly truth?: string;
  readonly horizon?: number;
  readonly sweep?: string;
  readonly atMost?: number;
  readonly mapping?: string;
  readonly calibration: boolean;
  readonly table: boolean;
  readonly from?: number;
  readonly to?: number;
}

export function backtestCommand(workerDir: string): Command {
  return new Command("backtest")
    .description("Judge a rule over files against labels: precision, recall, lead, false alerts. JSON, or a table.")
    .argument("<rule>", "ID[:key=value,…] or a plugin folder; with --truth also: all")
    .argument("<files...>", "CSV files, or a store")
    .option(
      "--labels <labels>",
      "threshold (crossings in the data), active (alarm flags), or a file of station,sensor,alarm,start,end",
      "threshold",
    )
    .option("--truth <file>", "what weir simulate bts --truth wrote, instead of --labels")
    .option("--horizon <duration>", "how long before a label an alert counts as early (default 6h)", durationOption)
    .option("--sweep <setting[=a,b,c]>", "repeat for each value of a setting (default: around the one in use)")
    .option("--at-most <alerts>", "with --sweep: the value that gives at most so many alerts a day", count)
    .option(
      "--calibration",
      "judge a rule's series chance by the alarms that came within its horizon: of what is given 30 %, do 30 % happen?",
      false,
    )
    .option("--mapping <file>", "a mapping file instead of detection")
    .option("--from <time>", "judge only from this time on (ISO 8601, UTC unless it says otherwise)", timeOption)
    .option("--to <time>", "judge only before this time", timeOption)
    .option("--table", "a table to read (Markdown) instead of JSON", false)
    .action((rule: string, files: string[], flags: Flags) => run(rule, files, flags, workerDir));
}

function count(text: string): number {
  const n = Number(text);
  if (text.trim() === "" || !(n >= 0) || n === Number.POSITIVE_INFINITY)
    throw new UsageError(`--at-most ${text}: write a number`);
  return n;
}

async function run(rule: string, paths: readonly string[], flags: Flags, workerDir: string): Promise<void> {
  if (flags.atMost !== undefined && flags.sweep === undefined) throw new UsageError("--at-most needs --sweep SETTING");
  if (flags.calibration && (rule === "all" || flags.sweep !== undefined || flags.truth !== undefined))
    throw new UsageError("--calibration judges one rule by the alarm flags in the data: leave out all, --sweep and --truth");
  if (rule === "all" && flags.truth === undefined) throw new UsageError("all rules are judged with --truth FILE only");
  const choice = await asUsage(() => parsePluginChoice(rule));
  checkStretch(flags);
  const truth = flags.truth === undefined ? null : await asUsage(() => readTruth(flags.truth ?? ""));
  const folders = isFolderChoice(choice.plugin) ? [choice.plugin] : [];
  const library = await asUsage(() => PluginLibrary.open({ workerDir, folders }));
  if (rule !== "all")
    await asUsage(() => checkJudged(library, choice)).catch((error: unknown) =>
      library.close().then(() => Promise.reject(error)),
    );
  const input = filesInput(paths, { mapping: flags.mapping });
  const labelsOf = (
    id: string,
    settings: BacktestOptions["choice"]["settings"],
  ): Pick<BacktestOptions, "labels" | "excuses" | "horizon"> => {
    if (truth !== null) {
      const own = truthLabels(id, truth, settings);
      return { ...own, horizon: flags.horizon ?? own.horizon };
    }
    const labels = flags.labels === "threshold" || flags.labels === "active" ? flags.labels : { path: flags.labels };
    return { labels, horizon: flags.horizon ?? 6 * 3_600_000 };
  };
  const judge = (plugin: string, settings: Readonly<Record<string, string | number | boolean>>): Promise<BacktestOutcome> =>
    backtest({
      input,
      choice: { plugin, settings },
      ...labelsOf(plugin, settings),
      from: flags.from,
      to: flags.to,
      workerDir,
      library,
    });
  try {
    if (flags.calibration) {
      const horizon = flags.horizon ?? durationOf(library, choice, "horizon", 24 * 3_600_000);
      const collector = new CalibrationCollector("chance", durationOf(library, choice, "apart", 0));
      const answer = await calibrate(input, choice, collector, horizon, workerDir, library);
      if (flags.table) print(calibrationTable(answer));
      else printJson(answer);
      return;
    }
    if (rule === "all") {
      const outcomes: [string, BacktestOutcome][] = [];
      for (const id of Object.keys(TRUTH)) outcomes.push([id, await judge(id, {})]);
      if (flags.table) {
        print(table(outcomes.map(([id, outcome]) => [`${id}: ${TRUTH[id]?.says}`, outcome])));
        print("reliability promises chances: weir plugin backtest reliability FILE --calibration --table");
      } else printJson(Object.fromEntries(outcomes));
      return;
    }
    if (flags.sweep === undefined) {
      const outcome = await judge(choice.plugin, choice.settings);
      if (flags.table) print(table([[nameOf(choice.plugin), outcome]]));
      else printJson(outcome);
      return;
    }
    const [name = "", values] = flags.sweep.split("=");
    const declaration = settingOf(library, choice.plugin, name);
    const duration = declaration.input === "duration";
    const now = choice.settings[name] ?? declaration.default;
    const number = (text: string | number | boolean): number =>
      duration && typeof text === "string" ? parseDuration(text) : Number(text);
    const swept = await asUsage(() =>
      values === undefined ? aroundValue(number(now), { ...declaration, whole: duration }) : values.split(",").map(number),
    );
    if (swept.some((value) => !Number.isFinite(value))) throw new UsageError(`--sweep ${flags.sweep}: write setting=a,b,c`);
    const answer = await sweep({
      values: swept,
      whole: wholeValues(declaration?.input, swept),
      atMost: flags.atMost,
      beyond: values === undefined ? nextBeyond({ ...declaration, whole: duration }) : undefined,
      run: (value) => judge(choice.plugin, { ...choice.settings, [name]: value }),
    });
    if (flags.table) print(sweepTable(name, answer, duration ? formatDuration : String, flags.atMost));
    else
      printJson({
        setting: name,
        ...answer,
        points: answer.points.map(({ value, outcome }) => ({ value, ...outcome, timeline: undefined })),
      });
  } finally {
    await library.close();
  }
}

/** Throws an Error of one line for what is no rule, or has wrong settings. */
async function checkJudged(library: PluginLibrary, choice: PluginChoice): Promise<void> {
  const { rules } = await library.activate([choice]);
  if (rules.length === 0)
    throw new Error(
      `${nameOf(choice.plugin)} has no rule to judge: backtest counts alerts; a filter's scenarios say what it drops`,
    );
}

/** A duration the rule is run with: chosen, else its default; `otherwise` when it has no such setting. */
function durationOf(library: PluginLibrary, { plugin, settings }: PluginChoice, name: string, otherwise: number): number {
  const given = settings[name];
  if (given !== undefined) return typeof given === "string" ? parseDuration(given) : Number(given);
  const declared = library.runnable.find(({ id }) => id === plugin)?.settings[name];
  return declared?.input === "duration" ? declared.default : otherwise;
}

async function calibrate(
  input: AnalysisInput,
  choice: PluginChoice,
  collector: CalibrationCollector,
  horizon: number,
  workerDir: string,
  library: PluginLibrary,
): Promise<Calibration> {
  const { session } = await openAnalysis({
    input: { ...input, plugins: [choice] },
    library,
    workerDir,
    sinks: [collector],
    recorders: [collector],
    rejectCap: 0,
  });
  await session.run();
  if (collector.forecasts.length === 0)
    throw new Error(`${choice.plugin} recorded no series chance over these events: there is nothing to calibrate`);
  return collector.judge(horizon);
}

function calibrationTable({ horizon, forecasts, open, bins, error, brier, brierOfMean }: Calibration): string {
  const used = bins.filter((bin) => bin.forecasts > 0);
  const digits = (n: number | null): string => (n === null ? "–" : n.toFixed(2));
  const lines = [
    markdown(
      ["given", "forecasts", "promised", "happened"],
      used.map((bin) => [
        `${Math.round(bin.from * 100)} to ${Math.round(bin.to * 100)} %`,
        String(bin.forecasts),
        digits(bin.promised),
        digits(bin.happened),
      ]),
    ),
    `${forecasts} forecasts of a failure within ${formatDuration(horizon)}; off by ${digits(error)} on average. ` +
      `Brier score ${digits(brier)}; always promising the mean: ${digits(brierOfMean)}.`,
  ];
  if (open > 0) lines.push(`${open} more reach beyond the data and are not judged.`);
  return lines.join("\n");
}

function settingOf(library: PluginLibrary, plugin: string, name: string): Extract<Setting, { input: "number" | "duration" }> {
  const rules = library.runnable.filter(
    ({ id, plugin: owner }) => id === plugin || library.set.bundles.some((bundle) => !bundle.builtIn && bundle.name === owner),
  );
  for (const { settings } of rules) {
    const setting = settings[name];
    if (setting?.input === "number" || setting?.input === "duration") return setting;
  }
  const known = rules.flatMap(({ settings }) =>
    Object.entries(settings).filter(([, { input }]) => input === "number" || input === "duration"),
  );
  throw new UsageError(
    `--sweep ${name}: not a number or duration of ${plugin}; it has ${known.map(([each]) => each).join(", ") || "none"}`,
  );
}

const nameOf = (plugin: string): string => (isFolderChoice(plugin) ? basename(resolve(plugin)) : plugin);
const percent = (n: number | null): string => (n === null ? "–" : `${Math.round(n * 1000) / 10} %`);
const minutes = (ms: number | null): string => (ms === null ? "–" : `${Math.round(ms / 6000) / 10} min`);
const rounded = (n: number): string => String(Number(n.toPrecision(2)));
const cells = ({ alerts, labels, recall, precision, falsePerDay, lead }: BacktestOutcome): string[] => [
  String(alerts),
  String(labels),
  percent(recall),
  percent(precision),
  rounded(falsePerDay),
  lead.median === null ? "–" : `${minutes(lead.median)} (${minutes(lead.p10)} to ${minutes(lead.p90)})`,
];
const HEADS = ["alerts", "labels", "recall", "precision", "false a day", "lead, median (p10 to p90)"];
const markdown = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** `false a day` is per station. */
const table = (rows: readonly (readonly [string, BacktestOutcome])[]): string =>
  markdown(
    ["rule", ...HEADS],
    rows.map(([name, outcome]) => [name, ...cells(outcome)]),
  );

function sweepTable(
  setting: string,
  { points, silent, within }: Sweep,
  shown: (value: number) => string,
  atMost?: number,
): string {
  const lines = [
    markdown(
      [setting, ...HEADS],
      points.map(({ value, outcome }) => [shown(value), ...cells(outcome)]),
    ),
  ];
  lines.push(
    silent === null
      ? `It fires at every ${setting} tried.`
      : `It would not have fired ${silent.upwards ? "from" : "up to"} ${setting} = ${shown(silent.value)}.`,
  );
  if (atMost !== undefined)
    lines.push(
      within === null
        ? `No ${setting} tried gives at most ${counted(atMost, "alert")} a day.`
        : `${setting} = ${shown(within.value)} gives at most ${counted(atMost, "alert")} a day (${rounded(within.alertsPerDay)}).`,
    );
  return lines.join("\n");
}
