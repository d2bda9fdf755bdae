import type { Alert } from "../engine/results.ts";
import type { PluginProblem } from "../plugin-host/contract.ts";
import type { DateOrder } from "../sources/csv/time-reader.ts";
import { openAnalysis } from "./analysis.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import { type BacktestOutcome, fits, judge } from "./judge-alerts.ts";
import { type LabelFile, readLabels } from "./label-file.ts";
import type { DatesTaken } from "./label-times.ts";
import { type Label, LabelCollector, type LabelKind, type OftenActive } from "./labels.ts";
import type { PluginChoice } from "./plugin-choice.ts";
import type { PluginLibrary } from "./plugin-library.ts";
import { StationsWatched } from "./stations-watched.ts";

export interface LabelsInFile {
  readonly path: string;
  /** Of times that say no zone; absent: UTC. */
  readonly timezone?: string;
  /** Of dates such as 03/04/2026; absent: as they can be read. */
  readonly dateOrder?: DateOrder;
}

export interface BacktestOptions {
  readonly input: AnalysisInput;
  /** The rule judged, with its settings. */
  readonly choice: PluginChoice;
  /** Filters and what else must run for the rule to see what it sees live. */
  readonly beside?: readonly PluginChoice[];
  readonly labels: LabelKind | OftenActive | LabelsInFile | { readonly list: readonly Label[] };
  /** Alerts that fit one of these and no label are not judged: something was wrong, but not what the rule is for. */
  readonly excuses?: readonly Label[];
  /** How long before a label's start an alert still counts as early, ms. */
  readonly horizon: number;
  readonly workerDir: string;
  readonly library?: PluginLibrary;
  readonly signal?: AbortSignal;
  /** Judge only what lies in [from, to), ms; what comes before still warms the rule up. */
  readonly from?: number;
  readonly to?: number;
  /** Called while it reads with how far it is, 0…1, null: not known, and how many rows that were. */
  readonly onProgress?: (fraction: number | null, rows: number) => void;
}

export interface Backtest extends BacktestOutcome {
  /** Those too of which the rule sees nothing: rates are by `stations`, of which it does. */
  readonly allStations: number;
  /** Labels of a key or a time that the data have not: how many, and the first. */
  readonly outside: { readonly labels: number; readonly first: Label | null };
  /** Columns of the file of labels that were not read. */
  readonly unread: readonly string[];
  /** The order taken of its dates where they can be read in another one too. */
  readonly datesTaken: DatesTaken | null;
}

/** Runs one rule over a source and judges what it raised against labels: what it would have caught, how early, how often in vain. */
export async function backtest(options: BacktestOptions): Promise<Backtest> {
  const { labels, horizon } = options;
  const read = typeof labels === "string" || "more" in labels ? labels : null;
  const file = typeof labels === "object" && "path" in labels ? labelsIn(labels) : null;
  const given = typeof labels === "object" && "list" in labels ? labels.list : (file?.labels ?? null);
  const collector = new LabelCollector(read);
  const watched = new StationsWatched();
  const { alerts, rules } = await runRule(options, collector, watched);
  const from = options.from ?? Number.NEGATIVE_INFINITY;
  const to = options.to ?? Number.POSITIVE_INFINITY;
  const inside = (time: number): boolean => time >= from && time < to;
  const span = Math.min(to, collector.lastTime) - Math.max(from, collector.firstTime);
  const days = Math.max(1 / 24, span / 86_400_000);
  const all = given ?? collector.labels;
  const judged = all.filter(({ start }) => inside(start));
  const raised = alerts.filter(
    (alert) =>
      alert.action === "raise" &&
      rules.has(alert.rule) &&
      // At the end of a file everything open closes: what a timer says after it is about the file, not about the stations.
      alert.time <= collector.lastTime &&
      // Before the stretch only what tells of it early.
      (inside(alert.time) || (alert.time < from && judged.some((label) => fits(alert, label, horizon)))),
  );
  // What tells of a label that began before the stretch, or is yet to begin behind it, is neither right nor wrong there.
  const excuses = [...(options.excuses ?? []), ...all.filter(({ start }) => !inside(start))];
  const stations = Math.max(1, watched.watched.size);
  const outside = judged.filter(collector.outside(horizon));
  return {
    ...judge(raised, judged, { days, stations, horizon, excuses }),
    allStations: Math.max(1, watched.all.size),
    outside: { labels: outside.length, first: outside[0] ?? null },
    unread: file?.unread ?? [],
    datesTaken: file?.datesTaken ?? null,
  };
}

const labelsIn = ({ path, timezone, dateOrder }: LabelsInFile): LabelFile =>
  readLabels(path, { zone: timezone, order: dateOrder });

/** Every alert of the run, and which rules are judged. Throws an Error of one line when it was stopped, or one of them switched off. */
async function runRule(
  { input, choice, beside = [], workerDir, library, signal, onProgress }: BacktestOptions,
  collector: LabelCollector,
  watched: StationsWatched,
): Promise<{ readonly alerts: readonly Alert[]; readonly rules: ReadonlySet<string> }> {
  const alerts: Alert[] = [];
  const faults: PluginProblem[] = [];
  const { session, rules, names } = await openAnalysis({
    input: { ...input, speed: "max", plugins: [...beside, choice] },
    library,
    workerDir,
    sinks: [{ write: async (results) => void alerts.push(...results.alerts), close: async () => {} }],
    recorders: [collector, watched],
    rejectCap: 0,
    onProblem: (problem) => {
      if (problem.quarantined) faults.push(problem);
    },
  });
  watched.watch(rules, names);
  const stop = (): void => session.stop();
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted === true) stop();
  const watch = setInterval(() => {
    const { progress, metrics } = session.status();
    onProgress?.(progress, metrics.records_read_total);
  }, 200);
  try {
    await session.run();
  } finally {
    clearInterval(watch);
    signal?.removeEventListener("abort", stop);
  }
  if (signal?.aborted === true) throw new Error("the backtest was stopped");
  collector.finish();
  // A rule that was switched off half-way would be judged by what it did not get to say.
  const fault = faults.find(({ plugin }) => rules.length === 0 || rules.some(({ declaration }) => declaration.plugin === plugin));
  if (fault !== undefined) {
    const place = fault.line === null ? "" : ` (${fault.file}:${fault.line})`;
    throw new Error(`${fault.rule || fault.plugin} was switched off: ${fault.message}${place}`);
  }
  return { alerts, rules: new Set(rules.map(({ declaration }) => declaration.id)) };
}
