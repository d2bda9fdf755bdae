import type { FiredWindows } from "./window-query.ts";

/** Growing columns of fired windows. */
export class FiredBuffer {
  readonly #aggregates: number;
  #capacity = 0;
  #windows: FiredWindows;

  constructor(aggregates: number) {
    this.#aggregates = aggregates;
    this.#windows = this.#empty(0);
  }

  add(group: number, start: number, end: number, due: number, after: number, count: number, values: Float64Array): void {
    if (this.#windows.length === this.#capacity) this.#grow();
    const w = this.#windows;
    const i = w.length++;
    w.group[i] = group;
    w.start[i] = start;
    w.end[i] = end;
    w.due[i] = due;
    w.after[i] = after;
    w.count[i] = count;
    for (let a = 0; a < this.#aggregates; a++) (w.values[a] as Float64Array)[i] = values[a] as number;
  }

  /** Room for n more windows of one time, whose groups, counts and aggregates the caller writes: where they begin, and the columns. */
  reserve(n: number, start: number, end: number, due: number): { readonly at: number; readonly windows: FiredWindows } {
    while (this.#windows.length + n > this.#capacity) this.#grow();
    const windows = this.#windows;
    const at = windows.length;
    windows.length += n;
    windows.start.fill(start, at, at + n);
    windows.end.fill(end, at, at + n);
    windows.due.fill(due, at, at + n);
    windows.after.fill(-1, at, at + n);
    return { at, windows };
  }

  /** Everything added since the last take, in columns of just that length; the room stays for the next. */
  take(): FiredWindows {
    const all = this.#windows;
    const n = all.length;
    all.length = 0;
    return {
      length: n,
      group: all.group.slice(0, n),
      start: all.start.slice(0, n),
      end: all.end.slice(0, n),
      due: all.due.slice(0, n),
      after: all.after.slice(0, n),
      count: all.count.slice(0, n),
      values: all.values.map((column) => column.slice(0, n)),
    };
  }

  #grow(): void {
    const old = this.#windows;
    this.#capacity = Math.max(256, this.#capacity * 2);
    const larger = this.#empty(this.#capacity);
    larger.length = old.length;
    larger.group.set(old.group);
    larger.start.set(old.start);
    larger.end.set(old.end);
    larger.due.set(old.due);
    larger.after.set(old.after);
    larger.count.set(old.count);
    for (let a = 0; a < this.#aggregates; a++) (larger.values[a] as Float64Array).set(old.values[a] as Float64Array);
    this.#windows = larger;
  }

  #empty(capacity: number): FiredWindows {
    return {
      length: 0,
      group: new Uint32Array(capacity),
      start: new Float64Array(capacity),
      end: new Float64Array(capacity),
      due: new Float64Array(capacity),
      after: new Int32Array(capacity),
      count: new Float64Array(capacity),
      values: Array.from({ length: this.#aggregates }, () => new Float64Array(capacity)),
    };
  }
}
