import { basename, resolve } from "node:path";
import { Command } from "commander";
import type { Setting } from "../../plugins/api.ts";
import { formatDuration, parseDuration } from "../engine/duration.ts";
import { openAnalysis } from "../session/analysis.ts";
import { type AnalysisInput, filesInput } from "../session/analysis-input.ts";
import { type BacktestOptions, backtest } from "../session/backtest.ts";
import { sweep, sweptValues } from "../session/backtest-sweep.ts";
import { readTruth, TRUTH, truthLabels } from "../session/backtest-truth.ts";
import { CalibrationCollector } from "../session/calibration.ts";
import { isStore } from "../session/is-store.ts";
import type { BacktestOutcome } from "../session/judge-alerts.ts";
import { isFolderChoice, type PluginChoice, parsePluginChoice } from "../session/plugin-choice.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import type { DateOrder } from "../sources/csv/time-reader.ts";
import { checkTimezone } from "../store/timezone.ts";
import { calibrationTable, outcomeTable, sweepTable } from "./backtest-tables.ts";
import { asUsage, UsageError } from "./failure.ts";
import { checkStretch, choiceFlag, collect, durationOption, ONCE, timeOption } from "./options.ts";
import { ProgressLine } from "./progress-line.ts";
import { sayLabels } from "./say-labels.ts";
import { print, printJson } from "./terminal.ts";

/** ms before a label from which an alert counts as early. */
const HORIZON = 6 * 3_600_000;

interface Flags {
  readonly labels: string;
  readonly truth?: string;
  readonly horizon?: number;
  readonly sweep?: string;
  readonly atMost?: number;
  readonly plugin?: readonly string[];
  readonly mapping?: string;
  readonly once: boolean;
  readonly timezone: string;
  readonly dateOrder: DateOrder | "auto";
  readonly calibration: boolean;
  readonly table: boolean;
  readonly from?: number;
  readonly to?: number;
}

/** `weir plugin backtest`. */
export function backtestCommand(workerDir: string): Command {
  return new Command("backtest")
    .description("Judge a rule over files against labels: precision, recall, lead, false alerts. JSON, or a table.")
    .argument("<rule>", "ID[:key=value,…] or a plugin folder; with --truth also: all")
    .argument("<files...>", "CSV files, or a store")
    .option(
      "--labels <labels>",
      "threshold (crossings in the data), active (alarm flags), or a file (CSV or JSON) of station,sensor,alarm,start,end",
      "threshold",
    )
    .option("--timezone <zone>", "IANA zone, or ±hh:mm, of the times in a file of labels that say none", "UTC")
    .addOption(
      choiceFlag("--date-order <order>", "of day, month and year in a file of labels", ["auto", "dmy", "mdy", "ymd"], "auto"),
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
    .option("--plugin <id[:key=value,…]>", "a filter the rule stands behind, by id or folder; repeat for several", collect)
    .option("--mapping <file>", "a mapping file instead of detection")
    .option("--once", ONCE, false)
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
  checkFlags(rule, paths, flags);
  const choice = await asUsage(() => parsePluginChoice(rule));
  const truth = flags.truth === undefined ? null : await asUsage(() => readTruth(flags.truth ?? ""));
  const timezone = await asUsage(() => checkTimezone(flags.timezone));
  const beside = await asUsage(() => (flags.plugin ?? []).map(parsePluginChoice));
  const folders = [choice, ...beside].flatMap(({ plugin }) => (isFolderChoice(plugin) ? [plugin] : []));
  const library = await asUsage(() => PluginLibrary.open({ workerDir, folders, gone: "refuse" }));
  const { mapping, once } = flags;
  const input = filesInput(paths, { mapping, once });
  const { from, to } = flags;
  let told = false;
  const judge: Judge = async (plugin, settings, note = "") => {
    const against = labelsFor(plugin, settings, { ...flags, timezone }, truth);
    const progress = new ProgressLine();
    const onProgress = (share: number | null, rows: number): void => progress.update(share, rows, note);
    try {
      const outcome = await backtest({
        input,
        choice: { plugin, settings },
        beside,
        ...against,
        from,
        to,
        workerDir,
        library,
        onProgress,
      });
      progress.end();
      if (truth === null && !told) sayLabels(outcome, flags.labels);
      told = true;
      return outcome;
    } finally {
      progress.end();
    }
  };
  try {
    await asUsage(() => checkFilters(library, beside));
    if (rule === "all") return await judgeAll(judge, flags);
    await asUsage(() => checkJudged(library, choice));
    if (flags.calibration) await calibrate({ ...input, plugins: [...beside, choice] }, choice, flags, workerDir, library);
    else if (flags.sweep === undefined) await judgeOne(judge, choice, flags);
    else await judgeSweep(judge, choice, { ...flags, sweep: flags.sweep }, library);
  } finally {
    await library.close();
  }
}

/** Throws a UsageError of one line for flags that do not go together. */
function checkFlags(rule: string, paths: readonly string[], flags: Flags): void {
  if (flags.atMost !== undefined && flags.sweep === undefined) throw new UsageError("--at-most needs --sweep SETTING");
  if (flags.calibration && (rule === "all" || flags.sweep !== undefined || flags.truth !== undefined))
    throw new UsageError("--calibration judges one rule by the alarm flags in the data: leave out all, --sweep and --truth");
  if (rule === "all" && flags.truth === undefined) throw new UsageError("all rules are judged with --truth FILE only");
  if (flags.once && paths.some(isStore)) throw new UsageError("--once is for a CSV; a store holds events in time order");
  checkStretch(flags);
}

type Settings = BacktestOptions["choice"]["settings"];
/** `note`: which of several runs it is. */
type Judge = (plugin: string, settings: Settings, note?: string) => Promise<BacktestOutcome>;

/** What a rule is judged against: what was planted, else the labels of the flags. */
function labelsFor(
  rule: string,
  settings: Settings,
  { horizon, labels, timezone, dateOrder }: Flags,
  truth: ReturnType<typeof readTruth> | null,
): Pick<BacktestOptions, "labels" | "excuses" | "horizon"> {
  if (truth === null) {
    const file = { path: labels, timezone, dateOrder: dateOrder === "auto" ? undefined : dateOrder };
    return { labels: labels === "threshold" || labels === "active" ? labels : file, horizon: horizon ?? HORIZON };
  }
  const own = truthLabels(rule, truth, settings);
  return { ...own, horizon: horizon ?? own.horizon };
}

async function judgeAll(judge: Judge, { table }: Flags): Promise<void> {
  const outcomes: [string, BacktestOutcome][] = [];
  for (const id of Object.keys(TRUTH)) outcomes.push([id, await judge(id, {}, id)]);
  if (table) {
    print(outcomeTable(outcomes.map(([id, outcome]) => [`${id}: ${TRUTH[id]?.says}`, outcome])));
    print("reliability promises chances: weir plugin backtest reliability FILE --calibration --table");
  } else printJson(Object.fromEntries(outcomes));
}

async function judgeOne(judge: Judge, { plugin, settings }: PluginChoice, { table }: Flags): Promise<void> {
  const outcome = await judge(plugin, settings);
  if (table) print(outcomeTable([[nameOf(plugin), outcome]]));
  else printJson(outcome);
}

async function judgeSweep(
  judge: Judge,
  { plugin, settings }: PluginChoice,
  { sweep: asked, atMost, table }: Flags & { readonly sweep: string },
  library: PluginLibrary,
): Promise<void> {
  const [name = "", listed] = asked.split("=");
  const declaration = settingOf(library, plugin, name);
  const duration = declaration.input === "duration";
  const number = (text: string | number | boolean): number =>
    duration && typeof text === "string" ? parseDuration(text) : String(text).trim() === "" ? Number.NaN : Number(text);
  const values = await asUsage(() => listed?.split(",").map(number));
  if (values?.some((value) => !Number.isFinite(value))) throw new UsageError(`--sweep ${asked}: write setting=a,b,c`);
  const now = await asUsage(() => number(settings[name] ?? declaration.default));
  const answer = await sweep({
    ...sweptValues(declaration, now, values),
    atMost,
    run: (value) => judge(plugin, { ...settings, [name]: value }, `${name} = ${duration ? formatDuration(value) : value}`),
  });
  if (table) print(sweepTable(name, answer, duration ? formatDuration : String, atMost));
  else {
    const points = answer.points.map(({ value, outcome }) => ({ value, ...outcome, timeline: undefined }));
    printJson({ setting: name, ...answer, points });
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

/** Throws an Error of one line for what is no filter: the alerts of another rule are not judged. */
async function checkFilters(library: PluginLibrary, beside: readonly PluginChoice[]): Promise<void> {
  if (beside.length === 0) return;
  const { rules } = await library.activate(beside);
  const [rule] = rules;
  if (rule !== undefined)
    throw new Error(`--plugin ${rule.declaration.id}: it is a rule; only filters change what the rule judged sees`);
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
  flags: Flags,
  workerDir: string,
  library: PluginLibrary,
): Promise<void> {
  const horizon = flags.horizon ?? durationOf(library, choice, "horizon", 24 * 3_600_000);
  const collector = new CalibrationCollector("chance", durationOf(library, choice, "apart", 0));
  const { session } = await openAnalysis({
    input,
    library,
    workerDir,
    sinks: [collector],
    recorders: [collector],
    rejectCap: 0,
  });
  await session.run();
  if (collector.forecasts.length === 0)
    throw new Error(`${choice.plugin} recorded no series chance over these events: there is nothing to calibrate`);
  const answer = collector.judge(horizon);
  if (flags.table) print(calibrationTable(answer));
  else printJson(answer);
}

/** The setting a sweep goes through. Throws a UsageError of one line that names those there are. */
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
