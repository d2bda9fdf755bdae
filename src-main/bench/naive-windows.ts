import type { EventBatch } from "../engine/batch.ts";

interface Pane {
  count: number;
  min: number;
  max: number;
  sum: number;
}

/**
 * Sliding windows as Flink's WindowOperator keeps them: every event is added to each window that covers it, one accumulator a key and
 * window; a window fires when the watermark reaches its end. The baseline of the engine's bench.
 */
export class NaiveWindows {
  readonly #size: number;
  readonly #every: number;
  /** By end of window, then by key. */
  readonly #windows = new Map<number, Map<number, Pane>>();
  #nextEnd = Number.POSITIVE_INFINITY;
  fired = 0;
  checksum = 0;

  constructor(size: number, every: number) {
    this.#size = size;
    this.#every = every;
  }

  process(batch: EventBatch): void {
    for (let i = 0; i < batch.length; i++) {
      const time = batch.time[i] as number;
      const value = batch.value[i] as number;
      const key = batch.key[i] as number;
      for (let start = time - (time % this.#every); start > time - this.#size; start -= this.#every) {
        const end = start + this.#size;
        let panes = this.#windows.get(end);
        if (panes === undefined) {
          this.#windows.set(end, (panes = new Map()));
          if (end < this.#nextEnd) this.#nextEnd = end;
        }
        const pane = panes.get(key);
        if (pane === undefined) panes.set(key, { count: 1, min: value, max: value, sum: value });
        else {
          pane.count++;
          if (value < pane.min) pane.min = value;
          if (value > pane.max) pane.max = value;
          pane.sum += value;
        }
      }
    }
  }

  advance(watermark: number): void {
    while (this.#nextEnd - 1 <= watermark && this.#windows.size > 0) {
      const panes = this.#windows.get(this.#nextEnd);
      if (panes !== undefined) {
        for (const pane of panes.values()) {
          this.fired++;
          this.checksum += pane.max - pane.min + pane.sum / pane.count;
        }
        this.#windows.delete(this.#nextEnd);
      }
      this.#nextEnd = this.#windows.size === 0 ? Number.POSITIVE_INFINITY : this.#nextEnd + this.#every;
    }
  }
}
