import type { ClosedSlices } from "./closed-slices.ts";
import type { OpenSlices } from "./open-slices.ts";
import type { PartialLayout } from "./partial.ts";

/** Slots of the smallest ring. */
const LEAST_SLOTS = 2;
/** What is kept of a group, as whole numbers side by side: 32 bytes, so that one look at the memory brings all of it. */
const GROUP = 8;
/** Where its block is in the arena, -1 for none; the slots less one; head, flip and tail. */
const BLOCK = 0;
const MASK = 1;
const HEAD = 2;
const FLIP = 3;
const TAIL = 4;

/**
 * Closed slices of any partials, with the aggregate of each group's slices in O(1) amortised: the two-stacks algorithm kept in one ring a
 * group ("Two-Stacks Lite", Tangwongsan, Hirzel & Schneider 2021). Of a group's slices [head, tail) those before `flip` hold the aggregate
 * from themselves to `flip`, the others their own; `back` is the aggregate of the latter.
 *
 * The rings lie in one arena of doubles: a group's block is its back, then a ring of slots, each the slice's start time and its partial.
 * Blocks that are given back serve other groups, so memory follows the slices held.
 */
export class StackedSlices implements ClosedSlices {
  readonly #layout: PartialLayout;
  readonly #slot: number;
  #arena: Float64Array;
  #end: number;
  /** Free blocks by power of two of their slots. */
  readonly #free: number[][] = [];
  #groups = new Int32Array(0);
  #known = 0;
  size = 0;
  /** Partials to be combined, all of one kind in one go: where the older and the newer of each two are. */
  #older = new Int32Array(64);
  #newer = new Int32Array(64);
  /** How many `#turn` found due. */
  #turns = 0;

  constructor(layout: PartialLayout) {
    this.#layout = layout;
    this.#slot = layout.width + 1;
    // The partial of no events stands first.
    this.#arena = new Float64Array(Math.max(256, layout.width));
    layout.clear(this.#arena, 0);
    this.#end = layout.width;
  }

  close(open: OpenSlices, groups: Int32Array, n: number): void {
    this.#know(open.isOpen.length);
    this.#reserve(n);
    let closed = 0;
    for (let i = 0; i < n; i++) {
      const group = groups[i] as number;
      if (open.isOpen[group] === 0) continue;
      const at = this.#append(group, open.start);
      open.move(group, this.#arena, at);
      this.#newer[closed] = at;
      this.#older[closed++] = this.#back(group);
    }
    this.#layout.combineEach(this.#arena, this.#older, this.#newer, closed, this.#arena, 0);
  }

  holds(group: number): boolean {
    return group < this.#known && this.#length(group) > 0;
  }

  totals(groups: Uint32Array, n: number, out: Float64Array): void {
    this.#reserve(n);
    for (let i = 0; i < n; i++) {
      const group = groups[i] as number;
      this.#older[i] = this.#front(group);
      this.#newer[i] = this.#back(group);
    }
    this.#layout.combineEach(this.#arena, this.#older, this.#newer, n, out, this.#layout.width);
  }

  dropBefore(time: number, groups: Uint32Array, n: number): void {
    for (let i = 0; i < n; i++) this.#dropBefore(groups[i] as number, time);
    // What was found due, of all groups: each step rests on the one before.
    this.#layout.combineEach(this.#arena, this.#older, this.#newer, this.#turns, this.#arena, 0);
    this.#turns = 0;
  }

  /** Gives the block of the group back. */
  release(group: number): void {
    if (group >= this.#known) return;
    const g = group * GROUP;
    const block = this.#groups[g + BLOCK] as number;
    if (block === -1) return;
    (this.#free[31 - Math.clz32((this.#groups[g + MASK] as number) + 1)] ??= []).push(block);
    this.#groups[g + BLOCK] = -1;
  }

  snapshot(groups: Iterable<number>): GroupSlices[] {
    return [...groups].filter((group) => this.holds(group)).map((group) => this.#saved(group));
  }

  restore(snapshot: readonly GroupSlices[]): void {
    for (const slices of snapshot) this.#restore(slices);
  }

  #know(groups: number): void {
    if (groups <= this.#known) return;
    const larger = new Int32Array(groups * GROUP);
    larger.set(this.#groups);
    for (let g = this.#known; g < groups; g++) larger[g * GROUP + BLOCK] = -1;
    this.#groups = larger;
    this.#known = groups;
  }

  #reserve(n: number): void {
    if (n <= this.#older.length) return;
    this.#older = grown(this.#older, n * 2);
    this.#newer = grown(this.#newer, n * 2);
  }

  #length(group: number): number {
    const g = group * GROUP;
    return (this.#groups[g + TAIL] as number) - (this.#groups[g + HEAD] as number);
  }

  /** Room for one more slice in the ring; answers where its partial is. */
  #append(group: number, start: number): number {
    const g = group * GROUP;
    if (this.#groups[g + BLOCK] === -1) this.#take(group, LEAST_SLOTS);
    else if (this.#length(group) > (this.#groups[g + MASK] as number)) this.#enlarge(group);
    const tail = this.#groups[g + TAIL] as number;
    const at = this.#at(g, tail);
    this.#groups[g + TAIL] = tail + 1;
    this.#arena[at] = start;
    this.size++;
    return at + 1;
  }

  /** Where the two parts of the aggregate of all closed slices are: the older, then the newer. 0 is the partial of no events. */
  #front(group: number): number {
    const g = group * GROUP;
    const head = this.#groups[g + HEAD] as number;
    return head === this.#groups[g + FLIP] ? 0 : this.#at(g, head) + 1;
  }

  #back(group: number): number {
    return this.#groups[group * GROUP + BLOCK] as number;
  }

  /** Drops slices of a group; what `#turn` found due must be combined before aggregates are asked for. */
  #dropBefore(group: number, time: number): void {
    const groups = this.#groups;
    const g = group * GROUP;
    const tail = groups[g + TAIL] as number;
    let head = groups[g + HEAD] as number;
    while (head < tail && (this.#arena[this.#at(g, head)] as number) < time) {
      if (head === groups[g + FLIP]) {
        if (tail - head === 1) {
          // The only one: nothing to turn over.
          this.#clear(groups[g + BLOCK] as number);
          groups[g + FLIP] = tail;
        } else this.#turn(g, head);
      }
      head++;
      this.size--;
    }
    groups[g + HEAD] = head;
    // Starting over keeps the counters small.
    if (head === tail) groups[g + HEAD] = groups[g + FLIP] = groups[g + TAIL] = 0;
  }

  #saved(group: number): GroupSlices {
    const { width } = this.#layout;
    const g = group * GROUP;
    const n = this.#length(group);
    const head = this.#groups[g + HEAD] as number;
    const starts = new Float64Array(n);
    const partials = new Float64Array(n * width);
    for (let i = 0; i < n; i++) {
      const at = this.#at(g, head + i);
      starts[i] = this.#arena[at] as number;
      partials.set(this.#arena.subarray(at + 1, at + 1 + width), i * width);
    }
    const block = this.#groups[g + BLOCK] as number;
    return {
      group,
      flip: (this.#groups[g + FLIP] as number) - head,
      starts,
      partials,
      back: this.#arena.slice(block, block + width),
    };
  }

  #restore({ group, flip, starts, partials, back }: GroupSlices): void {
    const { width } = this.#layout;
    this.#know(group + 1);
    for (const [i, start] of starts.entries()) {
      const at = this.#append(group, start);
      this.#arena.set(partials.subarray(i * width, (i + 1) * width), at);
    }
    const g = group * GROUP;
    this.#groups[g + FLIP] = flip;
    this.#arena.set(back, this.#groups[g + BLOCK] as number);
  }

  /** Where slice `index` of a group begins; `g` is where what is kept of the group is. */
  #at(g: number, index: number): number {
    const groups = this.#groups;
    return (groups[g + BLOCK] as number) + this.#layout.width + (index & (groups[g + MASK] as number)) * this.#slot;
  }

  /** Makes every slice hold the aggregate from itself to the newest, once what is due is combined. */
  #turn(g: number, head: number): void {
    const tail = this.#groups[g + TAIL] as number;
    this.#reserve(this.#turns + tail - head);
    let newer = this.#at(g, tail - 1) + 1;
    for (let i = tail - 2; i >= head; i--) {
      const at = this.#at(g, i) + 1;
      this.#older[this.#turns] = at;
      this.#newer[this.#turns++] = newer;
      newer = at;
    }
    this.#groups[g + FLIP] = tail;
    this.#clear(this.#groups[g + BLOCK] as number);
  }

  /** Makes the run at `at` the partial of no events. */
  #clear(at: number): void {
    const arena = this.#arena;
    const { width } = this.#layout;
    for (let i = 0; i < width; i++) arena[at + i] = arena[i] as number;
  }

  #take(group: number, slots: number): void {
    const free = this.#free[31 - Math.clz32(slots)];
    let block = free?.pop();
    if (block === undefined) {
      block = this.#end;
      this.#end += this.#layout.width + slots * this.#slot;
      if (this.#end > this.#arena.length) {
        const larger = new Float64Array(Math.max(this.#arena.length * 2, this.#end));
        larger.set(this.#arena);
        this.#arena = larger;
      }
    }
    this.#groups[group * GROUP + BLOCK] = block;
    this.#groups[group * GROUP + MASK] = slots - 1;
    this.#clear(block);
  }

  /** Twice the slots, in a block of its own. */
  #enlarge(group: number): void {
    const { width } = this.#layout;
    const g = group * GROUP;
    const [block, mask] = [this.#groups[g + BLOCK] as number, this.#groups[g + MASK] as number];
    const head = this.#groups[g + HEAD] as number;
    const tail = this.#groups[g + TAIL] as number;
    this.release(group);
    // A block just given back is of another size, so it is not the one taken.
    this.#take(group, (mask + 1) * 2);
    const arena = this.#arena;
    arena.copyWithin(this.#back(group), block, block + width);
    for (let i = head; i < tail; i++) {
      const from = block + width + (i & mask) * this.#slot;
      arena.copyWithin(this.#at(g, i), from, from + this.#slot);
    }
  }
}

function grown(list: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(list);
  return larger;
}

/** Plain data. */
export interface GroupSlices {
  readonly group: number;
  readonly flip: number;
  readonly starts: Float64Array;
  readonly partials: Float64Array;
  readonly back: Float64Array;
}
