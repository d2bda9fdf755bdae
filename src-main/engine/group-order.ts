import type { ClosedSlices } from "./closed-slices.ts";
import type { Groups } from "./groups.ts";

const UNRANKED = -1;

/**
 * A set of groups that can be put into key order. Comparing keys as texts is slow, so groups are ranked now and then, all together, and
 * compared by rank; only those met since are compared by their texts.
 */
export class GroupOrder {
  readonly #groups: Groups;
  /** By group: 1 when it is in the set. */
  has = new Uint8Array(64);
  /** The first `sorted` in key order, the rest as they came. */
  groups: Int32Array = new Int32Array(64);
  size = 0;
  #sorted = 0;
  #rank = new Int32Array(0);
  #ranked = 0;

  constructor(groups: Groups) {
    this.#groups = groups;
  }

  /** false when it was there. */
  add(group: number): boolean {
    if (group >= this.has.length) {
      const has = new Uint8Array(Math.max(group + 1, this.has.length * 2));
      has.set(this.has);
      this.has = has;
    }
    if (this.has[group] === 1) return false;
    this.has[group] = 1;
    if (this.size === this.groups.length) {
      const larger = new Int32Array(this.size * 2);
      larger.set(this.groups);
      this.groups = larger;
    }
    this.groups[this.size++] = group;
    return true;
  }

  /**
   * Keeps those that have slices, each of which had some when it came. Writes them, in their order, to `out` and behind them those that go;
   * answers how many stay.
   */
  keep(closed: ClosedSlices, out: Uint32Array): number {
    const { groups, size, has } = this;
    if (!closed.emptied) {
      out.set(groups.subarray(0, size));
      return size;
    }
    let n = 0;
    let behind = size;
    for (let i = 0; i < size; i++) {
      const group = groups[i] as number;
      if (closed.holds(group)) {
        groups[n] = group;
        out[n++] = group;
      } else {
        has[group] = 0;
        out[--behind] = group;
      }
    }
    this.size = n;
    this.#sorted = n;
    return n;
  }

  sort(): void {
    if (this.#sorted === this.size) return;
    const fresh = this.size - this.#sorted;
    if (fresh > 16 && this.#groups.size > this.#ranked * 2) this.#rankAll();
    const compare = (a: number, b: number): number => this.#compare(a, b);
    const added = this.groups.slice(this.#sorted, this.size).sort(compare);
    const old = this.groups.slice(0, this.#sorted);
    const merged = this.groups;
    let o = 0;
    let a = 0;
    for (let i = 0; i < this.size; i++) {
      const takeOld = a === added.length || (o < old.length && this.#compare(old[o] as number, added[a] as number) < 0);
      merged[i] = (takeOld ? old[o++] : added[a++]) as number;
    }
    this.#sorted = this.size;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let i = 0; i < this.size; i++) yield this.groups[i] as number;
  }

  #compare(a: number, b: number): number {
    const x = a < this.#ranked ? (this.#rank[a] as number) : UNRANKED;
    const y = b < this.#ranked ? (this.#rank[b] as number) : UNRANKED;
    return x === UNRANKED || y === UNRANKED ? this.#groups.compare(a, b) : x - y;
  }

  #rankAll(): void {
    const n = this.#groups.size;
    const order = Array.from({ length: n }, (_, group) => group).sort((a, b) => this.#compare(a, b));
    const rank = new Int32Array(n);
    for (let i = 0; i < n; i++) rank[order[i] as number] = i;
    this.#rank = rank;
    this.#ranked = n;
  }
}
