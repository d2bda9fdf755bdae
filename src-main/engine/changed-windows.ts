/** Lets a window pass only when an aggregate differs from the one its group fired before ("distinct until changed" of Rx, per key). */
export class ChangedWindows {
  readonly #aggregates: number;
  /** Values of the last window, `aggregates` doubles a group; whether there was one. */
  #last = new Float64Array(0);
  #known = new Uint8Array(0);

  constructor(aggregates: number) {
    this.#aggregates = aggregates;
  }

  /** Whether a window of a group with these aggregates passes. NaN (none) equals itself. */
  passes(group: number, values: Float64Array): boolean {
    if (group >= this.#known.length) this.#grow(group);
    let changed = this.#known[group] === 0;
    this.#known[group] = 1;
    for (let a = 0; a < this.#aggregates; a++) {
      const at = group * this.#aggregates + a;
      const value = values[a] as number;
      if (!differs(value, this.#last[at] as number)) continue;
      this.#last[at] = value;
      changed = true;
    }
    return changed;
  }

  /** Of n windows, one a group, those that pass: their positions in `kept`, and how many. `values`: a column an aggregate. */
  select(groups: Uint32Array, n: number, values: readonly Float64Array[], kept: Uint32Array): number {
    const width = this.#aggregates;
    let known = this.#known;
    let last = this.#last;
    let passed = 0;
    for (let i = 0; i < n; i++) {
      const group = groups[i] as number;
      if (group >= known.length) {
        this.#grow(group);
        known = this.#known;
        last = this.#last;
      }
      let changed = known[group] === 0;
      for (let a = 0; a < width; a++) {
        const at = group * width + a;
        const value = (values[a] as Float64Array)[i] as number;
        if (!differs(value, last[at] as number)) continue;
        last[at] = value;
        changed = true;
      }
      if (!changed) continue;
      known[group] = 1;
      kept[passed++] = i;
    }
    return passed;
  }

  snapshot(): ChangedWindowsSnapshot {
    return { last: this.#last.slice(), known: this.#known.slice() };
  }

  restore({ last, known }: ChangedWindowsSnapshot): void {
    this.#last = last.slice();
    this.#known = known.slice();
  }

  #grow(group: number): void {
    const groups = Math.max(64, group + 1, this.#known.length * 2);
    const last = new Float64Array(groups * this.#aggregates);
    last.set(this.#last);
    this.#last = last;
    const known = new Uint8Array(groups);
    known.set(this.#known);
    this.#known = known;
  }
}

function differs(a: number, b: number): boolean {
  return a !== b && !(Number.isNaN(a) && Number.isNaN(b));
}

/** Plain data. */
export interface ChangedWindowsSnapshot {
  readonly last: Float64Array;
  readonly known: Uint8Array;
}
