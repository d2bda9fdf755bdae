import type { PartialLayout } from "./partial-layout.ts";

/**
 * The slices events are added to, at most one a group and all of one time. Their partials stand side by side, those of all groups, so that an
 * event touches no more memory than a running sum a group would.
 */
export class OpenSlices {
  /** The partial of no events. */
  readonly #none: Float64Array;
  /** `width` doubles a group; the partial of no events where none is open. */
  partials: Float64Array = new Float64Array(0);
  /** By group: 1 with an open slice. */
  isOpen: Uint8Array = new Uint8Array(0);
  /** When they begin. */
  start = Number.NaN;
  /** How many there are. */
  count = 0;
  /** One more than the highest group that ever had one. */
  known = 0;

  constructor(layout: PartialLayout) {
    this.#none = new Float64Array(layout.width);
    layout.clear(this.#none, 0);
  }

  /** Begins the slice of a group that has none. */
  begin(group: number, start: number): void {
    if (group >= this.isOpen.length) this.#grow(group);
    if (group >= this.known) this.known = group + 1;
    this.isOpen[group] = 1;
    this.start = start;
    this.count++;
  }

  /** So many slices were begun where they lie. */
  opened(slices: number, start: number): void {
    if (slices === 0) return;
    this.start = start;
    this.count += slices;
  }

  /** So many slices were closed where they lie: their partials are those of no events again. */
  closed(slices: number): void {
    this.count -= slices;
  }

  /** All slices are closed together: the caller has what is here, and gives what is as long and holds none. */
  exchange(partials: Float64Array, isOpen: Uint8Array): void {
    this.partials = partials;
    this.isOpen = isOpen;
    this.count = 0;
  }

  /** Moves the slice of a group to a place for its partial. */
  move(group: number, into: Float64Array, to: number): void {
    const { partials } = this;
    const none = this.#none;
    const width = none.length;
    const from = group * width;
    for (let i = 0; i < width; i++) {
      into[to + i] = partials[from + i] as number;
      partials[from + i] = none[i] as number;
    }
    this.isOpen[group] = 0;
    this.count--;
  }

  snapshot(groups: Iterable<number>): OpenSlicesSnapshot {
    const width = this.#none.length;
    const open = [...groups].filter((group) => this.isOpen[group] === 1);
    const partials = new Float64Array(open.length * width);
    for (const [i, group] of open.entries()) partials.set(this.partials.subarray(group * width, (group + 1) * width), i * width);
    return { start: this.start, groups: Int32Array.from(open), partials };
  }

  /** `known`: how many groups there were, those without an open slice too. */
  restore({ start, groups, partials }: OpenSlicesSnapshot, known: number): void {
    const width = this.#none.length;
    if (known > this.isOpen.length) this.#grow(known - 1);
    for (const [i, group] of groups.entries()) {
      this.begin(group, start);
      this.partials.set(partials.subarray(i * width, (i + 1) * width), group * width);
    }
  }

  #grow(group: number): void {
    const width = this.#none.length;
    const known = this.isOpen.length;
    const groups = Math.max(64, known * 2, group + 1);
    const partials = new Float64Array(groups * width);
    partials.set(this.partials);
    for (let g = known; g < groups; g++) partials.set(this.#none, g * width);
    this.partials = partials;
    const isOpen = new Uint8Array(groups);
    isOpen.set(this.isOpen);
    this.isOpen = isOpen;
  }
}

/** Plain data. */
export interface OpenSlicesSnapshot {
  readonly start: number;
  readonly groups: Int32Array;
  readonly partials: Float64Array;
}
