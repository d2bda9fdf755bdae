import type { AggregateSpec, KeyPart, WindowSpec } from "../../plugins/api.ts";
import { createBatch, type EventBatch } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { OpenIntervals } from "../engine/open-intervals.ts";
import { ReorderBuffer } from "../engine/reorder.ts";
import { WindowEngine } from "../engine/window-engine.ts";
import { windowLines } from "../engine/window-lines.ts";
import { openAnalysis } from "./analysis.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import { type Difference, type FiredLine, WindowDifference } from "./difference.ts";
import { HeldAlerts } from "./held-alerts.ts";
import { KeyTranslation } from "./key-translation.ts";
import { Lags, type Lateness, RowTold } from "./lateness.ts";
import { type OpenFilesOptions, openFiles } from "./open-files.ts";
import type { PluginLibrary } from "./plugin-library.ts";

/** Rows that a longer wait saves that are shown; all are counted. */
const SAVED_SHOWN = 20;

/** A row that comes behind rows of a later time. */
export interface Straggler {
  readonly source: number;
  readonly row: number;
  readonly key: { readonly station: string; readonly sensor: string; readonly alarm: string };
  readonly time: number;
  /** How far it is behind the latest time seen, ms: a bound of this much accepts it. */
  readonly behind: number;
}

export interface WindowQuery {
  readonly window: WindowSpec;
  readonly by: readonly KeyPart[];
  readonly aggregates: readonly AggregateSpec[];
  readonly names: readonly string[];
}

/** Rows late under a bound and in time under the next: all counted, the first shown. */
export interface Saved {
  readonly rows: number;
  readonly first: readonly Straggler[];
}

export interface UnderBounds {
  /** Names of the files, by the number rows have them by. */
  readonly sources: readonly string[];
  readonly lateness: Lateness;
  /** By bound: rows too late, windows. */
  readonly late: readonly number[];
  readonly windows: readonly number[];
  /** From each bound to the next. */
  readonly saved: readonly Saved[];
  readonly differences: readonly Difference[];
}

/**
 * Reads the files once in order of arrival, under all bounds (ascending) at a time: who comes late, and what becomes of the windows. Held is
 * what the bounds hold, whatever the length of the files.
 */
export async function windowsUnder(
  paths: readonly string[],
  { mapping, presets }: Pick<OpenFilesOptions, "mapping" | "presets">,
  bounds: readonly number[],
  asked: WindowQuery,
  onProgress: (share: number | null, rows: number) => void = () => {},
): Promise<UnderBounds> {
  const source = await openFiles(paths, { mapping, presets, order: "arrival" });
  const keys = new KeyTable();
  const translation = new KeyTranslation(keys);
  const runs = bounds.map((bound) => new BoundRun(bound, keys, asked));
  const differences = bounds.slice(1).map(() => new WindowDifference());
  const saved = bounds.slice(1).map((): Straggler[] => []);
  const lags = new Lags();
  const compare = (fired: readonly FiredLine[], run: number): void => {
    differences[run - 1]?.after(fired, (runs[run] as BoundRun).watermark);
    differences[run]?.before(fired);
  };
  let rows = 0;
  try {
    for await (const chunk of source.chunks(new AbortController().signal)) {
      rows += chunk.rows;
      onProgress(chunk.progress, rows);
      translation.extend(chunk.newKeys);
      const batch = chunk.events;
      translation.apply(batch.key, batch.length);
      const lag = lags.of(batch);
      let before: readonly number[] = [];
      for (const [i, run] of runs.entries()) {
        const { fired, late } = run.push(batch);
        compare(fired, i);
        const shown = saved[i - 1];
        if (shown !== undefined && shown.length < SAVED_SHOWN) firstSaved(shown, before, late, batch, lag, keys);
        before = late;
      }
      chunk.recycle?.();
    }
  } finally {
    await source.close();
  }
  for (const [i, run] of runs.entries()) compare(run.end(), i);
  const late = runs.map((run) => run.late);
  return {
    sources: source.names,
    lateness: lags.summary(),
    late,
    windows: runs.map(({ windows }) => windows),
    // Who is late under a bound is so under every shorter one.
    saved: saved.map((first, i) => ({ rows: (late[i] as number) - (late[i + 1] as number), first })),
    differences: differences.map(({ difference }) => difference),
  };
}

/** Adds to `shown` those of `before`, places in the batch, that are not in `after`. */
function firstSaved(
  shown: Straggler[],
  before: readonly number[],
  after: readonly number[],
  batch: EventBatch,
  lag: Float64Array,
  keys: KeyTable,
): void {
  const rowOf = (i: number): string => `${batch.source[i]} ${batch.row[i]}`;
  const still = new Set(after.map(rowOf));
  for (const i of before) {
    if (shown.length === SAVED_SHOWN) return;
    if (still.has(rowOf(i))) continue;
    const [station, sensor, alarm] = keys.key(batch.key[i] as number);
    const [source, row] = [batch.source[i] as number, batch.row[i] as number];
    shown.push({ source, row, key: { station, sensor, alarm }, time: batch.time[i] as number, behind: lag[i] as number });
  }
}

/** The windows under one bound, and who is late for it. */
class BoundRun {
  /** Rows, and windows, so far. */
  late = 0;
  windows = 0;
  watermark = Number.NEGATIVE_INFINITY;
  readonly #asked: WindowQuery;
  readonly #reorder: ReorderBuffer;
  readonly #intervals = new OpenIntervals();
  readonly #engine: WindowEngine;
  readonly #query: number;
  readonly #told = new RowTold();

  constructor(outOfOrderness: number, keys: KeyTable, asked: WindowQuery) {
    this.#asked = asked;
    this.#reorder = new ReorderBuffer({ outOfOrderness });
    this.#engine = new WindowEngine(keys);
    this.#query = this.#engine.add(asked);
  }

  /** What fires, and the first event of each row that is late. The rules of a late row are the engine's. */
  push(batch: EventBatch): { readonly fired: FiredLine[]; readonly late: number[] } {
    const { released, lateIndexes } = this.#reorder.push(batch);
    const late = Array.from(lateIndexes).filter((i) => this.#told.isNew(batch, i));
    this.late += late.length;
    return { fired: this.#take(released, this.#reorder.watermark), late };
  }

  end(): FiredLine[] {
    const last = this.#take(this.#reorder.flush(), Number.POSITIVE_INFINITY);
    return [...last, ...this.#take(createBatch(0), Number.POSITIVE_INFINITY)];
  }

  #take(batch: EventBatch, watermark: number): FiredLine[] {
    this.#engine.process(this.#intervals.take(batch));
    this.#engine.advance(watermark);
    this.watermark = watermark;
    const { by, names } = this.#asked;
    const fired = this.#engine.take(this.#query);
    const lines = windowLines(fired, (group) => this.#engine.groupKey(this.#query, group), by, names).split("\n");
    this.windows += fired.length;
    return Array.from({ length: fired.length }, (_, i) => {
      const line = lines[i] as string;
      // What stands before the values.
      return { id: line.slice(0, line.indexOf(',"count":')), end: fired.end[i] as number, line };
    });
  }
}

/** What the rules of `input` raise when it is read in order of arrival under a bound, up to a cap. */
export async function alertsUnder(
  input: AnalysisInput,
  outOfOrderness: number,
  workerDir: string,
  library: PluginLibrary,
  onProgress: (share: number | null, rows: number) => void = () => {},
): Promise<HeldAlerts> {
  const alerts = new HeldAlerts();
  const { session } = await openAnalysis({
    input: { ...input, order: "arrival", outOfOrderness, speed: "max" },
    library,
    workerDir,
    sinks: [{ write: async (results) => alerts.take(results.alerts), close: async () => {} }],
    recorders: [],
    rejectCap: 0,
  });
  const watch = setInterval(() => {
    const { progress, metrics } = session.status();
    onProgress(progress, metrics.records_read_total);
  }, 200);
  try {
    await session.run();
  } finally {
    clearInterval(watch);
  }
  return alerts;
}
