import type { Alert } from "../engine/results.ts";
import type { PluginProblem } from "../plugin-host/contract.ts";
import { openAnalysis } from "./analysis.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import { type Label, LabelCollector, type LabelKind, type OftenActive, readLabels } from "./labels.ts";
import type { PluginChoice } from "./plugin-choice.ts";
import type { PluginLibrary } from "./plugin-library.ts";

export interface BacktestOptions {
  readonly input: AnalysisInput;
  /** The rule judged, with its settings. */
  readonly choice: PluginChoice;
  /** Filters and what else must run for the rule to see what it sees live. */
  readonly beside?: readonly PluginChoice[];
  readonly labels: LabelKind | OftenActive | { readonly path: string } | { readonly list: readonly Label[] };
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
  /** Called while it reads with how far it is, 0…1; null: not known. */
  readonly onProgress?: (fraction: number | null) => void;
}

export interface BacktestHit {
  readonly time: number;
  readonly kind: "hit" | "miss" | "false";
  readonly key: string;
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  readonly alertId: string | null;
}

/** Rates are per station and day of event time; lead in ms, positive when the alert came first. */
export interface BacktestOutcome {
  readonly alerts: number;
  readonly labels: number;
  readonly hits: number;
  readonly misses: number;
  readonly falseAlerts: number;
  /** Alerts that were not judged. */
  readonly excused: number;
  /** Of event time. */
  readonly days: number;
  readonly stations: number;
  /** Of the whole stream, right and wrong ones. */
  readonly alertsPerDay: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly falsePerDay: number;
  readonly lead: { readonly median: number | null; readonly p10: number | null; readonly p90: number | null };
  readonly timeline: readonly BacktestHit[];
}

const TIMELINE_CAP = 5000;

/** Runs one rule over a source and judges what it raised against labels: what it would have caught, how early, how often in vain. */
export async function backtest(options: BacktestOptions): Promise<BacktestOutcome> {
  const { input, choice, beside = [], labels, horizon, workerDir, library, signal } = options;
  const read = typeof labels === "string" || "more" in labels ? labels : null;
  const given = typeof labels === "string" || "more" in labels ? null : "list" in labels ? labels.list : readLabels(labels.path);
  const collector = new LabelCollector(read);
  const alerts: Alert[] = [];
  const faults: PluginProblem[] = [];
  const { session, rules } = await openAnalysis({
    input: { ...input, speed: "max", plugins: [...beside, choice] },
    library,
    workerDir,
    sinks: [{ write: async (results) => void alerts.push(...results.alerts), close: async () => {} }],
    recorders: [collector],
    rejectCap: 0,
    onProblem: (problem) => {
      if (problem.quarantined) faults.push(problem);
    },
  });
  const stop = (): void => session.stop();
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted === true) stop();
  const watch = setInterval(() => options.onProgress?.(session.status().progress), 200);
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
  const from = options.from ?? Number.NEGATIVE_INFINITY;
  const to = options.to ?? Number.POSITIVE_INFINITY;
  const inside = (time: number): boolean => time >= from && time < to;
  const span = Math.min(to, collector.lastTime) - Math.max(from, collector.firstTime);
  const days = Math.max(1 / 24, span / 86_400_000);
  const wanted = new Set(rules.map(({ declaration }) => declaration.id));
  const judged = (given ?? collector.labels).filter(({ start }) => inside(start));
  const raised = alerts.filter(
    (alert) =>
      alert.action === "raise" &&
      wanted.has(alert.rule) &&
      // At the end of a file everything open closes: what a timer says after it is about the file, not about the stations.
      alert.time <= collector.lastTime &&
      // Before the stretch only what tells of it early.
      (inside(alert.time) || (alert.time < from && judged.some((label) => fits(alert, label, horizon)))),
  );
  const stream = { days, stations: Math.max(1, collector.stations.size) };
  return judge(raised, judged, { ...stream, horizon, excuses: options.excuses ?? [] });
}

export interface JudgeOptions {
  readonly horizon: number;
  readonly days: number;
  readonly stations: number;
  readonly excuses?: readonly Label[];
}

/** Each label is caught by the earliest alert that fits it; an alert that fits none is false. */
export function judge(
  alerts: readonly Alert[],
  labels: readonly Label[],
  { horizon, days, stations, excuses = [] }: JudgeOptions,
): BacktestOutcome {
  const earliest = new Map<Label, Alert>();
  const byStation = new Map<string, Label[]>();
  for (const label of labels) {
    const own = byStation.get(label.station);
    if (own === undefined) byStation.set(label.station, [label]);
    else own.push(label);
  }
  const timeline: BacktestHit[] = [];
  let falseAlerts = 0;
  let excused = 0;
  for (const alert of alerts) {
    const near = alert.key.station === "" ? labels : [...(byStation.get(alert.key.station) ?? []), ...(byStation.get("") ?? [])];
    const fitting = near.filter((label) => fits(alert, label, horizon));
    for (const label of fitting) {
      const known = earliest.get(label);
      if (known === undefined || alert.time < known.time) earliest.set(label, alert);
    }
    if (fitting.length === 0) {
      if (excuses.some((label) => fits(alert, label, horizon))) {
        excused++;
        continue;
      }
      falseAlerts++;
    }
    timeline.push({ time: alert.time, kind: fitting.length === 0 ? "false" : "hit", ...place(alert.key), alertId: alert.id });
  }
  for (const label of labels)
    if (!earliest.has(label)) timeline.push({ time: label.start, kind: "miss", ...place(label), alertId: null });
  const leads = [...earliest].map(([label, alert]) => label.start - alert.time).sort((a, b) => a - b);
  timeline.sort((a, b) => a.time - b.time);
  const judged = alerts.length - excused;
  return {
    alerts: alerts.length,
    labels: labels.length,
    hits: earliest.size,
    misses: labels.length - earliest.size,
    falseAlerts,
    excused,
    days,
    stations,
    alertsPerDay: alerts.length / days,
    precision: judged === 0 ? null : (judged - falseAlerts) / judged,
    recall: labels.length === 0 ? null : earliest.size / labels.length,
    falsePerDay: falseAlerts / (stations * days),
    lead: { median: quantile(leads, 0.5), p10: quantile(leads, 0.1), p90: quantile(leads, 0.9) },
    timeline: timeline.slice(0, TIMELINE_CAP),
  };
}

/** Of sorted values, between order statistics (Hyndman & Fan type 7); null of none. */
function quantile(sorted: readonly number[], q: number): number | null {
  if (sorted.length === 0) return null;
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (at - Math.floor(at)) * (high - low);
}

function fits({ key, time }: Alert, { station, sensor, alarm, start, end }: Label, horizon: number): boolean {
  const same = (a: string, b: string): boolean => a === "" || b === "" || a === b;
  return (
    time >= start - horizon && time <= end && same(key.station, station) && same(key.sensor, sensor) && same(key.alarm, alarm)
  );
}

function place({ station, sensor, alarm }: Pick<Label, "station" | "sensor" | "alarm">) {
  return { key: [station, sensor, alarm].filter((part) => part !== "").join(" "), station, sensor, alarm };
}
