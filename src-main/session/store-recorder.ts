import type { EventBatch } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { ResultBatch, ResultSink } from "../sinks/sink.ts";
import type { Reject } from "../sources/source.ts";
import type { Recorder } from "./session.ts";

/** Being written: see the store's owner. */
export class StoreRecorder implements Recorder, ResultSink {
  static async open(path: string, _description: string): Promise<StoreRecorder> {
    throw new Error(`--store ${path}: not there yet`);
  }
  async events(_batch: EventBatch, _keys: KeyTable): Promise<void> {}
  async rejects(_rejects: readonly Reject[]): Promise<void> {}
  async write(_results: ResultBatch): Promise<void> {}
  async finish(_metrics: object): Promise<void> {}
  async close(): Promise<void> {}
}
