import type { Event, Key, WindowResult } from "../../plugins/api.ts";
import type { Alert } from "./contract.ts";
import type { HookFailure } from "./hook-failures.ts";
import type { PointColumns } from "./point-columns.ts";

/** Calls of one rule's hooks for one key and stretch of event time, [from, to] in ms, that are to be told one by one. */
export interface TraceQuestion {
  readonly rule: string;
  readonly key: Key;
  readonly from: number;
  readonly to: number;
}

/** One call of a hook: what it was handed, what it made of it. States are JSON, cut where they are long. */
export interface TracedCall {
  readonly hook: "onEvent" | "onWindow" | "onTimer";
  readonly time: number;
  /** With where it stood, as in EventBatch. */
  readonly event: (Omit<Event, "time"> & { readonly source: number; readonly row: number }) | null;
  readonly window: WindowResult | null;
  readonly timer: string | null;
  readonly stateBefore: string;
  readonly stateAfter: string;
  readonly alerts: readonly Pick<Alert, "id" | "title" | "severity" | "action">[];
  readonly points: readonly { readonly series: string; readonly value: number }[];
  readonly error: string | null;
}

/** What a call was handed. */
export type CallInput = Pick<TracedCall, "hook"> & Partial<Pick<TracedCall, "event" | "window" | "timer">>;

/** What stands after the calls of a step so far. */
export interface CallResults {
  /** Of the key of the call at hand, JSON. */
  readonly state: string;
  readonly alerts: readonly Alert[];
  readonly points: PointColumns;
  readonly failures: readonly HookFailure[];
}

/** The newest calls of a step are kept: what came right before an alert says more than what came long before. */
const KEPT = 1000;

/** Collects the calls a question asks for, at most 1000 a step: what stands after a call beyond what stood before it is its doing. */
export class CallTrace {
  readonly #question: TraceQuestion;
  readonly #results: () => CallResults;
  /** Names of the rule's series, by their number. */
  readonly #series: readonly string[];
  #calls: TracedCall[] = [];
  #before: { readonly state: string; readonly alerts: number; readonly points: number; readonly failures: number } | null = null;

  constructor(question: TraceQuestion, series: readonly string[], results: () => CallResults) {
    this.#question = question;
    this.#series = series;
    this.#results = results;
  }

  /** A call is about to be made, at event time `time`. */
  before(key: Key, time: number): void {
    if (!this.#asks(key, time)) return;
    const { state, alerts, points, failures } = this.#results();
    this.#before = { state, alerts: alerts.length, points: points.length, failures: failures.length };
  }

  /** Whether the call that is being made is asked for. */
  get watching(): boolean {
    return this.#before !== null;
  }

  /** The call that was watched has been made. */
  after(time: number, input: CallInput): void {
    const before = this.#before;
    this.#before = null;
    if (before === null) return;
    const { state, alerts, points, failures } = this.#results();
    this.#calls.push({
      event: null,
      window: null,
      timer: null,
      ...input,
      time,
      stateBefore: before.state,
      stateAfter: state,
      alerts: alerts.slice(before.alerts).map(({ id, title, severity, action }) => ({ id, title, severity, action })),
      points: Array.from({ length: points.length - before.points }, (_, i) => ({
        series: this.#series[points.seriesOf(before.points + i)] ?? "",
        value: points.valueOf(before.points + i),
      })),
      error: failures[before.failures]?.message ?? null,
    });
    if (this.#calls.length > 2 * KEPT) this.#calls.splice(0, KEPT);
  }

  take(): TracedCall[] {
    const taken = this.#calls.slice(-KEPT);
    this.#calls = [];
    return taken;
  }

  #asks(key: Key, time: number): boolean {
    const { from, to, key: wanted } = this.#question;
    const { station, sensor, alarm } = wanted;
    return time >= from && time <= to && key.station === station && key.sensor === sensor && key.alarm === alarm;
  }
}
