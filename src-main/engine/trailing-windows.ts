import { KeptValues, type KeptValuesSnapshot } from "./kept-values.ts";
import { SliceQueue, type SliceQueueSnapshot } from "./slice-queue.ts";
import type { Lowering, WindowOperator } from "./window-operator.ts";

interface TrailingState {
  queue: SliceQueue;
  kept: KeptValues | null;
}

/** Per event: the group's events in (time - size, time], as they stand when it comes. One slice an event. */
export class TrailingWindows implements WindowOperator {
  readonly #size: number;
  readonly #lowering: Lowering;
  readonly #states = new Map<number, TrailingState>();
  readonly #one: Float64Array;
  readonly #total: Float64Array;
  /** When idle groups are looked through next, so that their state does not outlive its window by more than another one. */
  #nextSweep = Number.POSITIVE_INFINITY;

  constructor(size: number, lowering: Lowering) {
    this.#size = size;
    this.#lowering = lowering;
    this.#one = new Float64Array(lowering.layout.width);
    this.#total = new Float64Array(lowering.layout.width);
  }

  get nextDue(): number {
    return this.#nextSweep;
  }

  event(group: number, time: number, value: number, active: number, index: number): void {
    const { layout, keepsValues } = this.#lowering;
    let state = this.#states.get(group);
    if (state === undefined) {
      state = { queue: new SliceQueue(layout), kept: keepsValues ? new KeptValues() : null };
      this.#states.set(group, state);
      if (this.#nextSweep === Number.POSITIVE_INFINITY) this.#nextSweep = time + this.#size;
    }
    const { queue, kept } = state;
    while (queue.length > 0 && queue.start <= time - this.#size) queue.shift();
    layout.clear(this.#one, 0);
    layout.add(this.#one, 0, time, value, active);
    queue.push(this.#one, 0, time, time);
    kept?.add(time, value, active);
    kept?.dropBefore(time - this.#size + 1);
    queue.total(this.#total);
    this.#lowering.emit(this.#total, kept, group, queue.start, time, time, index);
  }

  advance(watermark: number): void {
    if (watermark < this.#nextSweep) return;
    for (const [group, { queue }] of this.#states) if (queue.end <= watermark - this.#size) this.#states.delete(group);
    this.#nextSweep = this.#states.size === 0 ? Number.POSITIVE_INFINITY : watermark + this.#size;
  }

  stateSize(): { groups: number; panes: number } {
    let panes = 0;
    for (const { queue } of this.#states.values()) panes += queue.length;
    return { groups: this.#states.size, panes };
  }

  snapshot(): TrailingSnapshot {
    const groups = [...this.#states].map(([group, { queue, kept }]) => ({
      group,
      queue: queue.snapshot(),
      kept: kept?.snapshot() ?? null,
    }));
    return { nextSweep: this.#nextSweep, groups };
  }

  restore({ nextSweep, groups }: TrailingSnapshot): void {
    this.#nextSweep = nextSweep;
    for (const { group, queue, kept } of groups) {
      const restored = {
        queue: SliceQueue.restore(this.#lowering.layout, queue),
        kept: kept === null ? null : KeptValues.restore(kept),
      };
      this.#states.set(group, restored);
    }
  }
}

interface TrailingSnapshot {
  readonly nextSweep: number;
  readonly groups: readonly {
    readonly group: number;
    readonly queue: SliceQueueSnapshot;
    readonly kept: KeptValuesSnapshot | null;
  }[];
}
