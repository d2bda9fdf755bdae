import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "../store/store.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import { StoreRecorder } from "./store-recorder.ts";

/**
 * The runs of one app in a store: every session is recorded, so that reports, SQL and comparisons have something to read while it runs
 * and afterwards. The file is temporary; `--store` and "save" make lasting ones.
 */
export class History {
  readonly #folder = mkdtempSync(join(tmpdir(), "weir-history-"));
  #store: Promise<Store> | null = null;
  #recorder: StoreRecorder | null = null;

  /** A file of this app's own that is gone when it ends. */
  file(name: string): string {
    return join(this.#folder, name);
  }

  store(): Promise<Store> {
    this.#store ??= openStore(join(this.#folder, "history.duckdb"));
    return this.#store;
  }

  async record({ description, plugins }: AnalysisInput): Promise<StoreRecorder> {
    this.#recorder = await StoreRecorder.begin(await this.store(), { description, settings: { plugins } });
    return this.#recorder;
  }

  /** The newest run with everything it has so far. Throws an Error of one line when there is none. */
  async current(): Promise<{ store: Store; run: number }> {
    const recorder = this.#recorder;
    if (recorder === null) throw new Error("Nothing is open: open a CSV or connect to RabbitMQ first.");
    // After its end there is nothing left to flush.
    await recorder.flush().catch(() => {});
    return { store: await this.store(), run: recorder.run };
  }

  async close(): Promise<void> {
    await this.#store?.then((store) => store.close()).catch(() => {});
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
