import type { ClosedSlices } from "./closed-slices.ts";
import type { OpenSlices } from "./open-slices.ts";

/** What closed at one time: the first `length` of `groups`, the partial of each. */
interface Slide {
  start: number;
  length: number;
  readonly groups: Int32Array;
  readonly partials: Float64Array;
}

/**
 * Closed slices of partials that are whole numbers added up: what leaves a window is taken off its total, which is exact. So a slice is
 * looked at twice, when it comes and when it goes, each time together with all others of its time, one after the other in memory.
 */
export class CountedSlices implements ClosedSlices {
  readonly #width: 1 | 2;
  /** The fields of a partial that are asked for. */
  readonly #asked: readonly number[];
  size = 0;
  /** Oldest first. */
  readonly #slides: Slide[] = [];
  readonly #spare: Slide[] = [];
  held = new Int32Array(0);
  /** By group: its total, `width` doubles. */
  #totals = new Float64Array(0);
  /** By group, as the totals: what they were when `changed` looked at them; NaN: it has not. */
  #seen = new Float64Array(0);

  /** `width`: doubles of a partial, the count of all events and that of the active ones if any; `asked`: which of them results are made of. */
  constructor(width: 1 | 2, asked: readonly number[]) {
    this.#width = width;
    this.#asked = asked;
  }

  /** As they are numbered where most of those known are held, so that memory is gone through from one end to the other. */
  close(open: OpenSlices, groups: Int32Array, n: number): void {
    if (open.count === 0) return;
    const known = open.isOpen.length;
    if (known > this.held.length) this.#grow(known);
    const slide = this.#blank(open.start, open.count);
    const numbered = n * 4 > known;
    const all = numbered ? known : n;
    const width = this.#width;
    const { isOpen, partials } = open;
    const closed = slide.groups;
    const counts = slide.partials;
    const { held } = this;
    const totals = this.#totals;
    let length = 0;
    let at = 0;
    for (let i = 0; i < all; i = (i + 1) | 0) {
      const group = numbered ? i : (groups[i] as number) | 0;
      if (isOpen[group] === 0) continue;
      isOpen[group] = 0;
      closed[length] = group;
      length = (length + 1) | 0;
      held[group] = (((held[group] as number) | 0) + 1) | 0;
      const from = Math.imul(group, width);
      const count = partials[from] as number;
      partials[from] = 0;
      counts[at] = count;
      totals[from] = (totals[from] as number) + count;
      if (width === 2) {
        const second = (from + 1) | 0;
        const active = partials[second] as number;
        partials[second] = 0;
        counts[(at + 1) | 0] = active;
        totals[second] = (totals[second] as number) + active;
      }
      at = (at + width) | 0;
    }
    slide.length = length;
    open.closed(length);
    this.#slides.push(slide);
    this.size += length;
  }

  totals(groups: Uint32Array, n: number, out: Float64Array): void {
    const width = this.#width;
    const totals = this.#totals;
    for (let f = 0; f < width; f++)
      for (let i = 0, at = f; i < n; i++, at += width) out[at] = totals[(groups[i] as number) * width + f] as number;
  }

  changed(groups: Uint32Array, n: number): number {
    const [width, asked, totals, seen] = [this.#width, this.#asked, this.#totals, this.#seen];
    let changed = 0;
    for (let i = 0; i < n; i = (i + 1) | 0) {
      const group = (groups[i] as number) | 0;
      let same = true;
      for (let a = 0; a < asked.length; a++) {
        const at = (Math.imul(group, width) + (asked[a] as number)) | 0;
        const total = totals[at] as number;
        if (total === seen[at]) continue;
        seen[at] = total;
        same = false;
      }
      if (same) continue;
      groups[changed] = group;
      changed = (changed + 1) | 0;
    }
    return changed;
  }

  dropBefore(time: number): void {
    for (let slide = this.#slides[0]; slide !== undefined && slide.start < time; slide = this.#slides[0]) {
      this.#count(slide, -1);
      this.#slides.shift();
      this.#spare.push(slide);
    }
  }

  snapshot(): CountedSlicesSnapshot {
    const slides = this.#slides.map(({ start, length, groups, partials }) => ({
      start,
      groups: groups.slice(0, length),
      partials: partials.slice(0, length * this.#width),
    }));
    return { groups: this.held.length, slides };
  }

  restore({ groups, slides }: CountedSlicesSnapshot): void {
    this.#grow(groups);
    for (const saved of slides) {
      const slide = { ...saved, length: saved.groups.length };
      this.#slides.push(slide);
      this.#count(slide, 1);
    }
  }

  /** Adds a slide to the totals of its groups, or takes it off. */
  #count({ groups, partials, length }: Slide, sign: 1 | -1): void {
    const width = this.#width;
    const totals = this.#totals;
    const { held } = this;
    let at = 0;
    for (let i = 0; i < length; i = (i + 1) | 0) {
      const group = (groups[i] as number) | 0;
      held[group] = (((held[group] as number) | 0) + sign) | 0;
      const to = Math.imul(group, width);
      totals[to] = (totals[to] as number) + sign * (partials[at] as number);
      if (width === 2) {
        const second = (to + 1) | 0;
        totals[second] = (totals[second] as number) + sign * (partials[(at + 1) | 0] as number);
      }
      at = (at + width) | 0;
    }
    this.size += sign * length;
  }

  #blank(start: number, room: number): Slide {
    const spare = this.#spare.pop();
    if (spare === undefined || spare.groups.length < room)
      return { start, length: 0, groups: new Int32Array(room), partials: new Float64Array(room * this.#width) };
    spare.start = start;
    spare.length = 0;
    return spare;
  }

  #grow(groups: number): void {
    const totals = new Float64Array(groups * this.#width);
    totals.set(this.#totals);
    this.#totals = totals;
    const held = new Int32Array(groups);
    held.set(this.held);
    this.held = held;
    const seen = new Float64Array(totals.length).fill(Number.NaN, this.#seen.length);
    seen.set(this.#seen);
    this.#seen = seen;
  }
}

interface CountedSlicesSnapshot {
  readonly groups: number;
  readonly slides: readonly Omit<Slide, "length">[];
}
