import type { PartialLayout } from "./partial-layout.ts";

/**
 * The slices of one group, oldest first, with the aggregate of all of them in O(1) amortised: the two-stacks algorithm kept in one
 * ring ("Two-Stacks Lite", Tangwongsan, Hirzel & Schneider 2021). Slices [head, flip) hold the aggregate from themselves to `flip`;
 * slices [flip, tail) hold their own; `back` is the aggregate of the latter. Beside each slice stand a start and an end time.
 *
 * For windows whose slices go by their own group's events (count, trailing), so that groups turn at times of their own; where all groups
 * slide together, StackedSlices lays those of one time side by side.
 */
export class SliceQueue {
  #layout: PartialLayout;
  #partials: Float64Array;
  #starts: Float64Array;
  #ends: Float64Array;
  #back: Float64Array;
  #head = 0;
  #flip = 0;
  #tail = 0;
  #mask: number;

  constructor(layout: PartialLayout) {
    this.#layout = layout;
    this.#partials = new Float64Array(4 * layout.width);
    this.#starts = new Float64Array(4);
    this.#ends = new Float64Array(4);
    this.#back = new Float64Array(layout.width);
    this.#mask = 3;
    layout.clear(this.#back, 0);
  }

  get length(): number {
    return this.#tail - this.#head;
  }

  /** Start of the oldest slice. */
  get start(): number {
    return this.#starts[this.#head & this.#mask] as number;
  }

  /** End of the newest slice. */
  get end(): number {
    return this.#ends[(this.#tail - 1) & this.#mask] as number;
  }

  /** Adds a closed slice; its partial is copied. */
  push(partial: Float64Array, at: number, start: number, end: number): void {
    if (this.#tail - this.#head > this.#mask) this.#grow();
    const { width } = this.#layout;
    const slot = this.#tail & this.#mask;
    for (let i = 0; i < width; i++) this.#partials[slot * width + i] = partial[at + i] as number;
    this.#starts[slot] = start;
    this.#ends[slot] = end;
    this.#layout.combine(this.#back, 0, partial, at, this.#back, 0);
    this.#tail++;
  }

  /** Drops the oldest slice. The queue must not be empty. */
  shift(): void {
    if (this.#head === this.#flip) this.#turn();
    this.#head++;
  }

  /** Aggregate of all slices, into out[0..width). */
  total(out: Float64Array): void {
    if (this.#head === this.#flip) {
      out.set(this.#back);
      return;
    }
    this.#layout.combine(this.#partials, (this.#head & this.#mask) * this.#layout.width, this.#back, 0, out, 0);
  }

  snapshot(): SliceQueueSnapshot {
    const { width } = this.#layout;
    const n = this.length;
    const partials = new Float64Array(n * width);
    const starts = new Float64Array(n);
    const ends = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const slot = (this.#head + i) & this.#mask;
      partials.set(this.#partials.subarray(slot * width, (slot + 1) * width), i * width);
      starts[i] = this.#starts[slot] as number;
      ends[i] = this.#ends[slot] as number;
    }
    return { flip: this.#flip - this.#head, partials, starts, ends, back: this.#back.slice() };
  }

  static restore(layout: PartialLayout, { flip, partials, starts, ends, back }: SliceQueueSnapshot): SliceQueue {
    const queue = new SliceQueue(layout);
    while (queue.#mask + 1 < starts.length) queue.#grow();
    queue.#partials.set(partials);
    queue.#starts.set(starts);
    queue.#ends.set(ends);
    queue.#back.set(back);
    queue.#flip = flip;
    queue.#tail = starts.length;
    return queue;
  }

  /** Moves every slice to the front stack: suffix aggregates from the newest back. */
  #turn(): void {
    const { width } = this.#layout;
    for (let i = this.#tail - 2; i >= this.#head; i--) {
      const slot = (i & this.#mask) * width;
      this.#layout.combine(this.#partials, slot, this.#partials, ((i + 1) & this.#mask) * width, this.#partials, slot);
    }
    this.#flip = this.#tail;
    this.#layout.clear(this.#back, 0);
  }

  #grow(): void {
    const { width } = this.#layout;
    const old = { partials: this.#partials, starts: this.#starts, ends: this.#ends, mask: this.#mask };
    const size = (old.mask + 1) * 2;
    this.#partials = new Float64Array(size * width);
    this.#starts = new Float64Array(size);
    this.#ends = new Float64Array(size);
    this.#mask = size - 1;
    for (let i = this.#head; i < this.#tail; i++) {
      const from = i & old.mask;
      const to = i & this.#mask;
      this.#partials.set(old.partials.subarray(from * width, (from + 1) * width), to * width);
      this.#starts[to] = old.starts[from] as number;
      this.#ends[to] = old.ends[from] as number;
    }
  }
}

/** Plain data. */
export interface SliceQueueSnapshot {
  readonly flip: number;
  readonly partials: Float64Array;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly back: Float64Array;
}
