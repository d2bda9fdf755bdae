import type { FiredWindows } from "./window-query.ts";

/** Lets a window pass only when an aggregate differs from the one its group fired before ("distinct until changed" of Rx, per key). */
export class ChangedWindows {
  readonly #aggregates: number;
  /** Values of the last window, `aggregates` doubles a group; whether there was one. */
  #last = new Float64Array(0);
  #known = new Uint8Array(0);

  constructor(aggregates: number) {
    this.#aggregates = aggregates;
  }

  /** Moves what passes to the front and sets the length. NaN (none) equals itself. */
  keep(windows: FiredWindows): void {
    const { group, start, end, due, after, count, values } = windows;
    const width = this.#aggregates;
    let kept = 0;
    for (let i = 0; i < windows.length; i++) {
      const g = group[i] as number;
      if (g >= this.#known.length) this.#grow(g);
      let changed = this.#known[g] === 0;
      this.#known[g] = 1;
      for (let a = 0; a < width; a++) {
        const value = (values[a] as Float64Array)[i] as number;
        const last = this.#last[g * width + a] as number;
        if (value === last || (Number.isNaN(value) && Number.isNaN(last))) continue;
        changed = true;
        this.#last[g * width + a] = value;
      }
      if (!changed) continue;
      group[kept] = g;
      start[kept] = start[i] as number;
      end[kept] = end[i] as number;
      due[kept] = due[i] as number;
      after[kept] = after[i] as number;
      count[kept] = count[i] as number;
      for (let a = 0; a < width; a++) (values[a] as Float64Array)[kept] = (values[a] as Float64Array)[i] as number;
      kept++;
    }
    windows.length = kept;
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

/** Plain data. */
export interface ChangedWindowsSnapshot {
  readonly last: Float64Array;
  readonly known: Uint8Array;
}
