import { performance } from "node:perf_hooks";
import type { EventBatch } from "../engine/batch.ts";
import type { RuleOutput } from "../plugin-host/contract.ts";
import { mergeRows } from "../plugin-host/merge-shards.ts";
import type { Metrics } from "./metrics.ts";
import type { ResultOrder } from "./result-order.ts";
import type { SessionOptions } from "./session-options.ts";

/** A step the rules have been given. Its columns must stay as they are until it is delivered. */
export interface SentStep {
  readonly events: EventBatch;
  readonly watermark: number;
  /** When it began, ms of `performance.now`. */
  readonly started: number;
  /** What the windows took of it, seconds. */
  readonly engineSeconds: number;
}

/** Brings what rules make of the steps in flight to the sinks, in order, and counts it. */
export class Deliveries {
  readonly #options: Pick<SessionOptions, "source" | "sinks" | "onProblem" | "onCalls" | "onLog">;
  readonly #metrics: Metrics;
  readonly #order: ResultOrder;
  readonly #onFailure: () => void;
  readonly #inFlight: Promise<void>[] = [];
  /** Sinks take one batch at a time. */
  #turn: Promise<void> = Promise.resolve();

  /** `onFailure`: a step could not be delivered; whoever waits is told why. */
  constructor(
    options: Pick<SessionOptions, "source" | "sinks" | "onProblem" | "onCalls" | "onLog">,
    metrics: Metrics,
    order: ResultOrder,
    onFailure: () => void,
  ) {
    this.#options = options;
    this.#metrics = metrics;
    this.#order = order;
    this.#onFailure = onFailure;
  }

  send(step: SentStep, outputs: Promise<RuleOutput[]>): void {
    const delivered = outputs.then((out) => this.#deliver(step, out));
    delivered.catch(() => this.#onFailure());
    this.#inFlight.push(delivered);
  }

  /** Waits until at most so many steps are in flight. Rejects when one of those waited for could not be delivered. */
  async atMost(steps: number): Promise<void> {
    while (this.#inFlight.length > steps) await this.#inFlight.shift();
  }

  /** Calls when all steps sent so far are delivered; never when one of them could not be. */
  whenDone(act: () => void): void {
    const last = this.#inFlight[this.#inFlight.length - 1] ?? Promise.resolve();
    last.then(act, () => {});
  }

  /** Waits for all of them, however they end. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
  }

  async #deliver({ events, watermark, started, engineSeconds }: SentStep, outputs: readonly RuleOutput[]): Promise<void> {
    const metrics = this.#metrics;
    let results = 0;
    let seconds = engineSeconds;
    for (const output of outputs) {
      this.#tell(output);
      seconds += output.seconds;
      results += output.alerts.length + output.points.length;
    }
    countRowsWithResult(metrics, events, outputs);
    metrics.observeProcessing(seconds, events.length, () => this.#nameOf(events, events.length - 1));
    if (results > 0) metrics.observeResponse((performance.now() - started) / 1000, results);
    const final = this.#order.push(outputs, watermark);
    this.#turn = this.#turn.then(async () => {
      if (final.alerts.length === 0 && final.series.length === 0) return;
      for (const sink of this.#options.sinks) await sink.write(final);
    });
    await this.#turn;
  }

  #tell({ rule, alerts, points, errors, seconds, problems, calls, logs }: RuleOutput): void {
    const { onProblem, onCalls, onLog } = this.#options;
    this.#metrics.countResults(rule, alerts.length, points.length);
    this.#metrics.countErrors(rule, errors);
    this.#metrics.addPluginSeconds(rule, seconds);
    for (const problem of problems) onProblem?.(problem);
    if (calls.length > 0) onCalls?.(calls);
    for (const line of logs) onLog?.(rule, line);
  }

  #nameOf(events: EventBatch, index: number): string {
    return `${this.#options.source.names[events.source[index] as number] ?? "source"} row ${events.row[index]}`;
  }
}

/**
 * Rows of which an event caused a result. The events of one row stand together, in one step or at the ends of two; those of an interval
 * with others between its start and its end count apart, as nothing is kept of a row until then.
 */
function countRowsWithResult(metrics: Metrics, { row, source }: EventBatch, outputs: readonly RuleOutput[]): void {
  let { resultRow, resultSource } = metrics;
  const touched = outputs.reduce<Uint32Array>((rows, { rowsWithResult }) => mergeRows(rows, rowsWithResult), new Uint32Array(0));
  for (const i of touched) {
    if (row[i] === resultRow && source[i] === resultSource) continue;
    metrics.rowsWithResult++;
    resultRow = row[i] as number;
    resultSource = source[i] as number;
  }
  metrics.resultRow = resultRow;
  metrics.resultSource = resultSource;
}
