import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Alert } from "../../engine/results.ts";
import type { Reject } from "../../sources/source.ts";
import type { ResultBatch, ResultSink, RuleSeries } from "../sink.ts";
import { csvCell } from "./csv-text.ts";
import { SERIES_HEADER, SeriesText } from "./series-text.ts";
import { TextFile } from "./text-file.ts";

/** One line of `alerts.jsonl`. Carries nothing of where or when the event was read, so that a file and a queue give the same. */
export function alertLine(alert: Alert): string {
  const { id, rule, version, severity, title, time, key, window, value, evidence, action } = alert;
  const line = { id, rule, version, severity, title, time, key, window, value, evidence };
  return JSON.stringify(action === "raise" ? line : { ...line, action });
}

/** `alerts.jsonl`, `series.csv`, `rejects.csv` and `metrics.json` in one folder (made when missing). */
export class ResultFiles implements ResultSink {
  readonly #folder: string;
  readonly #alerts: TextFile;
  readonly #series: TextFile;
  readonly #rejects: TextFile;
  readonly #seriesText = new SeriesText();

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#alerts = new TextFile(join(folder, "alerts.jsonl"));
    this.#series = new TextFile(join(folder, "series.csv"));
    this.#rejects = new TextFile(join(folder, "rejects.csv"));
    this.#series.append(SERIES_HEADER);
    this.#rejects.append("source,row,reason,detail,text\n");
  }

  async write(results: ResultBatch): Promise<void> {
    for (const alert of results.alerts) {
      const wait = this.#alerts.append(`${alertLine(alert)}\n`);
      if (wait !== undefined) await wait;
    }
    let full: Promise<void> | undefined;
    this.#seriesText.write(results.series, (bytes) => {
      full = this.#series.append(Buffer.from(bytes)) ?? full;
    });
    if (full !== undefined) await full;
  }

  async writeRejects(rejects: readonly Reject[], names: readonly string[]): Promise<void> {
    for (const { source, row, reason, detail, text } of rejects) {
      const cells = [names[source] ?? String(source), String(row), reason, detail, text];
      const wait = this.#rejects.append(`${cells.map(csvCell).join(",")}\n`);
      if (wait !== undefined) await wait;
    }
  }

  /** Atomic enough for a reader: written once, at the end. */
  writeMetrics(metrics: object): void {
    writeFileSync(join(this.#folder, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
  }

  async close(): Promise<void> {
    this.#seriesText.flush((bytes) => {
      this.#series.append(Buffer.from(bytes))?.catch(() => {});
    });
    await Promise.all([this.#alerts.close(), this.#series.close(), this.#rejects.close()]);
  }
}

/** `series.csv` of several rules as text; see SeriesText. */
export function seriesLines(series: readonly RuleSeries[]): string {
  const text = new SeriesText();
  const parts: Buffer[] = [];
  const keep = (bytes: Uint8Array): void => {
    parts.push(Buffer.from(bytes));
  };
  text.write(series, keep);
  text.flush(keep);
  return Buffer.concat(parts).toString("utf8");
}
