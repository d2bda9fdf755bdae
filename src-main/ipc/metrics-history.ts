import type { Methods, Status } from "./contract.ts";

/** Quarter seconds kept: ten minutes. */
const CAP = 2400;

/** The last minutes of what the metrics screen draws. Times are wall clock ms. */
export class MetricsHistory {
  #time: number[] = [];
  #rate: number[] = [];
  #held: number[] = [];
  #memory: number[] = [];

  add(status: Status, bytes: number): void {
    this.#time.push(Date.now());
    // What was read to its end is told once more, with the rate of its last second.
    this.#rate.push(status.state === "done" ? 0 : (status.metrics?.ingest_rate ?? 0));
    this.#held.push(status.queueDepth ?? 0);
    this.#memory.push(bytes / (1 << 20));
    if (this.#time.length > CAP) for (const column of [this.#time, this.#rate, this.#held, this.#memory]) column.shift();
  }

  columns(): Methods["metrics.history"]["value"] {
    return { time: this.#time, rate: this.#rate, held: this.#held, memoryMb: this.#memory };
  }
}
