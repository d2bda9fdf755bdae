import { KeptValues, type KeptValuesSnapshot } from "./kept-values.ts";
import { SliceQueue, type SliceQueueSnapshot } from "./slice-queue.ts";
import type { Lowering, WindowOperator } from "./window-operator.ts";

interface CountState {
  queue: SliceQueue;
  open: Float64Array;
  openStart: number;
  filled: number;
  seen: number;
  kept: KeptValues | null;
}

/**
 * The last `size` events of a group, evaluated at every `every`-th of them with the events held then: Flink's
 * countWindow(size, slide). Slices of gcd(size, every) events.
 */
export class CountWindows implements WindowOperator {
  readonly nextDue = Number.POSITIVE_INFINITY;
  readonly #size: number;
  readonly #every: number;
  readonly #slice: number;
  readonly #lowering: Lowering;
  readonly #states = new Map<number, CountState>();
  readonly #total: Float64Array;

  constructor(size: number, every: number, lowering: Lowering) {
    this.#size = size;
    this.#every = every;
    this.#slice = greatestCommonDivisor(size, every);
    this.#lowering = lowering;
    this.#total = new Float64Array(lowering.layout.width);
  }

  event(group: number, time: number, value: number, active: number, index: number): void {
    const { layout, keepsValues } = this.#lowering;
    let state = this.#states.get(group);
    if (state === undefined) {
      const kept = keepsValues ? new KeptValues() : null;
      state = { queue: new SliceQueue(layout), open: new Float64Array(layout.width), openStart: 0, filled: 0, seen: 0, kept };
      this.#states.set(group, state);
    }
    if (state.filled === 0) {
      layout.clear(state.open, 0);
      state.openStart = time;
    }
    layout.add(state.open, 0, time, value, active);
    state.kept?.add(time, value, active);
    state.filled++;
    state.seen++;
    if (state.filled === this.#slice) {
      if (state.queue.length * this.#slice === this.#size) state.queue.shift();
      state.queue.push(state.open, 0, state.openStart, time);
      state.filled = 0;
    }
    if (state.seen % this.#every === 0) {
      state.kept?.keepLast(this.#size);
      state.queue.total(this.#total);
      this.#lowering.emit(this.#total, state.kept, group, state.queue.start, time, time, index);
    }
  }

  /** Count windows know no time: only the end of everything frees them. */
  advance(watermark: number): void {
    if (watermark === Number.POSITIVE_INFINITY) this.#states.clear();
  }

  stateSize(): { groups: number; panes: number } {
    let panes = 0;
    for (const { queue, filled } of this.#states.values()) panes += queue.length + (filled > 0 ? 1 : 0);
    return { groups: this.#states.size, panes };
  }

  snapshot(): CountSnapshot[] {
    return [...this.#states].map(([group, { queue, open, openStart, filled, seen, kept }]) => ({
      group,
      queue: queue.snapshot(),
      open: open.slice(),
      openStart,
      filled,
      seen,
      kept: kept?.snapshot() ?? null,
    }));
  }

  restore(snapshot: readonly CountSnapshot[]): void {
    for (const { group, queue, open, openStart, filled, seen, kept } of snapshot) {
      this.#states.set(group, {
        queue: SliceQueue.restore(this.#lowering.layout, queue),
        open: open.slice(),
        openStart,
        filled,
        seen,
        kept: kept === null ? null : KeptValues.restore(kept),
      });
    }
  }
}

interface CountSnapshot {
  readonly group: number;
  readonly queue: SliceQueueSnapshot;
  readonly open: Float64Array;
  readonly openStart: number;
  readonly filled: number;
  readonly seen: number;
  readonly kept: KeptValuesSnapshot | null;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
