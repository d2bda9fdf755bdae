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
 * The slices of all groups of one operator, with the aggregate of each group's slices in O(1) amortised: the two-stacks algorithm kept in
 * one ring a group ("Two-Stacks Lite", Tangwongsan, Hirzel & Schneider 2021). Of a group's slices [head, tail) those before `flip` hold
 * the aggregate from themselves to `flip`, the others their own; `back` is the aggregate of the latter.
 *
 * The slice that events are added to is open and stands apart from the rings: the partials of all groups one after the other in `open`, so
 * that an event touches no more memory than a running sum a group would. Closing it moves it into the ring. The rings lie in one arena of
 * doubles: a group's block is its back, then a ring of slots, each the slice's start time and its partial. Blocks that are given back
 * serve other groups, so memory follows the slices held, but for one partial a group seen.
 */
export class SliceStore {
  readonly #layout: PartialLayout;
  readonly #slot: number;
  arena: Float64Array;
  #end: number;
  /** Free blocks by power of two of their slots. */
  readonly #free: number[][] = [];
  #groups = new Int32Array(0);
  /** Partials of open slices, `width` doubles a group; that of no events where none is open. */
  open = new Float64Array(0);
  /** 1: the group has an open slice. */
  isOpen = new Uint8Array(0);
  #openStart = new Float64Array(0);
  panes = 0;
  /** What `turnAll` has to combine. */
  #older = new Int32Array(64);
  #newer = new Int32Array(64);
  #turns = 0;

  constructor(layout: PartialLayout) {
    this.#layout = layout;
    this.#slot = layout.width + 1;
    // The partial of no events stands first.
    this.arena = new Float64Array(Math.max(256, layout.width));
    layout.clear(this.arena, 0);
    this.#end = layout.width;
  }

  /** Room for groups up to this one. */
  ensure(group: number): void {
    const size = this.isOpen.length;
    if (group < size) return;
    const next = Math.max(64, size * 2, group + 1);
    const { width } = this.#layout;
    const groups = new Int32Array(next * GROUP);
    groups.set(this.#groups);
    const open = new Float64Array(next * width);
    open.set(this.open);
    for (let g = size; g < next; g++) {
      groups[g * GROUP + BLOCK] = -1;
      for (let i = 0; i < width; i++) open[g * width + i] = this.arena[i] as number;
    }
    this.#groups = groups;
    this.open = open;
    const isOpen = new Uint8Array(next);
    isOpen.set(this.isOpen);
    this.isOpen = isOpen;
    const openStart = new Float64Array(next);
    openStart.set(this.#openStart);
    this.#openStart = openStart;
  }

  /** Closed slices of a group there is room for. */
  length(group: number): number {
    const g = group * GROUP;
    return (this.#groups[g + TAIL] as number) - (this.#groups[g + HEAD] as number);
  }

  /** Begins a slice; the one before must be closed. */
  begin(group: number, start: number): void {
    this.isOpen[group] = 1;
    this.#openStart[group] = start;
    this.panes++;
  }

  /**
   * The open slice takes no more events: answers where it is in the arena. The caller combines it into the back, at `back`, before anything
   * else is asked of the group.
   */
  close(group: number): number {
    const { width } = this.#layout;
    const at = this.#append(group, this.#openStart[group] as number);
    const { arena, open } = this;
    const from = group * width;
    for (let i = 0; i < width; i++) {
      arena[at + i] = open[from + i] as number;
      open[from + i] = arena[i] as number;
    }
    this.isOpen[group] = 0;
    return at;
  }

  /** Room for one more slice in the ring; answers where its partial is. */
  #append(group: number, start: number): number {
    const g = group * GROUP;
    if (this.#groups[g + BLOCK] === -1) this.#take(group, LEAST_SLOTS);
    else if (this.length(group) > (this.#groups[g + MASK] as number)) this.#enlarge(group);
    const tail = this.#groups[g + TAIL] as number;
    const at = this.#at(g, tail);
    this.#groups[g + TAIL] = tail + 1;
    this.arena[at] = start;
    return at + 1;
  }

  /** Where the two parts of the aggregate of all closed slices are: the older, then the newer. 0 is the partial of no events. */
  front(group: number): number {
    const g = group * GROUP;
    const head = this.#groups[g + HEAD] as number;
    return head === this.#groups[g + FLIP] ? 0 : this.#at(g, head) + 1;
  }

  back(group: number): number {
    return this.#groups[group * GROUP + BLOCK] as number;
  }

  /** Drops slices that start before `time`; all must be closed. `turnAll` must follow before aggregates are asked for. */
  dropBefore(group: number, time: number): void {
    const groups = this.#groups;
    const g = group * GROUP;
    const tail = groups[g + TAIL] as number;
    let head = groups[g + HEAD] as number;
    while (head < tail && (this.arena[this.#at(g, head)] as number) < time) {
      if (head === groups[g + FLIP]) {
        if (tail - head === 1) {
          // The only one: nothing to turn over.
          this.#clear(groups[g + BLOCK] as number);
          groups[g + FLIP] = tail;
        } else this.#turn(g, head);
      }
      head++;
      this.panes--;
    }
    groups[g + HEAD] = head;
    // Starting over keeps the counters small.
    if (head === tail) groups[g + HEAD] = groups[g + FLIP] = groups[g + TAIL] = 0;
  }

  /** Gives the block of a group without slices back. */
  release(group: number): void {
    const g = group * GROUP;
    const block = this.#groups[g + BLOCK] as number;
    if (block === -1) return;
    (this.#free[31 - Math.clz32((this.#groups[g + MASK] as number) + 1)] ??= []).push(block);
    this.#groups[g + BLOCK] = -1;
  }

  snapshot(group: number): GroupSlices {
    const { width } = this.#layout;
    const g = group * GROUP;
    const closed = this.length(group);
    const isOpen = this.isOpen[group] === 1;
    const n = closed + (isOpen ? 1 : 0);
    const head = this.#groups[g + HEAD] as number;
    const starts = new Float64Array(n);
    const partials = new Float64Array(n * width);
    for (let i = 0; i < closed; i++) {
      const at = this.#at(g, head + i);
      starts[i] = this.arena[at] as number;
      partials.set(this.arena.subarray(at + 1, at + 1 + width), i * width);
    }
    if (isOpen) {
      starts[closed] = this.#openStart[group] as number;
      partials.set(this.open.subarray(group * width, (group + 1) * width), closed * width);
    }
    const block = this.#groups[g + BLOCK] as number;
    const back = block === -1 ? this.arena.slice(0, width) : this.arena.slice(block, block + width);
    return { group, flip: (this.#groups[g + FLIP] as number) - head, starts, partials, back, isOpen };
  }

  restore({ group, flip, starts, partials, back, isOpen }: GroupSlices): void {
    const { width } = this.#layout;
    this.ensure(group);
    const g = group * GROUP;
    for (let i = 0; i < starts.length; i++) {
      const partial = partials.subarray(i * width, (i + 1) * width);
      if (isOpen && i === starts.length - 1) {
        this.begin(group, starts[i] as number);
        this.open.set(partial, group * width);
        continue;
      }
      const at = this.#append(group, starts[i] as number);
      this.arena.set(partial, at);
      this.panes++;
    }
    this.#groups[g + FLIP] = flip;
    const block = this.#groups[g + BLOCK] as number;
    if (block !== -1) this.arena.set(back, block);
  }

  /** Where slice `index` of a group begins; `g` is where what is kept of the group is. */
  #at(g: number, index: number): number {
    const groups = this.#groups;
    return (groups[g + BLOCK] as number) + this.#layout.width + (index & (groups[g + MASK] as number)) * this.#slot;
  }

  /** Makes every slice hold the aggregate from itself to the newest, once `turnAll` is called. */
  #turn(g: number, head: number): void {
    const tail = this.#groups[g + TAIL] as number;
    const more = this.#turns + tail - head;
    if (more > this.#older.length) {
      this.#older = grown(this.#older, more * 2);
      this.#newer = grown(this.#newer, more * 2);
    }
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

  /** Does the combining that `dropBefore` found due, of all groups in one go: each step rests on the one before. */
  turnAll(): void {
    this.#layout.combineEach(this.arena, this.#older, this.#newer, this.#turns, this.arena, 0);
    this.#turns = 0;
  }

  /** Makes the run at `at` the partial of no events. */
  #clear(at: number): void {
    const { arena } = this;
    const { width } = this.#layout;
    for (let i = 0; i < width; i++) arena[at + i] = arena[i] as number;
  }

  #take(group: number, slots: number): void {
    const free = this.#free[31 - Math.clz32(slots)];
    let block = free?.pop();
    if (block === undefined) {
      block = this.#end;
      this.#end += this.#layout.width + slots * this.#slot;
      if (this.#end > this.arena.length) {
        const larger = new Float64Array(Math.max(this.arena.length * 2, this.#end));
        larger.set(this.arena);
        this.arena = larger;
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
    const { arena } = this;
    arena.copyWithin(this.back(group), block, block + width);
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
  readonly isOpen: boolean;
}
