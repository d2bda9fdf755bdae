import type { Alert } from "../engine/results.ts";
import type { Label } from "./labels.ts";
import { nearLabels } from "./near-labels.ts";

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
  /** Of which the rule sees events. */
  readonly stations: number;
  /** Of the whole stream, right and wrong ones. */
  readonly alertsPerDay: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly falsePerDay: number;
  readonly lead: { readonly median: number | null; readonly p10: number | null; readonly p90: number | null };
  /** The first of each kind, in order of time. */
  readonly timeline: readonly BacktestHit[];
}

/** Entries of a kind in a timeline. */
const TIMELINE_CAP = 5000;

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
  const near = nearLabels(labels, horizon);
  const excusing = nearLabels(excuses, horizon);
  const timeline: BacktestHit[] = [];
  let falseAlerts = 0;
  let excused = 0;
  for (const alert of alerts) {
    const fitting = near(alert).filter((label) => fits(alert, label, horizon));
    for (const label of fitting) {
      const known = earliest.get(label);
      if (known === undefined || alert.time < known.time) earliest.set(label, alert);
    }
    if (fitting.length === 0) {
      if (excusing(alert).some((label) => fits(alert, label, horizon))) {
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
    timeline: firstOfEach(timeline),
  };
}

function firstOfEach(timeline: readonly BacktestHit[]): BacktestHit[] {
  const taken = { hit: 0, miss: 0, false: 0 };
  return timeline.filter(({ kind }) => taken[kind]++ < TIMELINE_CAP);
}

/** Of sorted values, between order statistics (Hyndman & Fan type 7); null of none. */
function quantile(sorted: readonly number[], q: number): number | null {
  if (sorted.length === 0) return null;
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (at - Math.floor(at)) * (high - low);
}

/** Whether an alert may be about a label: of its time, or at most `horizon` ms before it, and of no other key. */
export function fits({ key, time }: Alert, { station, sensor, alarm, start, end }: Label, horizon: number): boolean {
  const same = (a: string, b: string): boolean => a === "" || b === "" || a === b;
  return (
    time >= start - horizon && time <= end && same(key.station, station) && same(key.sensor, sensor) && same(key.alarm, alarm)
  );
}

function place({ station, sensor, alarm }: Pick<Label, "station" | "sensor" | "alarm">) {
  return { key: [station, sensor, alarm].filter((part) => part !== "").join(" "), station, sensor, alarm };
}
