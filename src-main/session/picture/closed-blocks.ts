import type { M4Buckets } from "./m4-buckets.ts";
import type { Moments } from "./moments.ts";

/** Events a block. */
export const BLOCK = 64;
/** Places of a block: times of its points, their values, mean and m2. */
const PLACES = 10;
const POINTS = 4;
const VALUES = 4;
const MEAN = 8;
const M2 = 9;
/** Which of its points. */
const FIRST = 0;
const LEAST = 1;
const GREATEST = 2;
const LAST = 3;

/**
 * What stands for the events of a series, BLOCK at a time, in time order: first, least, greatest and last of each block with their times,
 * so that a drawing never misses a spike, and its moments. Less than 2 bytes an event. Blocks are told by their number, from 0.
 */
export class ClosedBlocks {
  length = 0;
  #places = new Float64Array(0);

  /** Closes a block of the events from `start` on in these columns. */
  close(time: Float64Array, value: Float64Array, start: number): void {
    if ((this.length + 1) * PLACES > this.#places.length) this.#grow();
    let least = start;
    let greatest = start;
    let mean = 0;
    let m2 = 0;
    for (let i = start, n = 1; i < start + BLOCK; i++, n++) {
      const v = value[i] as number;
      if (v < (value[least] as number)) least = i;
      if (v > (value[greatest] as number)) greatest = i;
      const delta = v - mean;
      mean += delta / n;
      m2 += delta * (v - mean);
    }
    const at = this.length * PLACES;
    [start, least, greatest, start + BLOCK - 1].forEach((event, point) => {
      this.#places[at + point] = time[event] as number;
      this.#places[at + VALUES + point] = value[event] as number;
    });
    this.#places[at + MEAN] = mean;
    this.#places[at + M2] = m2;
    this.length++;
  }

  /** Epoch ms. */
  firstTime(block: number): number {
    return this.#get(block, FIRST);
  }

  /** Epoch ms. */
  lastTime(block: number): number {
    return this.#get(block, LAST);
  }

  firstValue(block: number): number {
    return this.#get(block, VALUES + FIRST);
  }

  lastValue(block: number): number {
    return this.#get(block, VALUES + LAST);
  }

  mean(block: number): number {
    return this.#get(block, MEAN);
  }

  moments(block: number): Moments {
    return {
      events: BLOCK,
      min: this.#get(block, VALUES + LEAST),
      max: this.#get(block, VALUES + GREATEST),
      mean: this.#get(block, MEAN),
      m2: this.#get(block, M2),
      first: this.firstValue(block),
      last: this.lastValue(block),
    };
  }

  /** Adds the points of a block. */
  draw(block: number, buckets: M4Buckets): void {
    for (let point = 0; point < POINTS; point++) buckets.add(this.#get(block, point), this.#get(block, VALUES + point));
  }

  /** Of the blocks before `end`, the first that does not end before `time`; `end` when each does. */
  firstNotBefore(time: number, end: number): number {
    let low = 0;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.lastTime(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #get(block: number, place: number): number {
    return this.#places[block * PLACES + place] as number;
  }

  #grow(): void {
    const larger = new Float64Array(Math.max(PLACES, this.#places.length * 2));
    larger.set(this.#places);
    this.#places = larger;
  }
}
