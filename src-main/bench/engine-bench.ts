import { performance } from "node:perf_hooks";
import { createBatch, type EventBatch } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";
import { WindowEngine } from "../engine/window-engine.ts";
import { NaiveWindows } from "./naive-windows.ts";
import { median } from "./weir-process.ts";

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

export interface OverlapFigure {
  /** Windows every event stands in. */
  readonly overlap: number;
  readonly results: number;
  readonly nanoseconds_per_result: number;
  readonly against_12: number;
}

export interface KeysFigure {
  readonly keys: number;
  readonly events: number;
  readonly nanoseconds_per_event: number;
  readonly against_10_keys: number;
  /** The least anyone can do with as many keys: look each event's key up and add to its four numbers. What this costs more is the cache. */
  readonly bare_nanoseconds_per_event: number;
}

export interface EngineBench {
  readonly against_an_add_to_each_window: EngineFigure[];
  readonly by_overlap: OverlapFigure[];
  readonly by_keys: KeysFigure[];
}

export function engineBench(events: number, keys: number, runs: number): EngineBench {
  return {
    against_an_add_to_each_window: againstNaive(events, keys, runs),
    by_overlap: byOverlap(Math.min(events, 4_000_000), runs),
    by_keys: byKeys(Math.min(events, 4_000_000), runs),
  };
}

/** One event a key and slide, as many keys as fit a cache: the cost of a result must not follow the number of windows it lies in. */
function byOverlap(events: number, runs: number): OverlapFigure[] {
  const keys = 500;
  const figures: OverlapFigure[] = [];
  for (const overlap of [12, 60, 180, 720]) {
    const make = (n: number): Engine => slices(n, overlap * EVERY);
    const measured = Array.from({ length: runs }, () => measure(events, keys, EVERY / keys, make));
    const { fired } = measured[0] as Measure;
    const nanoseconds = (median(measured.map(({ seconds }) => seconds)) * 1e9) / fired;
    const first = figures[0]?.nanoseconds_per_result ?? nanoseconds;
    figures.push({
      overlap,
      results: fired,
      nanoseconds_per_result: Math.round(nanoseconds),
      against_12: nanoseconds / first,
    });
  }
  return figures;
}

/** Ten events a key and slide, three slides at least. */
function byKeys(events: number, runs: number): KeysFigure[] {
  const figures: KeysFigure[] = [];
  for (const keys of [10, 1000, 10_000, 100_000, 1_000_000]) {
    const some = Math.max(events, keys * 30);
    // A long one tells as much as several short ones.
    const times = some > events ? 1 : runs;
    const gap = EVERY / (keys * 10);
    const timeOf = (make: (keys: number) => Engine): number =>
      (median(Array.from({ length: times }, () => measure(some, keys, gap, make).seconds)) * 1e9) / some;
    const nanoseconds = timeOf((n) => slices(n));
    const first = figures[0]?.nanoseconds_per_event ?? nanoseconds;
    figures.push({
      keys,
      events: some,
      nanoseconds_per_event: Math.round(nanoseconds * 10) / 10,
      against_10_keys: nanoseconds / first,
      bare_nanoseconds_per_event: Math.round(timeOf(bareSums) * 10) / 10,
    });
  }
  return figures;
}

/** Four numbers a key, no window. */
function bareSums(keys: number): Engine {
  const cells = new Float64Array(keys * 4);
  return {
    process: ({ length, key, value }) => {
      for (let i = 0; i < length; i++) {
        const at = (key[i] as number) * 4;
        const v = value[i] as number;
        cells[at] = (cells[at] as number) + 1;
        cells[at + 1] = (cells[at + 1] as number) + v;
        if (v < (cells[at + 2] as number)) cells[at + 2] = v;
        if (v > (cells[at + 3] as number)) cells[at + 3] = v;
      }
    },
    advance: () => {},
    result: () => ({ fired: keys, checksum: cells[1] as number }),
  };
}

/** Sliding 60 s / 5 s with count, min, max, mean, beside an engine that adds each event to each of its 12 windows. Same results, checked. */
function againstNaive(events: number, keys: number, runs: number): EngineFigure[] {
  return [
    { name: "10 events a key and slide", gap: EVERY / (keys * 10) },
    { name: "one event a key and slide", gap: EVERY / keys },
  ].map(({ name, gap }) => {
    const ratios: number[] = [];
    let ours: Measure = { seconds: 0, fired: 0, checksum: 0 };
    let theirs = ours;
    // The baseline is slow and linear: a tenth of the events tells its speed.
    const sample = Math.max(BATCH, Math.floor(events / 10));
    for (let run = 0; run < runs; run++) {
      ours = measure(events, keys, gap, (n) => slices(n));
      theirs = measure(sample, keys, gap, naive);
      ratios.push(theirs.seconds / sample / (ours.seconds / events));
    }
    const check = measure(sample, keys, gap, (n) => slices(n));
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

function slices(keys: number, size = SIZE): Engine {
  const table = new KeyTable();
  for (let key = 0; key < keys; key++) table.id(String(key), "", "");
  const engine = new WindowEngine(table);
  const aggregates = [{ fn: "count" }, { fn: "min" }, { fn: "max" }, { fn: "mean" }] as const;
  const query = engine.add({ by: ["station"], window: { kind: "sliding", size, every: EVERY }, aggregates });
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

interface Measure {
  readonly seconds: number;
  readonly fired: number;
  readonly checksum: number;
}

function measure(events: number, keys: number, gap: number, make: (keys: number) => Engine): Measure {
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
