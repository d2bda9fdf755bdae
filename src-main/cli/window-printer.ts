import { once } from "node:events";
import { join } from "node:path";
import type { AggregateSpec, KeyPart, WindowSpec } from "../../plugins/api.ts";
import { createBatch, type EventBatch } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { WindowEngine } from "../engine/window-engine.ts";
import { WindowText } from "../sinks/files/window-text.ts";
import { WindowTextThread } from "../sinks/files/window-text-thread.ts";

/** Windows printed from which on a thread of its own pays for its start. */
const MANY_WINDOWS = 50_000;

export interface PrintedWindows {
  readonly by: readonly KeyPart[];
  readonly window: WindowSpec;
  /** Each with the name its values are printed under. */
  readonly aggregates: readonly AggregateSpec[];
  readonly names: readonly string[];
}

/** Writes the windows of a stream to stdout, one JSON object a line, in firing order. */
export class WindowPrinter {
  /** Of the events that are printed of. */
  readonly keys = new KeyTable();
  readonly #engine = new WindowEngine(this.keys);
  readonly #query: number;
  readonly #text: WindowText;
  readonly #startThread: () => WindowTextThread;
  #thread: WindowTextThread | null = null;
  #printed = 0;

  constructor({ by, window, aggregates, names }: PrintedWindows, workerDir: string) {
    const query = this.#engine.add({ by, window, aggregates });
    const groupKey = (group: number) => this.#engine.groupKey(query, group);
    this.#query = query;
    this.#text = new WindowText(groupKey, by, names);
    const out = (bytes: Uint8Array): void => void process.stdout.write(bytes);
    this.#startThread = () => new WindowTextThread(join(workerDir, "window-text-worker.js"), groupKey, by, names, out);
  }

  /** Takes events in time order; `watermark`, epoch ms: nothing at or before it comes any more. Resolves when stdout takes more. */
  async print(batch: EventBatch, watermark: number): Promise<void> {
    this.#engine.process(batch);
    this.#engine.advance(watermark);
    const fired = this.#engine.take(this.#query);
    this.#printed += fired.length;
    if (this.#thread === null && this.#printed > MANY_WINDOWS) {
      this.#text.flush(write);
      this.#thread = this.#startThread();
    }
    if (this.#thread === null) this.#text.write(fired, write);
    else await this.#thread.write(fired, this.#engine.groupCount(this.#query));
    if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
  }

  /** Nothing more comes: what is open closes, all is written. */
  async end(): Promise<void> {
    await this.print(createBatch(0), Number.POSITIVE_INFINITY);
    if (this.#thread === null) this.#text.flush(write);
    else await this.#thread.end();
  }

  async close(): Promise<void> {
    await this.#thread?.close();
  }
}

/** A copy: the bytes are written over. */
function write(bytes: Uint8Array): void {
  process.stdout.write(Buffer.from(bytes));
}
