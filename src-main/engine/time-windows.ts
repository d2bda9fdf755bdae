import { type EventBatch, NO_FLAG } from "./batch.ts";
import type { ClosedSlices } from "./closed-slices.ts";
import { CountedSlices } from "./counted-slices.ts";
import { floorMod } from "./floor-mod.ts";
import { GroupOrder } from "./group-order.ts";
import { type Groups, NOT_ACCEPTED } from "./groups.ts";
import { KeptValues, type KeptValuesSnapshot } from "./kept-values.ts";
import { OpenSlices, type OpenSlicesSnapshot } from "./open-slices.ts";
import { StackedSlices } from "./stacked-slices.ts";
import type { EventChoice, Lowering, WindowOperator } from "./window-operator.ts";

/**
 * Tumbling and sliding (hopping) windows, aligned as in Flink: lastStart = time - floorMod(time - offset, every). The stream is cut
 * at window edges into slices (Cutty, Carbone et al. 2016; Scotty, Traub et al. 2018), one partial a slice and group, so that an event is
 * added once whatever the overlap, and a window costs O(1) amortised. Slices lie on one grid for all groups: between two edges of it a
 * batch is added column by column, and windows that end together fire column by column.
 */
export class TimeWindows implements WindowOperator {
  readonly #size: number;
  readonly #every: number;
  readonly #offset: number;
  /** Where inside a period windows end; 0: at its start. */
  readonly #cut: number;
  readonly #lowering: Lowering;
  readonly #layout: Lowering["layout"];
  readonly #opened: OpenSlices;
  readonly #closed: ClosedSlices;
  /** Groups that hold slices, in key order. A group whose slices are gone stays until the next firing, as it usually comes back. */
  readonly #held: GroupOrder;
  readonly #kept: (KeptValues | undefined)[] = [];
  #nextEnd = Number.POSITIVE_INFINITY;
  /** The slice of the time looked at last. */
  #sliceStart = Number.NaN;
  #sliceEnd = Number.NaN;
  /** Of the windows of one firing. */
  #firing = new Uint32Array(0);
  #totals = new Float64Array(0);

  constructor(size: number, every: number, offset: number, groups: Groups, lowering: Lowering) {
    this.#size = size;
    this.#every = every;
    this.#offset = offset;
    this.#cut = every > size ? size : size % every;
    this.#lowering = lowering;
    this.#layout = lowering.layout;
    this.#opened = new OpenSlices(lowering.layout);
    const { layout } = lowering;
    this.#closed = layout.onlyCounts
      ? new CountedSlices(layout.width === 1 ? 1 : 2, layout.counts)
      : new StackedSlices(layout, size, every, offset);
    this.#held = new GroupOrder(groups);
  }

  get nextDue(): number {
    return this.#nextEnd - 1;
  }

  event(group: number, time: number, value: number, active: number): void {
    if (this.#enter(time)) this.#add(group, time, value, active);
  }

  /** All events of a batch, firing what is due before each: as `advance(time - 1)` and `event` for one after the other. */
  events(batch: EventBatch, groups: Groups, choice: EventChoice): void {
    const { length, time } = batch;
    for (let i = 0; i < length; ) {
      const first = time[i] as number;
      if (this.#nextEnd - 1 <= first - 1) this.advance(first - 1);
      const inWindow = this.#enter(first);
      const to = firstFrom(time, i + 1, length, this.#sliceEnd);
      if (inWindow) this.#slice(batch, i, to, groups, choice);
      i = to;
    }
  }

  /** Events [from, to), all of the current slice. */
  #slice(batch: EventBatch, from: number, to: number, groups: Groups, choice: EventChoice): void {
    const { key, time, value, threshold, active } = batch;
    const { keepsValues, layout } = this.#lowering;
    const { thresholdOnly, activeOnly } = choice;
    for (let i = from; ; i++) {
      if (!keepsValues)
        i = layout.addEvents({
          open: this.#opened,
          held: this.#held.has,
          start: this.#sliceStart,
          groups: groups.table,
          batch,
          from: i,
          to,
          thresholdOnly,
          activeOnly,
        });
      if (i >= to) return;
      // The first one of its key, or of a group that holds nothing any more.
      if (thresholdOnly && Number.isNaN(threshold[i])) continue;
      const flag = active[i] as number;
      if (activeOnly && flag === NO_FLAG) continue;
      const group = groups.of(key[i] as number);
      if (group !== NOT_ACCEPTED) this.#add(group, time[i] as number, value[i] as number, flag);
    }
  }

  /** Adds an event of the current slice. */
  #add(group: number, time: number, value: number, active: number): void {
    const opened = this.#opened;
    if (group >= opened.isOpen.length || opened.isOpen[group] === 0) this.#open(group, time);
    this.#layout.add(opened.partials, group * this.#layout.width, time, value, active);
    this.#kept[group]?.add(time, value, active);
  }

  advance(watermark: number): void {
    while (this.#nextEnd !== Number.POSITIVE_INFINITY && this.#nextEnd - 1 <= watermark) {
      const end = this.#nextEnd;
      this.#fire(end);
      this.#nextEnd = this.#held.size === 0 ? Number.POSITIVE_INFINITY : end + this.#every;
    }
  }

  stateSize(): { groups: number; panes: number } {
    let groups = 0;
    const closed = this.#closed;
    for (const group of this.#held) if (closed.holds(group) || this.#opened.isOpen[group] === 1) groups++;
    return { groups, panes: this.#closed.size + this.#opened.count };
  }

  snapshot(): TimeWindowsSnapshot {
    return {
      nextEnd: this.#nextEnd,
      groups: [...this.#held].map((group) => ({ group, kept: this.#kept[group]?.snapshot() ?? null })),
      open: this.#opened.snapshot(this.#held),
      closed: this.#closed.snapshot(),
    };
  }

  restore({ nextEnd, groups, open, closed }: TimeWindowsSnapshot): void {
    this.#nextEnd = nextEnd;
    let known = 0;
    for (const { group, kept } of groups) {
      known = Math.max(known, group + 1);
      if (kept !== null) this.#kept[group] = KeptValues.restore(kept);
      this.#held.add(group);
    }
    this.#opened.restore(open, known);
    // The events to come are added to the slice that is open, not to a second one of its time: a sum would differ in its last digits.
    if (this.#opened.count > 0) this.#lookAt(this.#opened.start);
    this.#closed.restore(closed);
  }

  /** Works out the slice of a time; false between two hops: in no window (then [start, end) is the gap). */
  #enter(time: number): boolean {
    if (!(time >= this.#sliceStart && time < this.#sliceEnd)) {
      this.#lookAt(time);
      // What is open is of the slice before: closed already where a window ended since, but not at an edge where one only began.
      if (this.#cut > 0) this.#closeAll();
    }
    return this.#every <= this.#size || floorMod(this.#sliceStart - this.#offset, this.#every) < this.#size;
  }

  #lookAt(time: number): void {
    const into = floorMod(time - this.#offset, this.#every);
    const period = time - into;
    const late = this.#cut > 0 && into >= this.#cut;
    this.#sliceStart = late ? period + this.#cut : period;
    this.#sliceEnd = this.#cut > 0 && !late ? period + this.#cut : period + this.#every;
  }

  /** Begins the current slice of a group. */
  #open(group: number, time: number): void {
    if (this.#held.add(group)) {
      if (this.#lowering.keepsValues) this.#kept[group] ??= new KeptValues();
      // The first window that holds `time` starts at the first grid point after time - size.
      const before = time - this.#size;
      const firstEnd = before - floorMod(before - this.#offset, this.#every) + this.#every + this.#size;
      if (firstEnd < this.#nextEnd) this.#nextEnd = firstEnd;
    }
    this.#opened.begin(group, this.#sliceStart);
  }

  /** All windows [end - size, end). Every slice begins before `end`, as events from there on come after this. */
  #fire(end: number): void {
    const start = end - this.#size;
    const next = start + this.#every;
    const closed = this.#closed;
    this.#held.sort();
    this.#closeAll();
    const size = this.#held.size;
    this.#reserveWindows(size);
    const firing = this.#firing;
    const n = this.#held.keep(closed, firing);
    if (this.#lowering.keepsValues) for (let i = n; i < size; i++) this.#kept[firing[i] as number] = undefined;
    const asked = this.#lowering.changedOnly && closed.changed !== undefined ? closed.changed(firing, n) : n;
    closed.totals(firing, asked, this.#totals);
    const values = this.#lowering.keepsValues ? this.#kept : null;
    this.#lowering.emitEach(this.#totals, values, firing, asked, start, end, end - 1);
    closed.dropBefore(next);
    if (values !== null) for (let i = 0; i < n; i++) values[firing[i] as number]?.dropBefore(next);
  }

  #closeAll(): void {
    this.#closed.close(this.#opened, this.#held.groups, this.#held.size);
  }

  #reserveWindows(n: number): void {
    if (n <= this.#firing.length) return;
    const room = Math.max(64, n, this.#firing.length * 2);
    this.#firing = new Uint32Array(room);
    this.#totals = new Float64Array(room * this.#layout.width);
  }
}

/** The first position in [from, to) whose time is not before `time`; `to` when there is none. Times ascend; most often it is far. */
function firstFrom(times: Float64Array, from: number, to: number, time: number): number {
  let low = from;
  let high = from;
  for (let step = 1; high < to && (times[high] as number) < time; step *= 2) {
    low = high + 1;
    high += step;
  }
  high = Math.min(high, to);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface TimeWindowsSnapshot {
  readonly nextEnd: number;
  readonly groups: readonly { readonly group: number; readonly kept: KeptValuesSnapshot | null }[];
  readonly open: OpenSlicesSnapshot;
  readonly closed: unknown;
}
