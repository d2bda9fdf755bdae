import type { EventBatch } from "../engine/batch.ts";
import type { Run } from "./sorted-runs.ts";

/** Merges runs by a heap of their fronts; of equal times the run that stands first goes first. The runs must not be used beside it. */
export class RunMerge {
  readonly #runs: readonly Run[];
  /** Time of the event in front of each run. */
  readonly #fronts: Float64Array;
  /** Positions of runs, the earliest at the top. */
  readonly #heap: Int32Array;
  #size = 0;

  constructor(runs: readonly Run[]) {
    this.#runs = runs;
    this.#fronts = Float64Array.from(runs, (run) => run.time);
    this.#heap = new Int32Array(runs.length);
    for (let i = 0; i < runs.length; i++) if (!(runs[i] as Run).done) this.#heap[this.#size++] = i;
    for (let i = (this.#size >> 1) - 1; i >= 0; i--) this.#sink(i);
  }

  /** Time of the earliest event; Infinity when there is none. */
  get time(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#front(0);
  }

  /** Moves events up to and including `time` to the end of `out`, which then holds `most` at most. */
  take(out: EventBatch, most: number, time: number): void {
    while (out.length < most && this.#size > 0) {
      const top = this.#heap[0] as number;
      if ((this.#fronts[top] as number) > time) return;
      const run = this.#runs[top] as Run;
      // What comes before the next run's front goes out in one go.
      const limit = Math.min(time, this.#front(1), this.#front(2));
      run.take(out, most, limit);
      if (run.done) this.#heap[0] = this.#heap[--this.#size] as number;
      else this.#fronts[top] = run.time;
      this.#sink(0);
    }
  }

  #front(at: number): number {
    return at < this.#size ? (this.#fronts[this.#heap[at] as number] as number) : Number.POSITIVE_INFINITY;
  }

  #before(a: number, b: number): boolean {
    const difference = (this.#fronts[a] as number) - (this.#fronts[b] as number);
    return difference < 0 || (difference === 0 && a < b);
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const run = heap[from] as number;
    let at = from;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#before(heap[child + 1] as number, heap[child] as number)) child++;
      if (!this.#before(heap[child] as number, run)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = run;
  }
}
