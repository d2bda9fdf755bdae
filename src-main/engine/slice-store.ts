import type { PartialLayout } from "./partial.ts";

/** Slots of the smallest ring. */
const LEAST_SLOTS = 2;

/**
 * The slices of all groups of one operator in one arena of doubles, with the aggregate of each group's slices in O(1) amortised: the
 * two-stacks algorithm kept in one ring a group ("Two-Stacks Lite", Tangwongsan, Hirzel & Schneider 2021). Of a group's slices [head, tail)
 * those before `flip` hold the aggregate from themselves to `flip`, the others their own; `back` is the aggregate of the closed ones of
 * the latter. The newest may be open: events are added to it, and it is not in `back` yet.
 *
 * A group's block in the arena: its back, then a ring of slots, each the slice's start time and its partial. Blocks that are given back
 * serve other groups, so memory follows the slices held, not the groups seen.
 */
export class SliceStore {
  readonly #layout: PartialLayout;
  readonly #slot: number;
  arena: Float64Array;
  #end: number;
  /** Free blocks by power of two of their slots. */
  readonly #free: number[][] = [];
  /** Block of a group, -1 for none; slots less one; head, flip and tail. */
  #block = new Int32Array(0);
  #mask = new Int32Array(0);
  #head = new Int32Array(0);
  #flip = new Int32Array(0);
  #tail = new Int32Array(0);
  /** Where the partial of a group's open slice is; 0: it has none. */
  openAt = new Int32Array(0);
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
    const size = this.#block.length;
    if (group < size) return;
    const next = Math.max(64, size * 2, group + 1);
    const grown = (column: Int32Array, fill: number): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(next).fill(fill);
      larger.set(column);
      return larger;
    };
    this.#block = grown(this.#block, -1);
    this.#mask = grown(this.#mask, 0);
    this.#head = grown(this.#head, 0);
    this.#flip = grown(this.#flip, 0);
    this.#tail = grown(this.#tail, 0);
    this.openAt = grown(this.openAt, 0);
  }

  length(group: number): number {
    return (this.#tail[group] as number) - (this.#head[group] as number);
  }

  /** Start of the oldest slice; the group must have one. */
  start(group: number): number {
    return this.arena[this.#at(group, this.#head[group] as number)] as number;
  }

  /** Begins a slice and answers where its partial is; the one before must be closed. */
  open(group: number, start: number): number {
    if ((this.#block[group] as number) === -1) this.#take(group, LEAST_SLOTS);
    else if (this.length(group) > (this.#mask[group] as number)) this.#enlarge(group);
    const tail = this.#tail[group] as number;
    const at = this.#at(group, tail);
    this.#tail[group] = tail + 1;
    this.arena[at] = start;
    this.#clear(at + 1);
    this.openAt[group] = at + 1;
    this.panes++;
    return at + 1;
  }

  isOpen(group: number): boolean {
    return (this.openAt[group] as number) > 0;
  }

  /** The open slice takes no more events: the caller combines it into the back, where this answers. */
  close(group: number): number {
    this.openAt[group] = 0;
    return this.#block[group] as number;
  }

  /** Where the two parts of the aggregate of all closed slices are: the older, then the newer. 0 is the partial of no events. */
  front(group: number): number {
    const head = this.#head[group] as number;
    return head === this.#flip[group] ? 0 : this.#at(group, head) + 1;
  }

  back(group: number): number {
    return this.#block[group] as number;
  }

  /** Drops slices that start before `time`; all must be closed. `turnAll` must follow before aggregates are asked for. */
  dropBefore(group: number, time: number): void {
    const tail = this.#tail[group] as number;
    let head = this.#head[group] as number;
    while (head < tail && (this.arena[this.#at(group, head)] as number) < time) {
      if (head === this.#flip[group]) {
        if (tail - head === 1) {
          // The only one: nothing to turn over.
          this.#clear(this.#block[group] as number);
          this.#flip[group] = tail;
        } else this.#turn(group, head);
      }
      head++;
      this.panes--;
    }
    this.#head[group] = head;
    // Starting over keeps the counters small.
    if (head === tail) this.#head[group] = this.#flip[group] = this.#tail[group] = 0;
  }

  /** Gives the block of a group without slices back. */
  release(group: number): void {
    const block = this.#block[group] as number;
    if (block === -1) return;
    (this.#free[31 - Math.clz32((this.#mask[group] as number) + 1)] ??= []).push(block);
    this.#block[group] = -1;
  }

  snapshot(group: number): GroupSlices {
    const { width } = this.#layout;
    const n = this.length(group);
    const head = this.#head[group] as number;
    const starts = new Float64Array(n);
    const partials = new Float64Array(n * width);
    for (let i = 0; i < n; i++) {
      const at = this.#at(group, head + i);
      starts[i] = this.arena[at] as number;
      partials.set(this.arena.subarray(at + 1, at + 1 + width), i * width);
    }
    const block = this.#block[group] as number;
    const back = block === -1 ? new Float64Array(0) : this.arena.slice(block, block + width);
    return { group, flip: (this.#flip[group] as number) - head, starts, partials, back, isOpen: this.isOpen(group) };
  }

  restore({ group, flip, starts, partials, back, isOpen }: GroupSlices): void {
    const { width } = this.#layout;
    this.ensure(group);
    for (let i = 0; i < starts.length; i++) {
      const at = this.open(group, starts[i] as number);
      this.arena.set(partials.subarray(i * width, (i + 1) * width), at);
      if (i < starts.length - 1 || !isOpen) this.openAt[group] = 0;
    }
    this.#flip[group] = flip;
    if (starts.length > 0) this.arena.set(back, this.#block[group] as number);
  }

  /** Where slice `index` of a group begins. */
  #at(group: number, index: number): number {
    return (this.#block[group] as number) + this.#layout.width + (index & (this.#mask[group] as number)) * this.#slot;
  }

  /** Makes every slice hold the aggregate from itself to the newest, once `turnAll` is called. */
  #turn(group: number, head: number): void {
    const tail = this.#tail[group] as number;
    const more = this.#turns + tail - head;
    if (more > this.#older.length) {
      this.#older = grown(this.#older, more * 2);
      this.#newer = grown(this.#newer, more * 2);
    }
    let newer = this.#at(group, tail - 1) + 1;
    for (let i = tail - 2; i >= head; i--) {
      const at = this.#at(group, i) + 1;
      this.#older[this.#turns] = at;
      this.#newer[this.#turns++] = newer;
      newer = at;
    }
    this.#flip[group] = tail;
    this.#clear(this.#block[group] as number);
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
    this.#block[group] = block;
    this.#mask[group] = slots - 1;
    this.#clear(block);
  }

  /** Twice the slots, in a block of its own. */
  #enlarge(group: number): void {
    const { width } = this.#layout;
    const old = { block: this.#block[group] as number, mask: this.#mask[group] as number };
    const head = this.#head[group] as number;
    const tail = this.#tail[group] as number;
    this.release(group);
    // A block just given back is of another size, so it is not the one taken.
    this.#take(group, (old.mask + 1) * 2);
    const { arena } = this;
    const block = this.#block[group] as number;
    arena.copyWithin(block, old.block, old.block + width);
    for (let i = head; i < tail; i++) {
      const from = old.block + width + (i & old.mask) * this.#slot;
      arena.copyWithin(this.#at(group, i), from, from + this.#slot);
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
