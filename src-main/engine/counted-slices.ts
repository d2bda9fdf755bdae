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
  readonly #width: number;
  size = 0;
  /** Oldest first. */
  readonly #slides: Slide[] = [];
  readonly #spare: Slide[] = [];
  held = new Int32Array(0);
  /** By group: its total, `width` doubles. */
  #totals = new Float64Array(0);

  /** `width`: doubles of a partial. */
  constructor(width: number) {
    this.#width = width;
  }

  close(open: OpenSlices, groups: Int32Array, n: number): void {
    if (open.count === 0) return;
    if (open.isOpen.length > this.held.length) this.#grow(open.isOpen.length);
    const slide = this.#blank(open.start, open.count);
    const width = this.#width;
    const { isOpen, partials } = open;
    const closed = slide.groups;
    const counts = slide.partials;
    let length = 0;
    let at = 0;
    for (let i = 0; i < n; i++) {
      const group = groups[i] as number;
      if (isOpen[group] === 0) continue;
      isOpen[group] = 0;
      closed[length++] = group;
      for (let from = group * width; from < (group + 1) * width; from++) {
        counts[at++] = partials[from] as number;
        partials[from] = 0;
      }
    }
    slide.length = length;
    open.closed(length);
    this.#slides.push(slide);
    this.#count(slide, 1);
  }

  totals(groups: Uint32Array, n: number, out: Float64Array): void {
    const width = this.#width;
    const totals = this.#totals;
    for (let f = 0; f < width; f++)
      for (let i = 0, at = f; i < n; i++, at += width) out[at] = totals[(groups[i] as number) * width + f] as number;
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
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number;
      held[group] = (held[group] as number) + sign;
      for (let to = group * width; to < (group + 1) * width; to++)
        totals[to] = (totals[to] as number) + sign * (partials[at++] as number);
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
  }
}

interface CountedSlicesSnapshot {
  readonly groups: number;
  readonly slides: readonly Omit<Slide, "length">[];
}
