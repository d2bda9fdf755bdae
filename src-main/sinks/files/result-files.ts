import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Reject } from "../../sources/source.ts";
import { writeWholeSync } from "../../sources/whole-file.ts";
import type { DurableSink, ResultBatch, ResultSink } from "../sink.ts";
import { csvCell, defusedCell } from "./csv-text.ts";
import { alertLine, rejectLine } from "./result-lines.ts";
import { SERIES_HEADER, SeriesText } from "./series-text.ts";
import { TextFile } from "./text-file.ts";

interface FilePositions {
  readonly alerts: number;
  readonly series: number;
  readonly rejects: number;
}

/** `alerts.jsonl`, `series.csv`, `rejects.csv` and `metrics.json` in one folder (made when missing). */
export class ResultFiles implements ResultSink, DurableSink {
  readonly #folder: string;
  #files: { readonly alerts: TextFile; readonly series: TextFile; readonly rejects: TextFile } | null = null;
  readonly #seriesText: SeriesText;
  readonly #cell: (text: string) => string;
  readonly #resume: boolean;

  /**
   * `resume`: what is there stays and is gone on with after `restore`; else it stays until the run begins, as what a wrong flag ends before
   * must not cost the results of another. `defuse`: no cell is a formula.
   */
  constructor(folder: string, { resume = false, defuse = false }: { readonly resume?: boolean; readonly defuse?: boolean } = {}) {
    this.#cell = defuse ? defusedCell : csvCell;
    this.#seriesText = new SeriesText(this.#cell);
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#resume = resume;
  }

  /** The run begins: what was there before, and is not gone on with, goes. The first write does it too. */
  begin(): void {
    if (!this.#resume) this.#open();
  }

  /** Bytes of each file. */
  position(): FilePositions {
    this.#flushSeries();
    const { alerts, series, rejects } = this.#open();
    return { alerts: alerts.position, series: series.position, rejects: rejects.position };
  }

  async sync(): Promise<void> {
    const { alerts, series, rejects } = this.#open();
    await Promise.all([alerts.sync(), series.sync(), rejects.sync()]);
  }

  async restore(position: unknown): Promise<void> {
    const { alerts, series, rejects } = position as FilePositions;
    this.#files = {
      alerts: await TextFile.continued(this.#path("alerts.jsonl"), alerts),
      series: await TextFile.continued(this.#path("series.csv"), series),
      rejects: await TextFile.continued(this.#path("rejects.csv"), rejects),
    };
  }

  async write(results: ResultBatch): Promise<void> {
    const { alerts, series } = this.#open();
    for (const alert of results.alerts) {
      const wait = alerts.append(`${alertLine(alert)}\n`);
      if (wait !== undefined) await wait;
    }
    let full: Promise<void> | undefined;
    this.#seriesText.write(results.series, (bytes) => {
      full = series.append(bytes) ?? full;
    });
    if (full !== undefined) await full;
  }

  async writeRejects(rejects: readonly Reject[], names: readonly string[]): Promise<void> {
    const file = this.#open().rejects;
    for (const reject of rejects) {
      const wait = file.append(rejectLine(reject, names, this.#cell));
      if (wait !== undefined) await wait;
    }
  }

  writeMetrics(metrics: object): void {
    writeWholeSync(this.#path("metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
  }

  /** Each of them, whatever became of the others. */
  async close(): Promise<void> {
    if (this.#files === null && this.#resume) return;
    // A run without any result has empty files.
    const { alerts, series, rejects } = this.#open();
    if (!series.failed) this.#flushSeries();
    const closed = await Promise.allSettled([alerts, series, rejects].map((file) => file.close()));
    for (const each of closed) if (each.status === "rejected") throw each.reason;
  }

  /** Names of the files that a failed write left incomplete, perhaps within a line. */
  get incomplete(): readonly string[] {
    const { alerts, series, rejects } = this.#files ?? {};
    const named = { "alerts.jsonl": alerts, "series.csv": series, "rejects.csv": rejects };
    return Object.entries(named).flatMap(([name, file]) => (file?.failed === true ? [name] : []));
  }

  #flushSeries(): void {
    const { series } = this.#open();
    this.#seriesText.flush((bytes) => {
      series.append(bytes)?.catch(() => {});
    });
  }

  #open() {
    if (this.#files === null && this.#resume) throw new Error(`the results in ${this.#folder} are not open yet`);
    return (this.#files ??= this.#begun());
  }

  #begun() {
    const files = {
      alerts: new TextFile(this.#path("alerts.jsonl")),
      series: new TextFile(this.#path("series.csv")),
      rejects: new TextFile(this.#path("rejects.csv")),
    };
    // So little is never waited for.
    void files.series.append(SERIES_HEADER);
    void files.rejects.append("source,row,reason,detail,text\n");
    return files;
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}
