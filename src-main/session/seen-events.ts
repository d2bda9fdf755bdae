import { type EventBatch, type KeyTuple, plainEvent } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { ActiveRule, Alert } from "../plugin-host/contract.ts";
import { acceptsEvent, acceptsKey } from "../plugin-host/key-acceptance.ts";
import type { SensorNames } from "./rule-acceptance.ts";
import type { Recorder } from "./session-options.ts";
import type { AlertStep } from "./step-alert.ts";

export interface SeenEventsOptions {
  readonly rule: ActiveRule;
  readonly key: Alert["key"];
  readonly names: SensorNames;
  /** The stretch looked at, epoch ms, both ends included. */
  readonly from: number;
  readonly to: number;
  /** Takes the events, in order of time. */
  readonly keep: { add(step: AlertStep): void };
  /** The stretch is over. */
  readonly through: () => void;
}

/** The events of an alert's key that its rule takes, as steps: a rule with no hook for them only counts them in its windows. */
export class SeenEvents implements Recorder {
  readonly #options: SeenEventsOptions;
  /** By key of the session: whether it is of the alert's and the rule takes it. */
  readonly #takes: boolean[] = [];

  constructor(options: SeenEventsOptions) {
    this.#options = options;
  }

  async events(batch: EventBatch, keys: KeyTable): Promise<void> {
    const { rule, from, to, keep, through } = this.#options;
    const { only } = rule.declaration;
    for (let i = 0; i < batch.length; i++) {
      const time = batch.time[i] as number;
      if (time < from || time > to) continue;
      const id = batch.key[i] as number;
      const key = keys.key(id);
      if (!(this.#takes[id] ??= this.#takesKey(key))) continue;
      if (!acceptsEvent(only, batch.threshold[i] as number, batch.active[i] as number)) continue;
      keep.add(stepOf(batch, i, key));
    }
    if (batch.length > 0 && (batch.time[batch.length - 1] as number) > to) through();
  }

  async rejects(): Promise<void> {}

  #takesKey(key: KeyTuple): boolean {
    const { rule, key: alert, names } = this.#options;
    const own = [alert.station, alert.sensor, alert.alarm].every((part, at) => part === "" || part === key[at]);
    return own && acceptsKey(rule.declaration.only, key, names);
  }
}

function stepOf(batch: EventBatch, i: number, key: KeyTuple): AlertStep {
  const { time, ...measured } = plainEvent(batch, i, key);
  return {
    kind: "event",
    called: false,
    time,
    event: { ...measured, source: batch.source[i] as number, row: batch.row[i] as number },
    window: null,
    timer: null,
    stateBefore: "",
    stateAfter: "",
    alerts: [],
    points: [],
    error: null,
  };
}
