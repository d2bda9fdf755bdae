import { performance } from "node:perf_hooks";
import { createBatch } from "../engine/batch.ts";
import { byKeys, type KeysFigure } from "./key-counts.ts";
import { NaiveWindows } from "./naive-windows.ts";
import { median } from "./quantiles.ts";
import { type Engine, EVERY, SIZE, slices } from "./slice-engine.ts";

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
    return {
      case: name,
      events,
      keys,
      results: ours.fired,
      events_per_second: Math.round(events / ours.seconds),
      baseline_events_per_second: Math.round(sample / theirs.seconds),
      times_faster: median(ratios),
    };
  });
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
