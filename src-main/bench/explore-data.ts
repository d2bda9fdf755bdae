import { createBatch, type EventBatch } from "../engine/batch.ts";
import { KeyTable } from "../engine/key-table.ts";

/** Events a second of all series together: a series has one a minute on average. */
const STEP_MS = 60;
const START = Date.UTC(2020, 0, 1);
const BATCH = 32_768;

/** Made-up events of `series` series with uneven rates: random walks with peaks, some with thresholds and flags. Deterministic. */
export class ExploreData {
  readonly keys = new KeyTable();
  readonly from = START;
  readonly to: number;
  readonly #events: number;
  readonly #walk: Float64Array;
  #made = 0;
  #state = 2463534242;

  constructor(events: number, series: number) {
    this.#events = events;
    this.to = START + Math.max(1, events) * STEP_MS;
    for (let i = 0; i < series; i++) this.keys.id(`S${Math.floor(i / 20)}`, `${100 + (i % 20)}`, i % 4 === 0 ? "A1" : "");
    this.#walk = new Float64Array(series).fill(20);
  }

  /** The next events in time order, null at the end. */
  next(): EventBatch | null {
    const count = Math.min(BATCH, this.#events - this.#made);
    if (count === 0) return null;
    const batch = createBatch(count);
    const series = this.#walk.length;
    for (let i = 0; i < count; i++) {
      const n = this.#made++;
      const key = Math.floor(series * this.#random() ** 1.3);
      const step = this.#random();
      this.#walk[key] = Math.round(((this.#walk[key] as number) + step - 0.5) * 1000) / 1000;
      batch.time[i] = START + n * STEP_MS + Math.floor(step * STEP_MS);
      batch.key[i] = key;
      batch.value[i] = (this.#walk[key] as number) + (step > 0.9995 ? 50 : 0);
      batch.threshold[i] = key % 4 === 0 ? 30 : Number.NaN;
      batch.active[i] = key % 4 === 0 ? (step > 0.9 ? 1 : 0) : 2;
      batch.row[i] = n + 1;
    }
    batch.length = count;
    return batch;
  }

  /** Xorshift: in [0, 1). */
  #random(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 4294967296;
  }
}
