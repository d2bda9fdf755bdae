import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Alert } from "../../engine/results.ts";
import type { Reject } from "../../sources/source.ts";
import type { ResultBatch, ResultSink, RuleSeries } from "../sink.ts";
import { csvCell, isoTime } from "./csv-text.ts";
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
  readonly #keyTexts = new Map<string, KeyText>();

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#alerts = new TextFile(join(folder, "alerts.jsonl"));
    this.#series = new TextFile(join(folder, "series.csv"));
    this.#rejects = new TextFile(join(folder, "rejects.csv"));
    this.#series.append("time,station,sensor,alarm,rule,series,value\n");
    this.#rejects.append("source,row,reason,detail,text\n");
  }

  async write(results: ResultBatch): Promise<void> {
    for (const alert of results.alerts) {
      const wait = this.#alerts.append(`${alertLine(alert)}\n`);
      if (wait !== undefined) await wait;
    }
    for (const line of seriesLines(results.series, this.#keyTexts)) {
      const wait = this.#series.append(line);
      if (wait !== undefined) await wait;
    }
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
    await Promise.all([this.#alerts.close(), this.#series.close(), this.#rejects.close()]);
  }
}

/** Characters a piece of `series.csv`. */
const PIECE = 1 << 16;

/** `series.csv` of several rules, merged by time; at equal times in the order of the rules. In pieces of whole lines. */
export function* seriesLines(series: readonly RuleSeries[], known: Map<string, KeyText> = new Map()): Generator<string> {
  const at = new Int32Array(series.length);
  const middles = series.map((rule) => {
    let text = known.get(rule.rule);
    if (text === undefined) known.set(rule.rule, (text = new KeyText(rule)));
    return text;
  });
  let piece = "";
  let lastTime = Number.NaN;
  let timeText = "";
  for (;;) {
    let next = -1;
    let time = Number.POSITIVE_INFINITY;
    for (let i = 0; i < series.length; i++) {
      const { points } = series[i] as RuleSeries;
      const position = at[i] as number;
      if (position < points.length && (points.time[position] as number) < time) {
        time = points.time[position] as number;
        next = i;
      }
    }
    if (next === -1) break;
    if (time !== lastTime) {
      lastTime = time;
      timeText = isoTime(time);
    }
    const { points } = series[next] as RuleSeries;
    const middle = middles[next] as KeyText;
    // All of this rule at this time in one go.
    let position = at[next] as number;
    for (; position < points.length && points.time[position] === time; position++) {
      piece += `${timeText}${middle.text(points.group[position] as number, points.series[position] as number)}${points.value[position]}\n`;
    }
    at[next] = position;
    if (piece.length >= PIECE) {
      yield piece;
      piece = "";
    }
  }
  if (piece !== "") yield piece;
}

/** The constant middle of a line, `,station,sensor,alarm,rule,series,`, made once a group and series. */
class KeyText {
  readonly #rule: RuleSeries;
  readonly #texts: string[][] = [];

  constructor(rule: RuleSeries) {
    this.#rule = rule;
  }

  text(group: number, series: number): string {
    const texts = (this.#texts[group] ??= []);
    return (texts[series] ??=
      `,${[...this.#rule.groupKey(group), this.#rule.rule, this.#rule.names[series] ?? ""].map(csvCell).join(",")},`);
  }
}
