import type { EventBatch } from "../engine/batch.ts";

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
  /** ms the percentiles may be too large by, less one: 1 says they are exact. */
  readonly grain: number;
}

/** Different distances that are counted apart; where there are more, neighbours are counted as one. */
const DISTANCES = 65_536;

/** How far rows are behind the newest event before them, in bounded memory. A row of several events is as far behind as its first one that is. */
export class Lags {
  #newest = Number.NEGATIVE_INFINITY;
  #events = 0;
  #rows = 0;
  readonly #last = new RowTold();
  readonly #lastBehind = new RowTold();
  /** Rows by how far they are behind, ms, in steps of `grain`: rounded up, so that a bound that is read from it is enough. */
  #behind = new Map<number, number>();
  #grain = 1;
  #most = 0;

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
      if (this.#lastBehind.isNew(batch, i)) this.#count(this.#newest - t);
    }
    this.#events += length;
    return lag;
  }

  summary(): Lateness {
    const steps = [...this.#behind].sort(([a], [b]) => a - b);
    const behind = steps.reduce((sum, [, rows]) => sum + rows, 0);
    const at = (share: number): number => {
      const place = Math.min(behind - 1, Math.floor(share * behind));
      let before = 0;
      for (const [step, rows] of steps) if ((before += rows) > place) return Math.min(this.#most, step * this.#grain);
      return 0;
    };
    const percentiles = { median: at(0.5), p90: at(0.9), p99: at(0.99) };
    return { events: this.#events, rows: this.#rows, behind, ...percentiles, most: this.#most, grain: this.#grain };
  }

  #count(behind: number): void {
    if (behind > this.#most) this.#most = behind;
    add(this.#behind, Math.ceil(behind / this.#grain), 1);
    while (this.#behind.size > DISTANCES) {
      const coarser = new Map<number, number>();
      for (const [step, rows] of this.#behind) add(coarser, Math.ceil(step / 2), rows);
      this.#behind = coarser;
      this.#grain *= 2;
    }
  }
}

const add = (counts: Map<number, number>, step: number, rows: number): void =>
  void counts.set(step, (counts.get(step) ?? 0) + rows);

/** Tells the first of a row's events, which come one after the other, from the others. */
export class RowTold {
  #source = -1;
  #row = -1;

  isNew({ source, row }: EventBatch, i: number): boolean {
    const same = row[i] === this.#row && source[i] === this.#source;
    this.#source = source[i] as number;
    this.#row = row[i] as number;
    return !same;
  }
}
