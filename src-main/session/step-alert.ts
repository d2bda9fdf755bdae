import type { EventBatch } from "../engine/batch.ts";
import { ACTIVE, type KeyTuple, NO_FLAG } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { ActiveRule, Alert, TracedCall } from "../plugin-host/contract.ts";
import { acceptsKey } from "../plugin-host/key-acceptance.ts";
import type { ResultSink } from "../sinks/sink.ts";
import type { OpenSession } from "./open-session.ts";
import { sameness } from "./replay-alert.ts";
import type { SensorNames } from "./rule-acceptance.ts";
import { type OpenRecorded, runAgain } from "./run-again.ts";
import type { Running } from "./running.ts";
import type { Recorder } from "./session-options.ts";
import type { Workbench } from "./workbench.ts";

/** Steps shown before and after the one that raised the alert. */
const BEFORE = 1500;
const AFTER = 300;

/** One thing that happened to the key: an event, a window or a timer; `called`: the rule has a hook for it and it ran. */
export interface AlertStep extends Omit<TracedCall, "hook"> {
  readonly kind: "event" | "window" | "timer";
  readonly called: boolean;
}

export interface AlertSteps {
  readonly same: boolean;
  readonly detail: string;
  readonly steps: readonly AlertStep[];
  /** The step that raised the alert; -1: it did not come again. */
  readonly at: number;
  /** Earlier steps of the stretch that are left out. */
  readonly leftOut: number;
}

/**
 * Runs the alert's rule alone over the same events again and tells what happened to its key in [from, to], one by one: each event, each
 * window with its aggregates, each timer, with the state before and after.
 */
export async function stepAlert(
  bench: Workbench,
  open: OpenSession,
  alert: Alert,
  { from, to }: { readonly from: number; readonly to: number },
  openRecorded: OpenRecorded,
  running: Running,
): Promise<AlertSteps> {
  const rule = open.analysis.rules.find(({ declaration }) => declaration.id === alert.rule);
  let again: Alert | null = null;
  let stop = (): void => {};
  const calls: TracedCall[] = [];
  const sink: ResultSink = {
    write: async ({ alerts }) => {
      for (const each of alerts) {
        if (each.id === alert.id) again = each;
        if (each.time > to) stop();
      }
    },
    close: async () => {},
  };
  const seen = new SeenEvents(rule, alert.key, open.analysis.names, from, to, () => stop());
  const replay = await runAgain(bench, open, {
    rule: alert.rule,
    sink,
    openRecorded,
    recorders: [seen],
    trace: { rule: alert.rule, key: alert.key, from, to },
    onCalls: (more) => {
      calls.push(...more);
      // What is far before the alert is never shown.
      const early = calls.findLastIndex(({ time }) => time < alert.time) - 2 * BEFORE;
      if (early > BEFORE) calls.splice(0, early);
    },
  });
  stop = () => replay.session.stop();
  await running.through(replay.session);
  const rows = replay.session.status().metrics.records_read_total.toLocaleString("en-US");
  const all = inOrder(calls, rule?.declaration.hooks.onEvent === true ? [] : seen.found);
  const found = all.findIndex(({ alerts }) => alerts.some(({ id }) => id === alert.id));
  const middle = found < 0 ? all.findLastIndex(({ time }) => time <= alert.time) : found;
  const first = Math.max(0, middle - BEFORE);
  return {
    ...sameness(again, alert, rows),
    steps: all.slice(first, middle + AFTER + 1),
    at: found < 0 ? -1 : found - first,
    leftOut: first,
  };
}

const kinds = { onEvent: "event", onWindow: "window", onTimer: "timer" } as const;
const rank = { event: 0, window: 1, timer: 2 } as const;

/** At one time events come before windows, windows before timers; a rule without a hook for events is shown those it counted. */
function inOrder(calls: readonly TracedCall[], events: readonly AlertStep[]): AlertStep[] {
  const told = calls.map(({ hook, ...call }): AlertStep => ({ ...call, kind: kinds[hook], called: true }));
  if (events.length === 0) return told;
  const all = [...events, ...told].map((step, place) => ({ step, place }));
  all.sort((a, b) => a.step.time - b.step.time || rank[a.step.kind] - rank[b.step.kind] || a.place - b.place);
  let state = told[0]?.stateBefore ?? "";
  return all.map(({ step }) => {
    if (step.called) {
      state = step.stateAfter;
      return step;
    }
    return { ...step, stateBefore: state, stateAfter: state };
  });
}

/** Events of the alert's key that the rule takes, of a stretch; ends the run when the stretch is through. */
class SeenEvents implements Recorder {
  readonly found: AlertStep[] = [];
  readonly #takes: (key: KeyTuple) => boolean;
  readonly #rule: ActiveRule | undefined;
  readonly #known: boolean[] = [];
  readonly #from: number;
  readonly #to: number;
  readonly #through: () => void;

  constructor(
    rule: ActiveRule | undefined,
    { station, sensor, alarm }: Alert["key"],
    names: SensorNames,
    from: number,
    to: number,
    through: () => void,
  ) {
    this.#rule = rule;
    this.#from = from;
    this.#to = to;
    this.#through = through;
    this.#takes = (key) =>
      (station === "" || station === key[0]) &&
      (sensor === "" || sensor === key[1]) &&
      (alarm === "" || alarm === key[2]) &&
      rule !== undefined &&
      acceptsKey(rule.declaration.only, key, names);
  }

  async events(batch: EventBatch, keys: KeyTable): Promise<void> {
    const only = this.#rule?.declaration.only;
    for (let i = 0; i < batch.length; i++) {
      const time = batch.time[i] as number;
      if (time < this.#from || time > this.#to) continue;
      const id = batch.key[i] as number;
      const key = keys.key(id);
      if (!(this.#known[id] ??= this.#takes(key))) continue;
      const threshold = batch.threshold[i] as number;
      const active = batch.active[i] as number;
      if (only?.threshold === true && Number.isNaN(threshold)) continue;
      if (only?.active === true && active === NO_FLAG) continue;
      const [station, sensor, alarm] = key;
      this.found.push({
        kind: "event",
        called: false,
        time,
        event: {
          station,
          sensor,
          alarm,
          value: batch.value[i] as number,
          threshold: Number.isNaN(threshold) ? null : threshold,
          active: active === NO_FLAG ? null : active === ACTIVE,
          source: batch.source[i] as number,
          row: batch.row[i] as number,
        },
        window: null,
        timer: null,
        stateBefore: "",
        stateAfter: "",
        alerts: [],
        points: [],
        error: null,
      });
      if (this.found.length > 4 * BEFORE) this.found.splice(0, BEFORE);
    }
    if (batch.length > 0 && (batch.time[batch.length - 1] as number) > this.#to) this.#through();
  }

  async rejects(): Promise<void> {}
}
