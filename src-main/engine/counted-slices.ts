import type { ClosedSlices } from "./closed-slices.ts";
import type { OpenSlices } from "./open-slices.ts";

/** What closed at one time: slices of `length` groups. */
interface Slide {
  readonly start: number;
  readonly length: number;
  /** Whose they are; null: of those below `known` that are marked in `isOpen`. */
  readonly groups: Int32Array | null;
  /** The partial of each, one after the other; without a list of groups in the place of its group, among those of no events. */
  readonly partials: Float64Array;
  readonly isOpen: Uint8Array;
  readonly known: number;
}

const NONE = new Uint8Array(0);

/**
 * Closed slices of partials that are whole numbers added up: what leaves a window is taken off its total, which is exact. So a slice is
 * looked at twice, when it comes and when it goes, each time together with all others of its time, one after the other in memory. Where most
 * groups have one, they are taken over as they lie, and all totals are gone through without a question.
 */
export class CountedSlices implements ClosedSlices {
  readonly #width: 1 | 2;
  /** The fields of a partial that are asked for. */
  readonly #asked: readonly number[];
  size = 0;
  emptied = true;
  /** Oldest first. */
  readonly #slides: Slide[] = [];
  /** The last one dropped that lay as its groups do. */
  #spare: Slide | null = null;
  /** By group: its total, `width` doubles, the first of them above 0 where it has slices. */
  #totals = new Float64Array(0);
  /** By group, as the totals: what they were when `changed` looked at them; NaN: it has not. */
  #seen = new Float64Array(0);

  /** `width`: doubles of a partial, the count of all events and that of the active ones if any; `asked`: which of them results are made of. */
  constructor(width: 1 | 2, asked: readonly number[]) {
    this.#width = width;
    this.#asked = asked;
  }

  holds(group: number): boolean {
    return (this.#totals[group * this.#width] ?? 0) > 0;
  }

  close(open: OpenSlices, groups: Int32Array, n: number): void {
    if (open.count === 0) return;
    const room = open.isOpen.length;
    if (room * this.#width > this.#totals.length) this.#grow(room);
    const slide = open.count * 2 > open.known ? this.#takeOver(open) : this.#pick(open, groups, n);
    this.#slides.push(slide);
    this.#add(slide);
  }

  #takeOver(open: OpenSlices): Slide {
    const { start, count: length, partials, isOpen, known } = open;
    const spare = this.#spare;
    this.#spare = null;
    if (spare !== null && spare.isOpen.length === isOpen.length) {
      spare.partials.fill(0, 0, spare.known * this.#width);
      spare.isOpen.fill(0, 0, spare.known);
      open.exchange(spare.partials, spare.isOpen);
    } else open.exchange(new Float64Array(partials.length), new Uint8Array(isOpen.length));
    return { start, length, groups: null, partials, isOpen, known };
  }

  /** As they are numbered where most of those known are held, so that memory is gone through from one end to the other. */
  #pick(open: OpenSlices, groups: Int32Array, n: number): Slide {
    const { start, count: length, known, isOpen } = open;
    const width = this.#width;
    const picked = new Int32Array(length);
    const partials = new Float64Array(length * width);
    const numbered = n * 4 > known;
    const all = numbered ? known : n;
    for (let i = 0, at = 0; at < length && i < all; i = (i + 1) | 0) {
      const group = numbered ? i : (groups[i] as number) | 0;
      if (isOpen[group] === 0) continue;
      picked[at] = group;
      open.move(group, partials, Math.imul(at, width));
      at = (at + 1) | 0;
    }
    return { start, length, groups: picked, partials, isOpen: NONE, known };
  }

  totals(groups: Uint32Array, n: number, out: Float64Array): void {
    const width = this.#width;
    const totals = this.#totals;
    for (let f = 0; f < width; f++)
      for (let i = 0, at = f; i < n; i++, at += width) out[at] = totals[(groups[i] as number) * width + f] as number;
  }

  changed(groups: Uint32Array, n: number): number {
    const [width, totals, seen] = [this.#width, this.#totals, this.#seen];
    const [first = 0, second = first] = this.#asked;
    let changed = 0;
    for (let i = 0; i < n; i = (i + 1) | 0) {
      const group = (groups[i] as number) | 0;
      const from = Math.imul(group, width);
      const a = (from + first) | 0;
      const b = (from + second) | 0;
      const x = totals[a] as number;
      const y = totals[b] as number;
      if (x === seen[a] && y === seen[b]) continue;
      seen[a] = x;
      seen[b] = y;
      groups[changed] = group;
      changed = (changed + 1) | 0;
    }
    return changed;
  }

  dropBefore(time: number): void {
    this.emptied = false;
    for (let slide = this.#slides[0]; slide !== undefined && slide.start < time; slide = this.#slides[0]) {
      this.#takeOff(slide);
      this.#slides.shift();
      if (slide.groups === null) this.#spare = slide;
    }
  }

  snapshot(): CountedSlicesSnapshot {
    return { groups: this.#totals.length / this.#width, slides: this.#slides.map((slide) => picked(slide, this.#width)) };
  }

  restore({ groups, slides }: CountedSlicesSnapshot): void {
    this.#grow(groups);
    for (const { start, groups: of, partials } of slides) {
      const slide = { start, length: of.length, groups: of, partials, isOpen: NONE, known: 0 };
      this.#slides.push(slide);
      this.#add(slide);
    }
  }

  /** Adds a slide to the totals of its groups. */
  #add({ groups, partials, length, known }: Slide): void {
    const width = this.#width;
    const totals = this.#totals;
    this.size += length;
    if (groups === null) {
      for (let i = 0, end = Math.imul(known, width); i < end; i = (i + 1) | 0)
        totals[i] = (totals[i] as number) + (partials[i] as number);
      return;
    }
    for (let i = 0, at = 0; i < length; i = (i + 1) | 0) {
      const to = Math.imul((groups[i] as number) | 0, width);
      for (let f = 0; f < width; f = (f + 1) | 0, at = (at + 1) | 0)
        totals[(to + f) | 0] = (totals[(to + f) | 0] as number) + (partials[at] as number);
    }
  }

  /** Takes a slide off the totals of its groups. */
  #takeOff({ groups, partials, length, known }: Slide): void {
    const width = this.#width;
    const totals = this.#totals;
    this.size -= length;
    if (groups === null) {
      const end = Math.imul(known, width);
      for (let i = 0; i < end; i = (i + 1) | 0) totals[i] = (totals[i] as number) - (partials[i] as number);
      let emptied = false;
      for (let i = 0; i < end; i = (i + width) | 0) if (partials[i] !== 0 && totals[i] === 0) emptied = true;
      if (emptied) this.emptied = true;
      return;
    }
    for (let i = 0, at = 0; i < length; i = (i + 1) | 0) {
      const to = Math.imul((groups[i] as number) | 0, width);
      for (let f = 0; f < width; f = (f + 1) | 0, at = (at + 1) | 0)
        totals[(to + f) | 0] = (totals[(to + f) | 0] as number) - (partials[at] as number);
      if (totals[to] === 0) this.emptied = true;
    }
  }

  #grow(groups: number): void {
    const totals = new Float64Array(groups * this.#width);
    totals.set(this.#totals);
    const seen = new Float64Array(totals.length).fill(Number.NaN, this.#totals.length);
    seen.set(this.#seen);
    this.#totals = totals;
    this.#seen = seen;
  }
}

/** A slide with the list of its groups. */
function picked(
  { start, length, groups, partials, isOpen, known }: Slide,
  width: number,
): CountedSlicesSnapshot["slides"][number] {
  if (groups !== null) return { start, groups: groups.slice(), partials: partials.slice() };
  const of = new Int32Array(length);
  const own = new Float64Array(length * width);
  for (let group = 0, at = 0; group < known; group++) {
    if (isOpen[group] === 0) continue;
    of[at] = group;
    own.set(partials.subarray(group * width, (group + 1) * width), at * width);
    at++;
  }
  return { start, groups: of, partials: own };
}

interface CountedSlicesSnapshot {
  readonly groups: number;
  readonly slides: readonly { readonly start: number; readonly groups: Int32Array; readonly partials: Float64Array }[];
}
