/** Points of a series for a picture. `reduced` false: the events themselves. */
export interface SeriesPoints {
  readonly time: Float64Array;
  readonly value: Float64Array;
  readonly events: number;
  readonly reduced: boolean;
}

/**
 * First, least, greatest and last point of each pixel column: a line through them draws the same pixels as a line through every
 * point (M4; Jugel et al., VLDB 2014). Points come in order of time, except inside one `add` block, where order does not matter.
 */
export class M4Buckets {
  readonly #from: number;
  readonly #scale: number;
  readonly #last: number;
  /** Per bucket: time and value of first, least, greatest, last. */
  readonly #cells: Float64Array;
  readonly #filled: Uint8Array;

  constructor(from: number, to: number, pixels: number) {
    const buckets = Math.max(1, Math.floor(pixels));
    this.#from = from;
    this.#scale = buckets / Math.max(1, to - from);
    this.#last = buckets - 1;
    this.#cells = new Float64Array(buckets * 8);
    this.#filled = new Uint8Array(buckets);
  }

  same(a: number, b: number): boolean {
    return this.#bucket(a) === this.#bucket(b);
  }

  add(time: number, value: number): void {
    const bucket = this.#bucket(time);
    const cells = this.#cells;
    const at = bucket * 8;
    if (this.#filled[bucket] === 0) {
      this.#filled[bucket] = 1;
      for (let i = 0; i < 8; i += 2) {
        cells[at + i] = time;
        cells[at + i + 1] = value;
      }
      return;
    }
    if (time < (cells[at] as number)) this.#put(at, time, value);
    if (value < (cells[at + 3] as number)) this.#put(at + 2, time, value);
    if (value > (cells[at + 5] as number)) this.#put(at + 4, time, value);
    if (time >= (cells[at + 6] as number)) this.#put(at + 6, time, value);
  }

  points(): { time: Float64Array; value: Float64Array } {
    const time: number[] = [];
    const value: number[] = [];
    for (let bucket = 0; bucket <= this.#last; bucket++) {
      if (this.#filled[bucket] === 0) continue;
      const at = bucket * 8;
      const [low, high] = (this.#cells[at + 2] as number) <= (this.#cells[at + 4] as number) ? [2, 4] : [4, 2];
      let previous = Number.NaN;
      for (const i of [0, low, high, 6]) {
        const t = this.#cells[at + i] as number;
        const v = this.#cells[at + i + 1] as number;
        if (t === previous && v === value[value.length - 1]) continue;
        time.push(t);
        value.push(v);
        previous = t;
      }
    }
    return { time: Float64Array.from(time), value: Float64Array.from(value) };
  }

  #bucket(time: number): number {
    return Math.min(this.#last, Math.max(0, Math.floor((time - this.#from) * this.#scale)));
  }

  #put(at: number, time: number, value: number): void {
    this.#cells[at] = time;
    this.#cells[at + 1] = value;
  }
}
