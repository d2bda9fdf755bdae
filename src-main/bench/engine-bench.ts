import { performance } from "node:perf_hooks";
import { createBatch, type EventBatch } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { WindowEngine } from "../engine/window-engine.ts";
import { NaiveWindows } from "./naive-windows.ts";

const SIZE = 60_000;
const EVERY = 5000;
const BATCH = 32_768;

export interface EngineFigure {
  readonly case: string;
  readonly events: number;
  readonly keys: number;
  readonly results: number;
  readonly events_per_second: number;
  readonly baseline_events_per_second: number;
  /** Baseline's time over ours, the median of the runs. */
  readonly times_faster: number;
}

/** Sliding 60 s / 5 s with count, min, max, mean, beside an engine that adds each event to each of its 12 windows. Same results, checked. */
export function engineBench(events: number, keys: number, runs: number): EngineFigure[] {
  return [
    { name: "10 events a key and slide", gap: EVERY / (keys * 10) },
    { name: "one event a key and slide", gap: EVERY / keys },
  ].map(({ name, gap }) => {
    const ratios: number[] = [];
    let ours = { seconds: 0, fired: 0, checksum: 0 };
    let theirs = ours;
    // The baseline is slow and linear: a tenth of the events tells its speed.
    const sample = Math.max(BATCH, Math.floor(events / 10));
    for (let run = 0; run < runs; run++) {
      ours = measure(events, keys, gap, slices);
      theirs = measure(sample, keys, gap, naive);
      ratios.push(theirs.seconds / sample / (ours.seconds / events));
    }
    const check = measure(sample, keys, gap, slices);
    if (check.fired !== theirs.fired || Math.abs(check.checksum - theirs.checksum) > 1e-6 * Math.abs(theirs.checksum)) {
      throw new Error(`bench engine: the two engines disagree (${check.fired} and ${theirs.fired} windows)`);
    }
    ratios.sort((a, b) => a - b);
    return {
      case: name,
      events,
      keys,
      results: ours.fired,
      events_per_second: Math.round(events / ours.seconds),
      baseline_events_per_second: Math.round(sample / theirs.seconds),
      times_faster: ratios[ratios.length >> 1] as number,
    };
  });
}

interface Engine {
  process(batch: EventBatch): void;
  advance(watermark: number): void;
  result(): { fired: number; checksum: number };
}

function slices(keys: number): Engine {
  const table = new KeyTable();
  for (let key = 0; key < keys; key++) table.id(String(key), "", "");
  const engine = new WindowEngine(table);
  const aggregates = [{ fn: "count" }, { fn: "min" }, { fn: "max" }, { fn: "mean" }] as const;
  const query = engine.add({ by: ["station"], window: { kind: "sliding", size: SIZE, every: EVERY }, aggregates });
  let fired = 0;
  let checksum = 0;
  const drain = (): void => {
    const windows = engine.take(query);
    fired += windows.length;
    const [, min, max, mean] = windows.values as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (let i = 0; i < windows.length; i++) checksum += (max[i] as number) - (min[i] as number) + (mean[i] as number);
  };
  return {
    process: (batch) => {
      engine.process(batch);
      drain();
    },
    advance: (watermark) => {
      engine.advance(watermark);
      drain();
    },
    result: () => ({ fired, checksum }),
  };
}

function naive(): Engine {
  const windows = new NaiveWindows(SIZE, EVERY);
  return {
    process: (batch) => {
      windows.process(batch);
      windows.advance((batch.time[batch.length - 1] as number) - 1);
    },
    advance: (watermark) => windows.advance(watermark),
    result: () => ({ fired: windows.fired, checksum: windows.checksum }),
  };
}

function measure(
  events: number,
  keys: number,
  gap: number,
  make: (keys: number) => Engine,
): { seconds: number; fired: number; checksum: number } {
  const engine = make(keys);
  const batch = createBatch(BATCH);
  let random = 1;
  let seconds = 0;
  for (let at = 0; at < events; at += BATCH) {
    const n = Math.min(BATCH, events - at);
    for (let i = 0; i < n; i++) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0;
      batch.time[i] = Math.floor((at + i) * gap) + 1e12;
      batch.key[i] = (at + i) % keys;
      batch.value[i] = random / 2 ** 31;
    }
    batch.length = n;
    const started = performance.now();
    engine.process(batch);
    seconds += (performance.now() - started) / 1000;
  }
  const started = performance.now();
  engine.advance(Number.POSITIVE_INFINITY);
  return { seconds: seconds + (performance.now() - started) / 1000, ...engine.result() };
}
