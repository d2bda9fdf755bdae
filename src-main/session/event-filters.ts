import type { EventBatch } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { FilteredStep, PluginHost } from "../plugin-host/contract.ts";
import type { SourceChunk } from "../sources/source.ts";
import type { Metrics } from "./metrics.ts";
import { RecentTexts } from "./recent-texts.ts";
import type { Refusals } from "./refusals.ts";
import type { SessionOptions } from "./session-options.ts";

/** Passes the events of a session through the filters that are on; the rows they drop are refused. */
export class EventFilters {
  readonly #host: PluginHost;
  readonly #onProblem: SessionOptions["onProblem"];
  readonly #keys: KeyTable;
  readonly #metrics: Metrics;
  readonly #refusals: Refusals;
  readonly #texts = new RecentTexts();
  #toldKeys = 0;

  constructor(options: Pick<SessionOptions, "host" | "onProblem">, keys: KeyTable, metrics: Metrics, refusals: Refusals) {
    this.#host = options.host;
    this.#onProblem = options.onProblem;
    this.#keys = keys;
    this.#metrics = metrics;
    this.#refusals = refusals;
  }

  /** A chunk has been read: a filter decides some time later, and then its text is asked for. */
  remember(chunk: SourceChunk): void {
    this.#texts.add(chunk);
  }

  /** What is decided of `released` and of those before: the events that go on, and the watermark behind them. */
  async pass(released: EventBatch, watermark: number): Promise<Pick<FilteredStep, "events" | "watermark">> {
    const newKeys = this.#keys.since(this.#toldKeys);
    this.#toldKeys = this.#keys.size;
    const { dropped, outputs, ...passed } = await this.#host.filter(released, newKeys, watermark);
    for (const { filter, errors, seconds, problems } of outputs) {
      this.#metrics.countErrors(filter, errors);
      this.#metrics.addPluginSeconds(filter, seconds);
      for (const problem of problems) this.#onProblem?.(problem);
    }
    for (const { filter, reason, source, row } of dropped) {
      const text = (): string => this.#texts.find(source, row);
      if (this.#refusals.refuse(source, row, "filtered", `${filter}: ${reason}`, text)) this.#metrics.accepted--;
    }
    return passed;
  }
}
