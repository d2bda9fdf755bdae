import { ACTIVE } from "./batch.ts";

/** The events of one group's open windows, for aggregates that partials cannot give (quantiles). O(events in the window). */
export class KeptValues {
  #times: number[] = [];
  #values: number[] = [];
  #flags: number[] = [];
  #head = 0;

  add(time: number, value: number, active: number): void {
    this.#times.push(time);
    this.#values.push(value);
    this.#flags.push(active);
  }

  /** Forgets events before `time`. */
  dropBefore(time: number): void {
    while (this.#head < this.#times.length && (this.#times[this.#head] as number) < time) this.#head++;
    this.#compact();
  }

  /** Keeps the last `n`. */
  keepLast(n: number): void {
    this.#head = Math.max(this.#head, this.#times.length - n);
    this.#compact();
  }

  /** Quantile `q` (Hyndman & Fan type 7) of the kept events; NaN when there are none. */
  quantile(q: number, activeOnly: boolean): number {
    const sorted: number[] = [];
    for (let i = this.#head; i < this.#values.length; i++) {
      if (!activeOnly || this.#flags[i] === ACTIVE) sorted.push(this.#values[i] as number);
    }
    if (sorted.length === 0) return Number.NaN;
    sorted.sort((a, b) => a - b);
    const at = q * (sorted.length - 1);
    const low = Math.floor(at);
    const below = sorted[low] as number;
    const above = sorted[Math.min(low + 1, sorted.length - 1)] as number;
    const step = above - below;
    // Between -1e308 and 1e308 lies more than a double holds.
    return Number.isFinite(step) ? below + step * (at - low) : below * (1 - (at - low)) + above * (at - low);
  }

  snapshot(): KeptValuesSnapshot {
    return { times: this.#times.slice(this.#head), values: this.#values.slice(this.#head), flags: this.#flags.slice(this.#head) };
  }

  static restore({ times, values, flags }: KeptValuesSnapshot): KeptValues {
    const kept = new KeptValues();
    kept.#times = times.slice();
    kept.#values = values.slice();
    kept.#flags = flags.slice();
    return kept;
  }

  #compact(): void {
    if (this.#head < 64 || this.#head * 2 < this.#times.length) return;
    this.#times.splice(0, this.#head);
    this.#values.splice(0, this.#head);
    this.#flags.splice(0, this.#head);
    this.#head = 0;
  }
}

export interface KeptValuesSnapshot {
  readonly times: number[];
  readonly values: number[];
  readonly flags: number[];
}
