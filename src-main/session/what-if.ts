import type { AggregateSpec, KeyPart, WindowSpec } from "../../plugins/api.ts";
import { createBatch, type EventBatch } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { ReorderBuffer } from "../engine/reorder.ts";
import type { Alert } from "../engine/results.ts";
import { WindowEngine } from "../engine/window-engine.ts";
import { windowLines } from "../engine/window-run.ts";
import { alertLine } from "../sinks/files/result-files.ts";
import { openAnalysis } from "./analysis.ts";
import type { AnalysisInput } from "./analysis-input.ts";
import { KeyTranslation } from "./key-translation.ts";
import { openFiles } from "./open-files.ts";
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
  mapping: string | undefined,
  bounds: readonly number[],
  { window, by, aggregates, names }: WindowQuery,
): Promise<{ lateness: Lateness; late: Straggler[][]; windows: Map<string, string>[] }> {
  const source = await openFiles(paths, { mapping, order: "arrival" });
  const keys = new KeyTable();
  const translation = new KeyTranslation(keys);
  const runs = bounds.map((outOfOrderness) => {
    const engine = new WindowEngine(keys);
    const query = engine.add({ by, window, aggregates });
    const lines = new Map<string, string>();
    const take = (batch: EventBatch, watermark: number): void => {
      engine.process(batch);
      engine.advance(watermark);
      for (const line of windowLines(engine.take(query), (group) => engine.groupKey(query, group), by, names).split("\n"))
        if (line !== "") lines.set(line.slice(0, line.indexOf(',"count":')), line);
    };
    return { reorder: new ReorderBuffer({ outOfOrderness }), lines, late: [] as Straggler[], take };
  });
  const behind: number[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  let events = 0;
  try {
    for await (const chunk of source.chunks(new AbortController().signal)) {
      translation.extend(chunk.newKeys);
      const batch = chunk.events;
      translation.apply(batch.key, batch.length);
      events += batch.length;
      const lag = new Float64Array(batch.length);
      for (let i = 0; i < batch.length; i++) {
        const time = batch.time[i] as number;
        if (time >= newest) newest = time;
        else behind.push((lag[i] = newest - time));
      }
      for (const { reorder, late, take } of runs) {
        // The rules of a late row are the engine's; only how far it is behind is reckoned here.
        const { released, lateIndexes } = reorder.push(batch);
        for (const i of lateIndexes) {
          const [station, sensor, alarm] = keys.key(batch.key[i] as number);
          const place = { source: batch.source[i] as number, row: batch.row[i] as number };
          late.push({
            ...place,
            key: { station, sensor, alarm },
            time: batch.time[i] as number,
            behind: lag[i] as number,
          });
        }
        take(released, reorder.watermark);
      }
      chunk.recycle?.();
    }
  } finally {
    await source.close();
  }
  for (const { reorder, take } of runs) {
    take(reorder.flush(), Number.POSITIVE_INFINITY);
    take(createBatch(0), Number.POSITIVE_INFINITY);
  }
  behind.sort((a, b) => a - b);
  const at = (share: number): number => behind[Math.min(behind.length - 1, Math.floor(share * behind.length))] ?? 0;
  return {
    lateness: { events, behind: behind.length, median: at(0.5), p90: at(0.9), p99: at(0.99), most: behind.at(-1) ?? 0 },
    late: runs.map(({ late }) => late),
    windows: runs.map(({ lines }) => lines),
  };
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
