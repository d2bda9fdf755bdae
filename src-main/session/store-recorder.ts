import type { EventBatch } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { DurableSink, ResultBatch, ResultSink } from "../sinks/sink.ts";
import type { Reject } from "../sources/source.ts";
import { explainWrite } from "../sources/whole-file.ts";
import { takeBack, takeBackBroken } from "../store/forget-runs.ts";
import { type RunEnd, type RunPosition, RunWriter } from "../store/run-writer.ts";
import { openStore, type Store, type StoreOptions } from "../store/store.ts";
import type { Recorder } from "./session-options.ts";

/** What a crash may cost, ms: everything older is in the file. A file read at full speed fills its segments sooner. */
const FLUSH_EVERY = 5000;

export interface RecordedRun {
  readonly description: string;
  /** Plain data: what ran with which settings. */
  readonly settings?: unknown;
  readonly segment?: number;
}

/** Records one run of a session in a store file. After the session has ended: `finish`, or `takeBack` when there was none. */
export class StoreRecorder implements Recorder, ResultSink, DurableSink {
  readonly #store: Store;
  /** null: what it goes on with is not known yet. */
  #writer: RunWriter | null;
  /** Recorder and sink are called side by side; the store takes one call at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  /** It is a run of its own, not one that is gone on with. */
  readonly #begun: boolean;
  readonly #owned: boolean;
  #timer: NodeJS.Timeout | null = null;
  #ended = false;
  #left = false;
  #takenBack = false;

  /** The file outlives this process. */
  readonly kept: boolean;

  private constructor(store: Store, writer: RunWriter | null, owned: boolean, kept = true) {
    this.kept = kept;
    this.#owned = owned;
    this.#store = store;
    this.#writer = writer;
    this.#begun = writer !== null;
  }

  /** Throws an Error of one line for a file that is locked, damaged, newer or no store. */
  static async open(path: string, info: RecordedRun | string, options?: StoreOptions): Promise<StoreRecorder> {
    const store = await openStore(path, options);
    try {
      return new StoreRecorder(
        store,
        await RunWriter.begin(store, typeof info === "string" ? { description: info } : info),
        true,
      );
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** As `open`; what a run that is begun again left in the store before it was cut off goes: see takeBackBroken. `replaced` is its number. */
  static async openAgain(
    path: string,
    info: RecordedRun,
    options?: StoreOptions,
  ): Promise<{ readonly recorder: StoreRecorder; readonly replaced: number | null }> {
    const store = await openStore(path, options);
    try {
      const replaced = await takeBackBroken(store, info);
      return { recorder: new StoreRecorder(store, await RunWriter.begin(store, info), true), replaced };
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Opens a store to go on with a run in it, after `restore`. Throws as `open`. */
  static async reopen(path: string, options?: StoreOptions): Promise<StoreRecorder> {
    return new StoreRecorder(await openStore(path, options), null, true);
  }

  /** Records a run in a store that stays open for its owner. */
  static async begin(store: Store, info: RecordedRun, kept = true): Promise<StoreRecorder> {
    return new StoreRecorder(store, await RunWriter.begin(store, info), false, kept);
  }

  /** Goes on with a run in a store that stays open for its owner, after `restore`. */
  static continued(store: Store, kept = true): StoreRecorder {
    return new StoreRecorder(store, null, false, kept);
  }

  get run(): number {
    return this.#open.run;
  }

  /** The run that is being written; null: it is not open yet, or has ended. */
  get writing(): number | null {
    return this.#left ? null : (this.#writer?.run ?? null);
  }

  /** There is no such run any more: it did not begin. */
  get takenBack(): boolean {
    return this.#takenBack;
  }

  /** Whether nothing of this run is written any more. */
  get ended(): boolean {
    return this.#left;
  }

  events(batch: EventBatch, keys: KeyTable): Promise<void> {
    return this.#dirty(() => this.#open.events(batch, keys));
  }

  rejects(rejects: readonly Reject[], names: readonly string[]): Promise<void> {
    return this.#dirty(() => this.#open.rejects(rejects, names));
  }

  write({ alerts, series }: ResultBatch): Promise<void> {
    return this.#dirty(async () => {
      await this.#open.alerts(alerts);
      for (const { rule, names, points, groupKey } of series) await this.#open.points(rule, names, points, groupKey);
    });
  }

  /** Makes what came so far durable. */
  flush(): Promise<void> {
    return this.#next(() => this.#open.flush());
  }

  position(): unknown {
    return this.#open.position();
  }

  sync(): Promise<void> {
    return this.flush();
  }

  async restore(position: unknown): Promise<void> {
    this.#writer = await RunWriter.resume(this.#store, position as RunPosition);
  }

  /** The end of results: the run may go on to `finish`. */
  async close(): Promise<void> {
    if (this.#writer !== null) await this.flush();
  }

  /** Ends the run with its metrics and the names of its sources, and closes the file. */
  async finish(metrics: object, names: readonly string[], end?: RunEnd): Promise<void> {
    this.#end();
    try {
      await this.#next(() => this.#open.finish(metrics, names, end));
    } finally {
      await this.#leave();
    }
  }

  /** Closes the file without an end of the run. */
  async abandon(): Promise<void> {
    this.#end();
    await this.#turn.catch(() => {});
    await this.#leave();
  }

  /** As `abandon`, of a run whose input was not even opened: where it was begun here it goes out of the store again. */
  async takeBack(): Promise<void> {
    this.#end();
    this.#takenBack = true;
    await this.#turn.catch(() => {});
    await this.#writer?.close();
    // Why nothing was run is more than what keeps this from going: then it stays, as one that was cut off.
    if (this.#begun && this.#writer !== null) await takeBack(this.#store, this.#writer.run).catch(() => {});
    await this.#leave();
  }

  async #leave(): Promise<void> {
    await this.#writer?.close();
    this.#left = true;
    if (this.#owned) await this.#store.close();
  }

  get #open(): RunWriter {
    if (this.#writer === null) throw new Error(`${this.#store.path}: the run to go on with is not open yet`);
    return this.#writer;
  }

  /** Something came that a crash would cost: it is flushed before long, also when nothing follows. */
  #dirty(work: () => Promise<void>): Promise<void> {
    if (this.#timer === null && !this.#ended) {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        // What goes wrong is told to the next call.
        this.flush().catch(() => {});
      }, FLUSH_EVERY);
      this.#timer.unref();
    }
    return this.#next(work);
  }

  #end(): void {
    this.#ended = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work).catch((error: unknown) => {
      throw explainWrite(this.#store.path, error);
    });
    this.#turn = result.catch(() => {});
    return result;
  }
}
