/** A stretch of rows on one side of the threshold, ms. */
export interface Crossing {
  readonly start: number;
  /** Time of the row that is not on that side any more, or of the last one. */
  readonly end: number;
}

type Side = "above" | "below";

/**
 * Finds when the values of one key, which come in order of time, are across their threshold. Which side that is, is known at the end: the one
 * where its alarm flag is on, else the one with fewer rows, as a key may be across its threshold when it is first heard of.
 */
export class Crossings {
  readonly #rows = { above: 0, below: 0 };
  readonly #active = { above: 0, below: 0 };
  readonly #found: Readonly<Record<Side, Crossing[]>> = { above: [], below: [] };
  #side: Side | null = null;
  #began: Side | null = null;
  #start = 0;
  #last = 0;

  /** `threshold` NaN: the row has none. */
  add(time: number, value: number, threshold: number, active: boolean): void {
    const side = value > threshold ? "above" : value < threshold ? "below" : null;
    if (side !== this.#side) {
      this.#end(time);
      this.#side = side;
      this.#start = time;
    }
    this.#last = time;
    if (side !== null) {
      this.#rows[side]++;
      if (active) this.#active[side]++;
    }
    if (!Number.isNaN(threshold)) this.#began ??= side ?? "below";
  }

  /** Those there are when no more rows come. */
  finish(): readonly Crossing[] {
    this.#end(this.#last);
    this.#side = null;
    return this.#found[this.#across()];
  }

  #end(time: number): void {
    if (this.#side !== null) this.#found[this.#side].push({ start: this.#start, end: time });
  }

  #across(): Side {
    for (const { above, below } of [this.#active, { above: this.#rows.below, below: this.#rows.above }])
      if (above !== below) return above > below ? "above" : "below";
    return this.#began === "above" ? "below" : "above";
  }
}
