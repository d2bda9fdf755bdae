import type { MetricsSnapshot } from "../session/metrics.ts";
import type { Recorder } from "../session/session-options.ts";
import type { RecordedRun } from "../session/store-recorder.ts";
import type { ResultFiles } from "../sinks/files/result-files.ts";
import type { DurableSink, ResultSink } from "../sinks/sink.ts";
import type { RunEnd } from "../store/run-writer.ts";
import { asUsage } from "./failure.ts";
import { openFolder } from "./out-folder.ts";
import type { RunOptions } from "./run-flags.ts";
import type { RunBegins, RunStore } from "./run-store.ts";

/** Where the results of a run go: the files of `--out`, the store of `--store` or `--report`. */
export class RunOutputs {
  readonly #files: ResultFiles | null;
  readonly #store: RunStore | null;
  /** The store outlives the run. */
  readonly #kept: boolean;

  private constructor(files: ResultFiles | null, store: RunStore | null, kept: boolean) {
    this.#files = files;
    this.#store = store;
    this.#kept = kept;
  }

  /** Throws a UsageError. */
  static async open(options: RunOptions, info: RecordedRun, begins: RunBegins): Promise<RunOutputs> {
    const { out, store, report, defuse } = options;
    const files = out === undefined ? null : openFolder(out, begins === "on", defuse === true);
    if (store === undefined && report === undefined) return new RunOutputs(files, null, false);
    // A run that records nothing needs no database.
    const opened = await asUsage(async () => (await import("./run-store.ts")).RunStore.open(options, info, begins));
    return new RunOutputs(files, opened, store !== undefined);
  }

  get sinks(): ResultSink[] {
    return [this.#files, this.#store?.recorder ?? null].filter((sink) => sink !== null);
  }

  get recorders(): Recorder[] {
    const files = this.#files;
    const rejects: Recorder[] =
      files === null ? [] : [{ events: async () => {}, rejects: (rows, names) => files.writeRejects(rows, names) }];
    return this.#store === null ? rejects : [...rejects, this.#store.recorder];
  }

  /** Those a checkpoint cuts back, by the flag that names them. */
  get durable(): ReadonlyMap<string, DurableSink> {
    const sinks = new Map<string, DurableSink>();
    if (this.#files !== null) sinks.set("--out", this.#files);
    if (this.#store !== null && this.#kept) sinks.set("--store", this.#store.recorder);
    return sinks;
  }

  /** Names of the files that a write which failed left incomplete, once the run has ended. */
  get incomplete(): readonly string[] {
    return this.#files?.incomplete ?? [];
  }

  /** Everything is open: from here on there is a run, whose files take the place of those of another. */
  begin(): void {
    this.#files?.begin();
  }

  /** Nothing was run: the files of another run stay, and its store holds none of it. */
  async abandon(): Promise<void> {
    await this.#store?.abandon();
  }

  /** Makes the results whole. `names`: of the sources. */
  async finish(metrics: MetricsSnapshot, names: readonly string[], end: RunEnd): Promise<void> {
    this.#files?.writeMetrics(metrics);
    await this.#store?.finish(metrics, names, end);
  }

  /** After `finish`: writes the page of `--report`. */
  async report(input: string, workerDir: string): Promise<void> {
    await this.#store?.report(input, workerDir);
  }
}
