import { performance } from "node:perf_hooks";
import { copyEvents, createBatch, type EventBatch, viewOf } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { ActiveRule, PluginBundle } from "../plugin-host/contract.ts";
import { sharedMemory } from "../sources/csv/shared-batches.ts";
import type { SourceChunk } from "../sources/source.ts";
import type { SessionSnapshot } from "./checkpoint/session-snapshot.ts";
import { Deliveries } from "./deliveries.ts";
import { EventFilters } from "./event-filters.ts";
import { EventTime } from "./event-time.ts";
import type { Metrics } from "./metrics.ts";
import type { Refusals } from "./refusals.ts";
import { ResultOrder } from "./result-order.ts";
import { RuleWindows } from "./rule-windows.ts";
import type { SessionOptions } from "./session-options.ts";

/** Steps the rules may lag behind: enough to keep both cores busy, few enough to bound memory at a few batches. */
const STEPS_IN_FLIGHT = 3;

/** Takes released events step by step through filters, windows and rules, and hands them to the recorders. */
export class Steps {
  readonly time = new EventTime();
  readonly #options: SessionOptions;
  readonly #keys: KeyTable;
  readonly #metrics: Metrics;
  readonly #refusals: Refusals;
  readonly #windows: RuleWindows;
  readonly #order: ResultOrder;
  readonly #deliveries: Deliveries;
  /** null: no filter is on. */
  readonly #filters: EventFilters | null;
  /** Some rule is called for events: else none are handed over. */
  #needsEvents: boolean;
  #sentKeys = 0;

  /** `onFailure`: what rules made could not be delivered; whoever waits for it is told why. */
  constructor(options: SessionOptions, keys: KeyTable, metrics: Metrics, refusals: Refusals, onFailure: () => void) {
    const { source, rules, host, catalogue, resume } = options;
    this.#options = options;
    this.#keys = keys;
    this.#metrics = metrics;
    this.#refusals = refusals;
    this.#windows = new RuleWindows(rules, keys, catalogue, resume?.windows);
    this.#needsEvents = rules.some(looksAtEvents);
    this.#order = new ResultOrder(
      rules.map(({ declaration }) => ({
        rule: declaration.id,
        names: Object.keys(declaration.series),
        groupKey: (group: number) => host.groupKey(declaration.id, group),
      })),
      !source.bounded,
    );
    this.#deliveries = new Deliveries(options, metrics, this.#order, onFailure);
    this.#filters = options.filtered ? new EventFilters(options, keys, metrics, refusals) : null;
    if (resume === undefined) return;
    this.#order.restore(resume.order);
    this.time.restore(resume);
  }

  /** A chunk has been read: its texts may be asked for when a filter drops a row of it. */
  remember(chunk: SourceChunk): void {
    this.#filters?.remember(chunk);
  }

  /**
   * One step: `released` is in time order and final. `watermark`: what event time moves on to behind it, epoch ms; null: only as far as
   * these events go, as more of what is released follow. Waits while too many steps are under way.
   */
  async take(released: EventBatch, watermark: number | null): Promise<void> {
    const { host, rules, recorders } = this.#options;
    const started = performance.now();
    this.time.moveOver(released);
    if (watermark !== null) this.time.moveTo(watermark);
    const passed = await this.#passed(released);
    this.#metrics.countEvents(passed.events.length, started);
    const steps = this.#windows.step(passed.events, passed.watermark);
    const newKeys = this.#keys.since(this.#sentKeys);
    this.#sentKeys = this.#keys.size;
    const engineSeconds = (performance.now() - started) / 1000;
    if (rules.length > 0) {
      const events = this.#needsEvents ? shareBatch(passed.events) : createBatch(0);
      const outputs = host.step({ events, newKeys, watermark: passed.watermark, rules: steps });
      this.#deliveries.send({ ...passed, started, engineSeconds }, outputs);
    }
    for (const recorder of recorders) await recorder.events(passed.events, this.#keys);
    await this.#deliveries.atMost(STEPS_IN_FLIGHT);
  }

  /** Runs a plugin's new code from the next step on; false when the session must begin anew for it (see PluginHost.reload). */
  reload(bundle: PluginBundle, rules: readonly ActiveRule[]): Promise<boolean> {
    this.#needsEvents ||= rules.some(({ declaration }) => declaration.hooks.onEvent);
    return this.#options.host.reload(bundle, rules);
  }

  /** Calls when all steps so far are delivered; never when one of them could not be. */
  whenDone(act: () => void): void {
    this.#deliveries.whenDone(act);
  }

  /** Waits until all steps so far are delivered. Rejects when one of them could not be. */
  async done(): Promise<void> {
    await this.#deliveries.atMost(0);
  }

  /** Waits for them, however they end. */
  async settled(): Promise<void> {
    await this.#deliveries.settled();
  }

  /** When no step is under way. */
  capture(): Pick<SessionSnapshot, "windows" | "order" | "watermark" | "firstTime" | "lastTime"> {
    return { windows: this.#windows.snapshot(), order: this.#order.snapshot(), ...this.time.save() };
  }

  /** What the filters let through by now, and the watermark behind it. */
  async #passed(events: EventBatch): Promise<{ readonly events: EventBatch; readonly watermark: number }> {
    const { watermark } = this.time;
    if (this.#filters === null) return { events, watermark };
    const passed = await this.#filters.pass(events, watermark);
    await this.#refusals.record(this.#options.source.names);
    return passed;
  }
}

/** Whether a rule is called for events, or for windows that an event fires: those come when their event does. */
function looksAtEvents({ declaration, window, windowsPerKey = [] }: ActiveRule): boolean {
  const kinds = [window, ...windowsPerKey.map((one) => one.window)].map(({ kind }) => kind);
  return declaration.hooks.onEvent || kinds.includes("count") || kinds.includes("trailing");
}

/** The events on shared memory, so that several workers read one copy: the batch's own, when it lies there. */
function shareBatch(batch: EventBatch): EventBatch {
  const n = batch.length;
  return sharedMemory(batch) !== null ? viewOf(batch, 0, n) : copyEvents(batch, createBatch(n, true));
}
