import { join } from "node:path";
import { checkSettings } from "../plugin-host/check-settings.ts";
import { writeSummaryReport } from "../reports/summary.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { reportSource } from "../session/report-library.ts";
import { type RecordedRun, StoreRecorder } from "../session/store-recorder.ts";
import { WEIR_VERSION } from "../session/version.ts";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import type { RunEnd } from "../store/run-writer.ts";
import { openStore } from "../store/store.ts";
import { typedCommand } from "./typed-command.ts";

export interface RunStoreOptions {
  readonly store?: string;
  /** As DuckDB writes it. */
  readonly storeMemory?: string;
  /** HTML page of the run. */
  readonly report?: string;
}

/** Where `weir run` records: the file of `--store`, or a temporary one when only `--report` needs it. */
export class RunStore {
  readonly recorder: StoreRecorder;
  readonly #path: string;
  readonly #folder: string | null;
  readonly #report: string | undefined;

  private constructor(recorder: StoreRecorder, path: string, folder: string | null, report: string | undefined) {
    this.recorder = recorder;
    this.#path = path;
    this.#folder = folder;
    this.#report = report;
  }

  /** null when nothing is recorded. `resume`: goes on with a run in it. Throws an Error of one line. */
  static async open(
    { store, storeMemory, report }: RunStoreOptions,
    info: RecordedRun,
    resume = false,
  ): Promise<RunStore | null> {
    if (store === undefined && report === undefined) return null;
    const folder = store === undefined ? temporaryFolder("run") : null;
    const path = store ?? join(folder ?? "", "run.db");
    try {
      const options = { memoryLimit: storeMemory };
      const recorder = resume ? await StoreRecorder.reopen(path, options) : await StoreRecorder.open(path, info, options);
      return new RunStore(recorder, path, folder, report);
    } catch (error) {
      if (folder !== null) removeTemporaryFolder(folder);
      throw error;
    }
  }

  async abandon(): Promise<void> {
    await this.recorder.abandon();
    this.#clean();
  }

  /** Ends the recording; the file is closed then. */
  async finish(metrics: object, names: readonly string[], end: RunEnd): Promise<void> {
    await this.recorder.finish(metrics, names, end);
  }

  /** After `finish`: writes the page of `--report` and removes what was temporary. */
  async report(input: string, workerDir: string): Promise<void> {
    try {
      if (this.#report !== undefined) await this.#write(this.#report, input, workerDir);
    } finally {
      this.#clean();
    }
  }

  async #write(out: string, input: string, workerDir: string): Promise<void> {
    const library = await PluginLibrary.open({ workerDir, folders: [] });
    try {
      const store = await openStore(this.#path, { readOnly: true });
      try {
        const source = reportSource(library);
        const choices = source.reports.map(({ id, settings }) => ({ id, settings: checkSettings(id, settings, {}) }));
        const about = { title: `Run over ${input}`, input, command: typedCommand(), version: WEIR_VERSION, timezone: "UTC" };
        await writeSummaryReport({ ...about, store, run: this.recorder.run, out, source, choices });
      } finally {
        await store.close();
      }
    } finally {
      await library.close();
    }
  }

  #clean(): void {
    if (this.#folder !== null) removeTemporaryFolder(this.#folder);
  }
}
