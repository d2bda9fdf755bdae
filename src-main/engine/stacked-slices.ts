import type { ClosedSlices } from "./closed-slices.ts";
import { floorMod } from "./floor-mod.ts";
import type { OpenSlices } from "./open-slices.ts";
import type { PartialLayout } from "./partial-layout.ts";

/** What closed at one time. */
interface Slide {
  readonly start: number;
  readonly length: number;
}

/** A place that is none: one below the first. */
const NONE = -1;
const LEAST_ROOM = 64;

/**
 * Closed slices of any partials, with the aggregate of each group's slices in O(1) amortised: two stacks a group (Tangwongsan, Hirzel &
 * Schneider, "In-Order Sliding-Window Aggregation in Worst-Case Constant Time", 2021, section 4), those of all groups in one queue. An older
 * slice holds the aggregate from itself to the newest of the older ones; a newer one its own partial; `back` has each group's aggregate of the newer.
 *
 * All groups turn their newer slices into older ones together, at every window start on a grid as wide as a window (as the blocks of van Herk
 * 1992 and Gil & Werman 1993): by then no older slice is left, as each lies before a start that has passed. So slices come, turn and go with all
 * others of their time, one after the other in memory, and what is added to what follows from a group's own events, not from who else is there.
 */
export class StackedSlices implements ClosedSlices {
  readonly #layout: PartialLayout;
  readonly #width: number;
  readonly #period: number;
  readonly #offset: number;
  /** Oldest first; the first `#older` of them are turned. */
  #slides: Slide[] = [];
  #older = 0;
  /**
   * Their entries, in a ring whose size is a power of two: the group of each, its next older slice where it is turned, and its partial one place on,
   * as the partial of no events comes first.
   */
  #mask = LEAST_ROOM - 1;
  #groups = new Int32Array(LEAST_ROOM);
  #next = new Int32Array(LEAST_ROOM);
  #partials: Float64Array;
  #head = 0;
  size = 0;
  emptied = true;
  /** By group: how many entries it has. */
  #held = new Int32Array(0);
  /** By group: where its first older entry is, and the aggregate of its newer ones. */
  #first = new Int32Array(0);
  #back = new Float64Array(0);
  /** Partials to be combined, all of one kind in one go: where the two of each are. */
  #left = new Int32Array(LEAST_ROOM);
  #right = new Int32Array(LEAST_ROOM);

  /** Of windows [offset + k * every, … + size), ms. */
  constructor(layout: PartialLayout, size: number, every: number, offset: number) {
    this.#layout = layout;
    this.#width = layout.width;
    this.#period = every * Math.max(1, Math.floor(size / every));
    this.#offset = offset;
    this.#partials = this.#blank(LEAST_ROOM);
  }

  holds(group: number): boolean {
    return (this.#held[group] as number) > 0;
  }

  close(open: OpenSlices, groups: Int32Array, n: number): void {
    const length = open.count;
    if (length === 0) return;
    this.#know(open.isOpen.length);
    this.#reserve(length);
    const { isOpen } = open;
    const width = this.#width;
    const held = this.#held;
    let at = (this.#head + this.size) & this.#mask;
    let closed = 0;
    for (let i = 0; i < n; i++) {
      const group = groups[i] as number;
      if (isOpen[group] === 0) continue;
      this.#groups[at] = group;
      held[group] = (held[group] as number) + 1;
      const to = (at + 1) * width;
      open.move(group, this.#partials, to);
      this.#left[closed] = group * width;
      this.#right[closed++] = to;
      at = (at + 1) & this.#mask;
    }
    this.#layout.combineEach(this.#back, this.#left, this.#partials, this.#right, closed, this.#back, 0);
    this.#slides.push({ start: open.start, length });
    this.size += length;
  }

  totals(groups: Uint32Array, n: number, out: Float64Array): void {
    this.#reserveOffsets(n);
    const width = this.#width;
    const [left, right, first] = [this.#left, this.#right, this.#first];
    for (let i = 0; i < n; i++) {
      const group = groups[i] as number;
      left[i] = ((first[group] as number) + 1) * width;
      right[i] = group * width;
    }
    this.#layout.combineEach(this.#partials, left, this.#back, right, n, out, width);
  }

  /** `time` is the start of the next window, later than the one of the call before; windows are dropped for one after the other. */
  dropBefore(time: number): void {
    this.emptied = false;
    for (let slide = this.#slides[0]; slide !== undefined && slide.start < time; slide = this.#slides[0]) {
      this.#drop(slide.length);
      this.#slides.shift();
    }
    if (floorMod(time - this.#offset, this.#period) === 0) this.#turn();
  }

  snapshot(): StackedSlicesSnapshot {
    const width = this.#width;
    let at = this.#head;
    const slides = this.#slides.map(({ start, length }) => {
      const groups = new Int32Array(length);
      const partials = new Float64Array(length * width);
      for (let i = 0; i < length; i++) {
        groups[i] = this.#groups[at] as number;
        partials.set(this.#partials.subarray((at + 1) * width, (at + 2) * width), i * width);
        at = (at + 1) & this.#mask;
      }
      return { start, groups, partials };
    });
    return { known: this.#held.length, older: this.#older, slides };
  }

  restore({ known, older, slides }: StackedSlicesSnapshot): void {
    this.#know(known);
    const width = this.#width;
    for (const [index, { start, groups, partials }] of slides.entries()) {
      this.#reserve(groups.length);
      let at = (this.#head + this.size) & this.#mask;
      for (let i = 0; i < groups.length; i++) {
        const group = groups[i] as number;
        this.#groups[at] = group;
        this.#held[group] = (this.#held[group] as number) + 1;
        this.#partials.set(partials.subarray(i * width, (i + 1) * width), (at + 1) * width);
        if (index >= older)
          this.#layout.combine(this.#back, group * width, this.#partials, (at + 1) * width, this.#back, group * width);
        at = (at + 1) & this.#mask;
      }
      this.#slides.push({ start, length: groups.length });
      this.size += groups.length;
    }
    this.#older = older;
    let entries = 0;
    for (const { length } of this.#slides.slice(0, older)) entries += length;
    for (let i = entries - 1; i >= 0; i--) this.#putFirst((this.#head + i) & this.#mask);
  }

  /** Drops the oldest entries, which are one slide. */
  #drop(length: number): void {
    const [groups, next, first, held, mask] = [this.#groups, this.#next, this.#first, this.#held, this.#mask];
    const turned = this.#older > 0;
    let emptied = false;
    let at = this.#head;
    for (let i = 0; i < length; i++) {
      const group = groups[at] as number;
      const left = (held[group] as number) - 1;
      held[group] = left;
      if (left === 0) emptied = true;
      if (turned) first[group] = next[at] as number;
      else this.#clear(group);
      at = (at + 1) & mask;
    }
    this.#head = at;
    this.size -= length;
    if (emptied) this.emptied = true;
    if (turned) this.#older--;
  }

  /** Makes every entry hold the aggregate from itself to the group's newest. */
  #turn(): void {
    const width = this.#width;
    let at = (this.#head + this.size) & this.#mask;
    for (let s = this.#slides.length - 1; s >= this.#older; s--) {
      const { length } = this.#slides[s] as Slide;
      let n = 0;
      for (let i = 0; i < length; i++) {
        at = (at - 1) & this.#mask;
        const group = this.#groups[at] as number;
        this.#clear(group);
        const newer = this.#first[group] as number;
        this.#putFirst(at);
        if (newer === NONE) continue;
        this.#left[n] = (at + 1) * width;
        this.#right[n++] = (newer + 1) * width;
      }
      this.#layout.combineEach(this.#partials, this.#left, this.#partials, this.#right, n, this.#partials, 0);
    }
    this.#older = this.#slides.length;
  }

  /** Makes an entry its group's first older one. */
  #putFirst(at: number): void {
    const group = this.#groups[at] as number;
    this.#next[at] = this.#first[group] as number;
    this.#first[group] = at;
  }

  /** Makes the aggregate of a group's newer slices the partial of no events. */
  #clear(group: number): void {
    const width = this.#width;
    const back = this.#back;
    const partials = this.#partials;
    for (let i = 0, to = group * width; i < width; i++, to++) back[to] = partials[i] as number;
  }

  #know(groups: number): void {
    const known = this.#held.length;
    if (groups <= known) return;
    this.#held = grown(this.#held, groups);
    this.#first = grown(this.#first, groups).fill(NONE, known);
    const back = new Float64Array(groups * this.#width);
    back.set(this.#back);
    this.#back = back;
    for (let group = known; group < groups; group++) this.#clear(group);
  }

  /** Room for so many more entries. */
  #reserve(more: number): void {
    this.#reserveOffsets(more);
    const room = this.#mask + 1;
    if (this.size + more <= room) return;
    const larger = 2 ** Math.ceil(Math.log2(this.size + more));
    const width = this.#width;
    const [groups, next, partials, mask, head] = [this.#groups, this.#next, this.#partials, this.#mask, this.#head];
    const moved = (at: number): number => (at === NONE ? NONE : (at - head) & mask);
    this.#groups = new Int32Array(larger);
    this.#next = new Int32Array(larger);
    this.#partials = this.#blank(larger);
    for (let i = 0; i < this.size; i++) {
      const at = (head + i) & mask;
      this.#groups[i] = groups[at] as number;
      this.#next[i] = moved(next[at] as number);
    }
    const unbroken = Math.min(this.size, room - head);
    this.#partials.set(partials.subarray((head + 1) * width, (head + 1 + unbroken) * width), width);
    this.#partials.set(partials.subarray(width, (this.size - unbroken + 1) * width), (unbroken + 1) * width);
    for (let group = 0; group < this.#first.length; group++) this.#first[group] = moved(this.#first[group] as number);
    this.#mask = larger - 1;
    this.#head = 0;
  }

  #reserveOffsets(n: number): void {
    if (n <= this.#left.length) return;
    this.#left = new Int32Array(n * 2);
    this.#right = new Int32Array(n * 2);
  }

  /** Room for the partials of so many entries. */
  #blank(entries: number): Float64Array {
    const partials = new Float64Array((entries + 1) * this.#width);
    this.#layout.clear(partials, 0);
    return partials;
  }
}

function grown(list: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(list);
  return larger;
}

/** Plain data. */
export interface StackedSlicesSnapshot {
  /** Groups met so far. */
  readonly known: number;
  /** How many slides, from the oldest on, are turned. */
  readonly older: number;
  readonly slides: readonly { readonly start: number; readonly groups: Int32Array; readonly partials: Float64Array }[];
}
