import { floorMod } from "./floor-mod.ts";
import type { Groups } from "./groups.ts";
import { KeptValues, type KeptValuesSnapshot } from "./kept-values.ts";
import { SliceQueue, type SliceQueueSnapshot } from "./slice-queue.ts";
import type { Lowering, WindowOperator } from "./window-operator.ts";

/** A group's closed slices and the one being filled. */
interface GroupPanes {
  queue: SliceQueue;
  open: Float64Array;
  openStart: number;
  openEnd: number;
  isOpen: boolean;
  kept: KeptValues | null;
}

/**
 * Tumbling and sliding (hopping) windows, aligned as in Flink: lastStart = time - floorMod(time - offset, every). The stream is cut
 * at window edges into slices (Cutty, Carbone et al. 2016; Scotty, Traub et al. 2018), one partial a slice, so that an event is
 * added once whatever the overlap, and a window costs O(1) amortised.
 */
export class TimeWindows implements WindowOperator {
  readonly #size: number;
  readonly #every: number;
  readonly #offset: number;
  /** Where inside a period windows end; 0: at its start. */
  readonly #cut: number;
  readonly #groups: Groups;
  readonly #lowering: Lowering;
  readonly #layout: Lowering["layout"];
  readonly #panes: (GroupPanes | undefined)[] = [];
  readonly #total: Float64Array;
  /** Groups that hold slices, in key order; `#fresh` waits to be sorted in. */
  #held: number[] = [];
  #fresh: number[] = [];
  #nextEnd = Number.POSITIVE_INFINITY;

  constructor(size: number, every: number, offset: number, groups: Groups, lowering: Lowering) {
    this.#size = size;
    this.#every = every;
    this.#offset = offset;
    this.#cut = every > size ? size : size % every;
    this.#groups = groups;
    this.#lowering = lowering;
    this.#layout = lowering.layout;
    this.#total = new Float64Array(lowering.layout.width);
  }

  get nextDue(): number {
    return this.#nextEnd - 1;
  }

  event(group: number, time: number, value: number, active: number): void {
    const current = this.#panes[group];
    // Most events fall in the slice that is open: no need to work out which one that is.
    if (current?.isOpen === true && time < current.openEnd) {
      this.#layout.add(current.open, 0, time, value, active);
      if (current.kept !== null) current.kept.add(time, value, active);
      return;
    }
    const into = floorMod(time - this.#offset, this.#every);
    if (this.#every > this.#size && into >= this.#size) return; // between two hops: in no window
    let panes = current;
    if (panes === undefined) panes = this.#begin(group, time);
    if (!panes.isOpen || time >= panes.openEnd) {
      if (panes.isOpen) panes.queue.push(panes.open, 0, panes.openStart, panes.openEnd);
      const period = time - into;
      const late = this.#cut > 0 && into >= this.#cut;
      panes.openStart = late ? period + this.#cut : period;
      panes.openEnd = this.#cut > 0 && !late ? period + this.#cut : period + this.#every;
      panes.isOpen = true;
      this.#lowering.layout.clear(panes.open, 0);
    }
    this.#lowering.layout.add(panes.open, 0, time, value, active);
    panes.kept?.add(time, value, active);
  }

  advance(watermark: number): void {
    while (this.#nextEnd !== Number.POSITIVE_INFINITY && this.#nextEnd - 1 <= watermark) {
      const end = this.#nextEnd;
      this.#fire(end);
      this.#nextEnd = this.#held.length === 0 ? Number.POSITIVE_INFINITY : end + this.#every;
    }
  }

  stateSize(): { groups: number; panes: number } {
    let panes = 0;
    for (const group of [...this.#held, ...this.#fresh]) {
      const state = this.#panes[group];
      if (state !== undefined) panes += state.queue.length + (state.isOpen ? 1 : 0);
    }
    return { groups: this.#held.length + this.#fresh.length, panes };
  }

  snapshot(): TimeWindowsSnapshot {
    const groups = [...this.#held, ...this.#fresh];
    return {
      nextEnd: this.#nextEnd,
      groups: groups.map((group) => {
        const { queue, open, openStart, openEnd, isOpen, kept } = this.#panes[group] as GroupPanes;
        return { group, queue: queue.snapshot(), open: open.slice(), openStart, openEnd, isOpen, kept: kept?.snapshot() ?? null };
      }),
    };
  }

  restore(snapshot: TimeWindowsSnapshot): void {
    this.#nextEnd = snapshot.nextEnd;
    for (const { group, queue, open, openStart, openEnd, isOpen, kept } of snapshot.groups) {
      this.#panes[group] = {
        queue: SliceQueue.restore(this.#lowering.layout, queue),
        open: open.slice(),
        openStart,
        openEnd,
        isOpen,
        kept: kept === null ? null : KeptValues.restore(kept),
      };
      this.#fresh.push(group);
    }
  }

  #begin(group: number, time: number): GroupPanes {
    const { layout, keepsValues } = this.#lowering;
    const panes: GroupPanes = {
      queue: new SliceQueue(layout),
      open: new Float64Array(layout.width),
      openStart: 0,
      openEnd: 0,
      isOpen: false,
      kept: keepsValues ? new KeptValues() : null,
    };
    this.#panes[group] = panes;
    this.#fresh.push(group);
    // The first window that holds `time` starts at the first grid point after time - size.
    const before = time - this.#size;
    const firstEnd = before - floorMod(before - this.#offset, this.#every) + this.#every + this.#size;
    if (firstEnd < this.#nextEnd) this.#nextEnd = firstEnd;
    return panes;
  }

  #fire(end: number): void {
    const start = end - this.#size;
    this.#sortIn();
    const held = this.#held;
    let kept = 0;
    for (let i = 0; i < held.length; i++) {
      const group = held[i] as number;
      const panes = this.#panes[group] as GroupPanes;
      const { queue } = panes;
      if (panes.isOpen && panes.openEnd <= end) {
        queue.push(panes.open, 0, panes.openStart, panes.openEnd);
        panes.isOpen = false;
      }
      while (queue.length > 0 && queue.start < start) queue.shift();
      panes.kept?.dropBefore(start);
      if (queue.length > 0) {
        queue.total(this.#total);
        this.#lowering.emit(this.#total, panes.kept, group, start, end, end - 1, -1);
      }
      if (queue.length === 0 && !panes.isOpen) this.#panes[group] = undefined;
      else held[kept++] = group;
    }
    held.length = kept;
  }

  #sortIn(): void {
    if (this.#fresh.length === 0) return;
    const compare = (a: number, b: number): number => this.#groups.compare(a, b);
    const fresh = this.#fresh.sort(compare);
    const merged: number[] = [];
    let f = 0;
    for (const group of this.#held) {
      while (f < fresh.length && compare(fresh[f] as number, group) < 0) merged.push(fresh[f++] as number);
      merged.push(group);
    }
    while (f < fresh.length) merged.push(fresh[f++] as number);
    this.#held = merged;
    this.#fresh = [];
  }
}

interface TimeWindowsSnapshot {
  readonly nextEnd: number;
  readonly groups: readonly {
    readonly group: number;
    readonly queue: SliceQueueSnapshot;
    readonly open: Float64Array;
    readonly openStart: number;
    readonly openEnd: number;
    readonly isOpen: boolean;
    readonly kept: KeptValuesSnapshot | null;
  }[];
}
