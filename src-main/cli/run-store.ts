import { join } from "node:path";
import { checkSettings } from "../plugin-host/check-settings.ts";
import { writeSummaryReport } from "../reports/summary.ts";
import { PluginLibrary } from "../session/plugin-library.ts";
import { reportSource } from "../session/report-library.ts";
import { type RecordedRun, StoreRecorder } from "../session/store-recorder.ts";
import { WEIR_VERSION } from "../session/version.ts";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import type { RunEnd } from "../store/run-writer.ts";
import { openStore, type StoreOptions } from "../store/store.ts";
import { say } from "./terminal.ts";
import { typedCommand } from "./typed-command.ts";

export interface RunStoreOptions {
  readonly store?: string;
  /** As DuckDB writes it. */
  readonly storeMemory?: string;
  /** HTML page of the run. */
  readonly report?: string;
}

/** A run may go on with what one before it left, or take its place. */
export type RunBegins = "anew" | "again" | "on";

async function recorderOf(path: string, info: RecordedRun, begins: RunBegins, options: StoreOptions): Promise<StoreRecorder> {
  if (begins === "on") return StoreRecorder.reopen(path, options);
  if (begins === "anew") return StoreRecorder.open(path, info, options);
  const { recorder, replaced } = await StoreRecorder.openAgain(path, info, options);
  if (replaced !== null) say(`run ${replaced} in ${path}, which was cut off, is begun again: what it had is taken out`);
  return recorder;
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

  /** null when nothing is recorded. Throws an Error of one line. */
  static async open(
    { store, storeMemory, report }: RunStoreOptions,
    info: RecordedRun,
    begins: RunBegins,
  ): Promise<RunStore | null> {
    if (store === undefined && report === undefined) return null;
    const folder = store === undefined ? temporaryFolder("run") : null;
    const path = store ?? join(folder ?? "", "run.db");
    try {
      const options = { memoryLimit: storeMemory };
      return new RunStore(await recorderOf(path, info, begins, options), path, folder, report);
    } catch (error) {
      if (folder !== null) removeTemporaryFolder(folder);
      throw error;
    }
  }

  /** Nothing was run: the store is as it was. */
  async abandon(): Promise<void> {
    await this.recorder.takeBack();
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
