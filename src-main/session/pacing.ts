import { performance } from "node:perf_hooks";
import { type EventBatch, viewOf } from "../engine/batch.ts";

/** Wall time between two steps of a paced replay, ms: short enough to look like motion, long enough to be a batch. */
const TICK = 100;

/**
 * Replays at a multiple of event time: "60" lets a minute of the data pass in a second. "max" passes batches through whole.
 * The pace counts from the last start, change of speed or pause, so a pause is not caught up.
 */
export class Pacing {
  #speed: number | "max";
  readonly #signal: AbortSignal;
  #origin: { wall: number; event: number } | null = null;
  #wake: (() => void) | null = null;
  #paused = false;

  constructor(speed: number | "max", signal: AbortSignal) {
    this.#speed = speed;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#wake?.(), { once: true });
  }

  setSpeed(speed: number | "max"): void {
    this.#speed = speed;
    this.#origin = null;
    this.#wake?.();
  }

  pause(): void {
    this.#paused = true;
    this.#wake?.();
  }

  resume(): void {
    this.#paused = false;
    this.#origin = null;
    this.#wake?.();
  }

  /** Hands `batch` (in time order) to `step`, in parts when paced, and says which is the last. Every event is handed over, also after an abort. */
  async through(batch: EventBatch, step: (part: EventBatch, last: boolean) => Promise<void>): Promise<void> {
    let from = 0;
    while (from < batch.length) {
      if (this.#signal.aborted || (this.#speed === "max" && !this.#paused)) {
        await step(from === 0 ? batch : viewOf(batch, from, batch.length), true);
        return;
      }
      if (this.#paused) {
        await this.#sleep(Number.POSITIVE_INFINITY);
        continue;
      }
      const speed = this.#speed as number;
      const now = performance.now();
      this.#origin ??= { wall: now, event: batch.time[from] as number };
      const due = this.#origin.event + (now - this.#origin.wall) * speed;
      let to = from;
      while (to < batch.length && (batch.time[to] as number) <= due) to++;
      if (to > from) {
        await step(viewOf(batch, from, to), to === batch.length);
        from = to;
      } else {
        const next = ((batch.time[from] as number) - due) / speed;
        await this.#sleep(Math.max(TICK, Math.min(next, 1000)));
      }
    }
    if (batch.length === 0) await step(batch, true);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }
}
