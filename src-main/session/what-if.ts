import type { AggregateSpec, KeyPart, WindowSpec } from "../../plugins/api.ts";
import { createBatch, type EventBatch } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { ReorderBuffer } from "../engine/reorder.ts";
import type { Alert } from "../engine/results.ts";
import { WindowEngine } from "../engine/window-engine.ts";
import { windowLines } from "../engine/window-run.ts";
import { alertLine } from "../sinks/files/result-lines.ts";
import { openAnalysis } from "./analysis.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import { KeyTranslation } from "./key-translation.ts";
import { type OpenFilesOptions, openFiles } from "./open-files.ts";
import type { PluginLibrary } from "./plugin-library.ts";

/** A row that comes behind rows of a later time. */
export interface Straggler {
  readonly source: number;
  readonly row: number;
  readonly key: { readonly station: string; readonly sensor: string; readonly alarm: string };
  readonly time: number;
  /** How far it is behind the latest time seen, ms: a bound of this much accepts it. */
  readonly behind: number;
}

/** What a file in order of arrival holds, whatever the bound. */
export interface Lateness {
  readonly events: number;
  /** A row of a wide table gives several events. */
  readonly rows: number;
  /** Rows behind the latest time seen, and how far: median, 90th and 99th percentile, most, ms. With `most` as bound no row is late. */
  readonly behind: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly most: number;
}

export interface WindowQuery {
  readonly window: WindowSpec;
  readonly by: readonly KeyPart[];
  readonly aggregates: readonly AggregateSpec[];
  readonly names: readonly string[];
}

/** What comes out under one bound: rows too late, windows and alerts as their lines, by what makes them the same one. */
export interface Outcome {
  readonly outOfOrderness: number;
  readonly late: readonly Straggler[];
  readonly windows: ReadonlyMap<string, string>;
  readonly alerts: ReadonlyMap<string, string>;
}

export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The same window or alert with other figures: before, after. */
  readonly changed: readonly (readonly [string, string])[];
  readonly same: number;
}

export function differenceOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Difference {
  const added: string[] = [];
  const removed: string[] = [];
  const changed: [string, string][] = [];
  let same = 0;
  for (const [id, line] of after) {
    const old = before.get(id);
    if (old === undefined) added.push(line);
    else if (old === line) same++;
    else changed.push([old, line]);
  }
  for (const [id, line] of before) if (!after.has(id)) removed.push(line);
  return { added, removed, changed, same };
}

/** Reads the files once in order of arrival, under all bounds at a time: who comes late, and each bound's windows. */
export async function windowsUnder(
  paths: readonly string[],
  { mapping, presets }: Pick<OpenFilesOptions, "mapping" | "presets">,
  bounds: readonly number[],
  asked: WindowQuery,
): Promise<{ lateness: Lateness; late: Straggler[][]; windows: Map<string, string>[] }> {
  const source = await openFiles(paths, { mapping, presets, order: "arrival" });
  const keys = new KeyTable();
  const translation = new KeyTranslation(keys);
  const runs = bounds.map((bound) => new BoundRun(bound, keys, asked));
  const lags = new Lags();
  try {
    for await (const chunk of source.chunks(new AbortController().signal)) {
      translation.extend(chunk.newKeys);
      const batch = chunk.events;
      translation.apply(batch.key, batch.length);
      const lag = lags.of(batch);
      for (const run of runs) run.push(batch, lag);
      chunk.recycle?.();
    }
  } finally {
    await source.close();
  }
  for (const run of runs) run.end();
  return { lateness: lags.summary(), late: runs.map(({ late }) => late), windows: runs.map(({ lines }) => lines) };
}

/** How far rows are behind the newest event before them. A row of several events is as far behind as its first one that is. */
class Lags {
  #newest = Number.NEGATIVE_INFINITY;
  #events = 0;
  #rows = 0;
  readonly #last = new RowTold();
  readonly #lastBehind = new RowTold();
  /** ms, of the rows that are behind at all. */
  readonly #behind: number[] = [];

  /** ms, by the event's place. */
  of(batch: EventBatch): Float64Array {
    const { time, length } = batch;
    const lag = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const t = time[i] as number;
      if (this.#last.isNew(batch, i)) this.#rows++;
      if (t >= this.#newest) {
        this.#newest = t;
        continue;
      }
      lag[i] = this.#newest - t;
      if (this.#lastBehind.isNew(batch, i)) this.#behind.push(this.#newest - t);
    }
    this.#events += length;
    return lag;
  }

  summary(): Lateness {
    const behind = this.#behind.sort((a, b) => a - b);
    const at = (share: number): number => behind[Math.min(behind.length - 1, Math.floor(share * behind.length))] ?? 0;
    return {
      events: this.#events,
      rows: this.#rows,
      behind: behind.length,
      median: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
      most: behind.at(-1) ?? 0,
    };
  }
}

/** Tells the first of a row's events, which come one after the other, from the others. */
class RowTold {
  #source = -1;
  #row = -1;

  isNew({ source, row }: EventBatch, i: number): boolean {
    const same = row[i] === this.#row && source[i] === this.#source;
    this.#source = source[i] as number;
    this.#row = row[i] as number;
    return !same;
  }
}

/** The windows under one bound, and who is late for it. */
class BoundRun {
  readonly late: Straggler[] = [];
  /** By what stands before the values: key, start and end. */
  readonly lines = new Map<string, string>();
  readonly #keys: KeyTable;
  readonly #asked: WindowQuery;
  readonly #reorder: ReorderBuffer;
  readonly #engine: WindowEngine;
  readonly #query: number;
  readonly #told = new RowTold();

  constructor(outOfOrderness: number, keys: KeyTable, asked: WindowQuery) {
    this.#keys = keys;
    this.#asked = asked;
    this.#reorder = new ReorderBuffer({ outOfOrderness });
    this.#engine = new WindowEngine(keys);
    this.#query = this.#engine.add(asked);
  }

  /** The rules of a late row are the engine's; `lag` says only how far it is behind. */
  push(batch: EventBatch, lag: Float64Array): void {
    const { released, lateIndexes } = this.#reorder.push(batch);
    for (const i of lateIndexes) {
      if (!this.#told.isNew(batch, i)) continue;
      const [station, sensor, alarm] = this.#keys.key(batch.key[i] as number);
      this.late.push({
        source: batch.source[i] as number,
        row: batch.row[i] as number,
        key: { station, sensor, alarm },
        time: batch.time[i] as number,
        behind: lag[i] as number,
      });
    }
    this.#take(released, this.#reorder.watermark);
  }

  end(): void {
    this.#take(this.#reorder.flush(), Number.POSITIVE_INFINITY);
    this.#take(createBatch(0), Number.POSITIVE_INFINITY);
  }

  #take(batch: EventBatch, watermark: number): void {
    this.#engine.process(batch);
    this.#engine.advance(watermark);
    const { by, names } = this.#asked;
    const fired = this.#engine.take(this.#query);
    for (const line of windowLines(fired, (group) => this.#engine.groupKey(this.#query, group), by, names).split("\n"))
      if (line !== "") this.lines.set(line.slice(0, line.indexOf(',"count":')), line);
  }
}

/** What the rules of `input` raise when it is read in order of arrival under a bound, as lines by alert id. */
export async function alertsUnder(
  input: AnalysisInput,
  outOfOrderness: number,
  workerDir: string,
  library: PluginLibrary,
): Promise<Map<string, string>> {
  const alerts = new Map<string, string>();
  const keep = (alert: Alert): void => void alerts.set(alert.id, alertLine(alert));
  const { session } = await openAnalysis({
    input: { ...input, order: "arrival", outOfOrderness, speed: "max" },
    library,
    workerDir,
    sinks: [{ write: async (results) => results.alerts.forEach(keep), close: async () => {} }],
    recorders: [],
    rejectCap: 0,
  });
  await session.run();
  return alerts;
}
