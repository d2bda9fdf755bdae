import { ACTIVE, type EventBatch } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { ResultBatch, ResultSink } from "../sinks/sink.ts";
import type { Recorder } from "./session-options.ts";

/** Forecasts of a chance in [from, to): how many, the mean chance promised, and the share that came true. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly forecasts: number;
  readonly promised: number | null;
  readonly happened: number | null;
}

export interface Calibration {
  /** A forecast says that an alarm goes on within this, ms. */
  readonly horizon: number;
  readonly forecasts: number;
  /** Forecasts not judged: their horizon reaches beyond the data. */
  readonly open: number;
  readonly bins: readonly CalibrationBin[];
  /** Mean distance of promised and happened over the bins, weighted by their forecasts (expected calibration error). */
  readonly error: number | null;
  /** Mean squared distance of a chance from what came (Brier 1950); always promising the mean gives `brierOfMean`. */
  readonly brier: number | null;
  readonly brierOfMean: number | null;
}

export interface Forecast {
  readonly time: number;
  readonly chance: number;
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
}

const BINS = 10;

/** Collects what a rule's series `chance` promises, and when alarm flags go from off to on, while a stream runs by. */
export class CalibrationCollector implements ResultSink, Recorder {
  readonly forecasts: Forecast[] = [];
  readonly #series: string;
  /** By station, sensor, alarm: when the flag went on. */
  readonly #failures = new Map<string, number[]>();
  readonly #flags = new Map<number, boolean>();
  readonly #apart: number;
  /** By station, sensor, alarm: when it was last on. */
  readonly #lastOn = new Map<string, number>();
  #lastTime = Number.NEGATIVE_INFINITY;

  /** `apart`: an alarm that is on again within so many ms is still the same failure. */
  constructor(series: string, apart = 0) {
    this.#series = series;
    this.#apart = apart;
  }

  async events(batch: EventBatch, keys: KeyTable): Promise<void> {
    for (let i = 0; i < batch.length; i++) {
      const time = batch.time[i] as number;
      if (time > this.#lastTime) this.#lastTime = time;
      const key = batch.key[i] as number;
      const active = batch.active[i] === ACTIVE;
      const before = this.#flags.get(key);
      if (before !== active) this.#flags.set(key, active);
      if (!active) continue;
      // As for the rules: a first row that is on already began some other time.
      const begins = before === false;
      const [station, sensor, alarm] = keys.key(key);
      // A forecast's key may leave any part out.
      for (const s of new Set([station, ""]))
        for (const d of new Set([sensor, ""]))
          for (const a of new Set([alarm, ""])) this.#isOn(JSON.stringify([s, d, a]), time, begins);
    }
  }

  #isOn(name: string, time: number, begins: boolean): void {
    const last = this.#lastOn.get(name);
    this.#lastOn.set(name, time);
    if (!begins || (last !== undefined && time - last < this.#apart)) return;
    const times = this.#failures.get(name);
    if (times === undefined) this.#failures.set(name, [time]);
    else times.push(time);
  }

  async rejects(): Promise<void> {}

  async write({ series }: ResultBatch): Promise<void> {
    for (const { names, points, groupKey } of series) {
      const wanted = names.indexOf(this.#series);
      if (wanted < 0) continue;
      for (let i = 0; i < points.length; i++) {
        if (points.series[i] !== wanted) continue;
        const [station, sensor, alarm] = groupKey(points.group[i] as number);
        this.forecasts.push({ time: points.time[i] as number, chance: points.value[i] as number, station, sensor, alarm });
      }
    }
  }

  async close(): Promise<void> {}

  /** What came of the forecasts whose `horizon` (ms) the data covers. */
  judge(horizon: number): Calibration {
    const sums = Array.from({ length: BINS }, () => ({ forecasts: 0, promised: 0, happened: 0 }));
    let squares = 0;
    for (const { time, chance, station, sensor, alarm } of this.forecasts) {
      if (time + horizon > this.#lastTime) continue;
      const next = firstAfter(this.#failures.get(JSON.stringify([station, sensor, alarm])) ?? [], time);
      const happened = next !== undefined && next <= time + horizon ? 1 : 0;
      const bin = sums[Math.max(0, Math.min(BINS - 1, Math.floor(chance * BINS)))];
      if (bin === undefined) continue;
      bin.forecasts++;
      bin.promised += chance;
      bin.happened += happened;
      squares += (chance - happened) ** 2;
    }
    const n = sums.reduce((total, { forecasts }) => total + forecasts, 0);
    const happened = sums.reduce((total, bin) => total + bin.happened, 0);
    const distance = sums.reduce((total, bin) => total + Math.abs(bin.promised - bin.happened), 0);
    return {
      horizon,
      forecasts: n,
      open: this.forecasts.length - n,
      bins: sums.map((bin, i) => ({
        from: i / BINS,
        to: (i + 1) / BINS,
        forecasts: bin.forecasts,
        promised: bin.forecasts === 0 ? null : bin.promised / bin.forecasts,
        happened: bin.forecasts === 0 ? null : bin.happened / bin.forecasts,
      })),
      error: n === 0 ? null : distance / n,
      brier: n === 0 ? null : squares / n,
      brierOfMean: n === 0 ? null : (happened / n) * (1 - happened / n),
    };
  }
}

/** The first of sorted times that is later than `time`. */
function firstAfter(times: readonly number[], time: number): number | undefined {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return times[low];
}
