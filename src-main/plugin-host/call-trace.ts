import type { Key, Severity } from "../../plugins/api.ts";

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
  readonly event: {
    readonly station: string;
    readonly sensor: string;
    readonly alarm: string;
    readonly value: number;
    readonly threshold: number | null;
    readonly active: boolean | null;
    readonly source: number;
    readonly row: number;
  } | null;
  readonly window: {
    readonly start: number;
    readonly end: number;
    readonly count: number;
    readonly values: Readonly<Record<string, number | null>>;
  } | null;
  readonly timer: string | null;
  readonly stateBefore: string;
  readonly stateAfter: string;
  readonly alerts: readonly {
    readonly id: string;
    readonly title: string;
    readonly severity: Severity;
    readonly action: "raise" | "clear" | "withdraw";
  }[];
  readonly points: readonly { readonly series: string; readonly value: number }[];
  readonly error: string | null;
}

/** The newest calls of a step are kept: what came right before an alert says more than what came long before. */
const KEPT = 1000;

/** Collects the calls a question asks for, at most 1000 a step. */
export class CallTrace {
  readonly #question: TraceQuestion;
  #calls: TracedCall[] = [];

  constructor(question: TraceQuestion) {
    this.#question = question;
  }

  asks(key: Key, time: number): boolean {
    const { from, to, key: wanted } = this.#question;
    const { station, sensor, alarm } = wanted;
    return time >= from && time <= to && key.station === station && key.sensor === sensor && key.alarm === alarm;
  }

  add(call: TracedCall): void {
    this.#calls.push(call);
    if (this.#calls.length > 2 * KEPT) this.#calls.splice(0, KEPT);
  }

  take(): TracedCall[] {
    const taken = this.#calls.slice(-KEPT);
    this.#calls = [];
    return taken;
  }
}
