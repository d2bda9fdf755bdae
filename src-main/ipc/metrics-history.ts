import type { Methods, Status } from "./contract.ts";

/** Quarter seconds kept: ten minutes. */
const CAP = 2400;

/** The last minutes of what the metrics screen draws. Times are wall clock ms, as the clock has them now: where it was set back, all go with it. */
export class MetricsHistory {
  readonly #wall: () => number;
  readonly #steady: () => number;
  #time: number[] = [];
  #rate: number[] = [];
  #waiting: number[] = [];
  #memory: number[] = [];
  /** When the last came, by the clock that only counts on. */
  #last = 0;

  /** Both in ms. */
  constructor(wall: () => number = Date.now, steady: () => number = () => performance.now()) {
    this.#wall = wall;
    this.#steady = steady;
  }

  add(status: Status, bytes: number): void {
    const now = this.#wall();
    const steady = this.#steady();
    const before = this.#time.at(-1) ?? now;
    // Forward it may have been asleep; back it was set, and a line would run back with it.
    if (now < before) {
      const shift = now - (steady - this.#last) - before;
      this.#time = this.#time.map((time) => time + shift);
    }
    this.#last = steady;
    this.#time.push(now);
    // What was read to its end is told once more, with the rate of its last second.
    this.#rate.push(status.state === "done" ? 0 : (status.metrics?.ingest_rate ?? 0));
    this.#waiting.push(status.queueDepth ?? 0);
    this.#memory.push(bytes / (1 << 20));
    if (this.#time.length > CAP) for (const column of [this.#time, this.#rate, this.#waiting, this.#memory]) column.shift();
  }

  columns(): Methods["metrics.history"]["value"] {
    return { time: this.#time, rate: this.#rate, waiting: this.#waiting, memoryMb: this.#memory };
  }
}
