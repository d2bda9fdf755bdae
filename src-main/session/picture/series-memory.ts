import { BLOCK, ClosedBlocks } from "./closed-blocks.ts";
import { M4Buckets, type SeriesPoints } from "./m4-buckets.ts";
import { addMoments, type Moments, noMoments } from "./moments.ts";

/** Places a series begins with: with a million keys most have a few events each. */
const FEW = 4;
/** Of every series that has not filled one yet. */
const NO_BLOCKS = new ClosedBlocks();

/** Whether an event is meant, by its number (as in `last`) and its tag. */
export type TakesEvent = (number: number, tag: number) => boolean;

/**
 * One series in memory, in time order, for drawing and reading out. Every event is kept until `forget`; blocks stay for ever, at
 * less than 2 bytes an event. `tag` is whatever the owner wants to find again beside a point (where an event stood in its source).
 */
export class SeriesMemory {
  /** Events appended ever. */
  length = 0;
  /** Events before this index are only in blocks. A multiple of BLOCK. */
  #from = 0;
  #time = new Float64Array(FEW);
  #value = new Float64Array(FEW);
  #tag = new Float64Array(FEW);
  #blocks = NO_BLOCKS;

  append(time: number, value: number, tag = 0): void {
    const at = this.length - this.#from;
    if (at === this.#time.length) this.#grow();
    this.#time[at] = time;
    this.#value[at] = value;
    this.#tag[at] = tag;
    this.length++;
    if (this.length % BLOCK === 0) this.#close(at - BLOCK + 1);
  }

  /** Events whose own values are still here. */
  get detailed(): number {
    return this.length - this.#from;
  }

  /** Events that `letGo` has taken away. */
  gone = 0;

  /** Number of the newest event of all there were, those taken away too; the first is 0. */
  get last(): number {
    return this.gone + this.length - 1;
  }

  get firstTime(): number {
    if (this.length === 0) return Number.NaN;
    return this.#from === 0 ? (this.#time[0] as number) : this.#blocks.firstTime(0);
  }

  get lastTime(): number {
    if (this.length === 0) return Number.NaN;
    const { detailed } = this;
    return detailed === 0 ? this.#blocks.lastTime(this.#blocks.length - 1) : (this.#time[detailed - 1] as number);
  }

  get lastValue(): number {
    if (this.length === 0) return Number.NaN;
    const { detailed } = this;
    return detailed === 0 ? this.#blocks.lastValue(this.#blocks.length - 1) : (this.#value[detailed - 1] as number);
  }

  /** Lets go of the older half of the events themselves. */
  forget(): void {
    const keep = Math.max(BLOCK, Math.floor(this.detailed / 2 / BLOCK) * BLOCK);
    this.#cut(Math.floor((this.detailed - keep) / BLOCK) * BLOCK);
  }

  /** Lets go of all events that are in blocks: at most 63 are left. */
  forgetBlocks(): void {
    this.#cut(this.#blocks.length * BLOCK - this.#from);
  }

  /** Lets go of everything, blocks too: it is as a series that has just begun. */
  letGo(): void {
    this.gone += this.length;
    this.length = this.#from = 0;
    this.#time = new Float64Array(FEW);
    this.#value = new Float64Array(FEW);
    this.#tag = new Float64Array(FEW);
    this.#blocks = NO_BLOCKS;
  }

  #cut(cut: number): void {
    if (cut <= 0) return;
    this.#time = this.#time.slice(cut);
    this.#value = this.#value.slice(cut);
    this.#tag = this.#tag.slice(cut);
    this.#from += cut;
  }

  /** At most 4 points a pixel over [from, to]; the events themselves when they are few enough. O(blocks + events at the edges). */
  range(from: number, to: number, pixels: number): SeriesPoints {
    const low = this.#firstAt(from);
    const high = this.#firstAt(nextAfter(to));
    const count = high - low;
    // One event either side, so that a line runs on to the edge of the picture.
    const first = Math.max(this.#from, low - 1);
    const last = Math.min(this.length, high + 1);
    if (last - first <= pixels * 4 && low >= this.#from) {
      const a = first - this.#from;
      const b = last - this.#from;
      return { time: this.#time.slice(a, b), value: this.#value.slice(a, b), events: count, reduced: false };
    }
    const buckets = new M4Buckets(from, to, pixels);
    this.#visit(
      low,
      high,
      (block) => {
        const apart = !buckets.same(this.#blocks.firstTime(block), this.#blocks.lastTime(block));
        if (apart && block * BLOCK >= this.#from) return false;
        this.#blocks.draw(block, buckets);
        return true;
      },
      (time, value) => buckets.add(time, value),
    );
    return { ...buckets.points(), events: count, reduced: true };
  }

  /** null without an event in [from, to]. */
  moments(from: number, to: number): Moments | null {
    const low = this.#firstAt(from);
    const high = this.#firstAt(nextAfter(to));
    if (high <= low) return null;
    const sum = noMoments();
    this.#visit(
      low,
      high,
      (block) => {
        addMoments(sum, this.#blocks.moments(block));
        return true;
      },
      (_time, value) => addMoments(sum, { events: 1, min: value, max: value, mean: value, m2: 0, first: value, last: value }),
    );
    return sum;
  }

  /**
   * Events of [from, to], at most about `most`, evenly taken; `every` says how many each stands for: 1 = these are all. Of forgotten ones
   * the first and last of each block.
   */
  sample(from: number, to: number, most: number): { time: Float64Array; value: Float64Array; every: number } {
    const low = this.#firstAt(from);
    const high = this.#firstAt(nextAfter(to));
    const forgotten = low < this.#from;
    const every = Math.max(Math.ceil((high - low) / most), forgotten ? BLOCK / 2 : 1);
    const time: number[] = [];
    const value: number[] = [];
    const blocks = Math.max(1, Math.round(every / (BLOCK / 2)));
    for (let block = low / BLOCK; block * BLOCK < Math.min(high, this.#from); block += blocks) {
      const at = Math.floor(block);
      time.push(this.#blocks.firstTime(at), this.#blocks.lastTime(at));
      value.push(this.#blocks.firstValue(at), this.#blocks.lastValue(at));
    }
    for (let i = Math.max(low, this.#from); i < high; i += every) {
      time.push(this.#time[i - this.#from] as number);
      value.push(this.#value[i - this.#from] as number);
    }
    return { time: Float64Array.from(time), value: Float64Array.from(value), every };
  }

  /** ms between two events of [from, to] that follow each other, the longest; null with fewer than two. Of forgotten ones between blocks only. */
  longestGap(from: number, to: number): number | null {
    const low = this.#firstAt(from);
    const high = this.#firstAt(nextAfter(to));
    if (high - low < 2) return null;
    let longest = 0;
    let before = this.#timeAt(low);
    let i = low;
    for (; i < Math.min(high, this.#from); i += BLOCK) {
      const block = Math.floor(i / BLOCK);
      longest = Math.max(longest, this.#blocks.firstTime(block) - before);
      before = this.#blocks.lastTime(block);
    }
    for (i = Math.max(low, this.#from); i < high; i++) {
      const time = this.#time[i - this.#from] as number;
      if (time - before > longest) longest = time - before;
      before = time;
    }
    return longest;
  }

  /** `bins` means over [from, to]; null where nothing was. */
  spark(bins: number, from = this.firstTime, to = this.lastTime): (number | null)[] {
    const means = new Float64Array(bins);
    const counts = new Float64Array(bins);
    const start = Math.max(from, this.firstTime);
    const end = Math.min(to, this.lastTime);
    const width = end - start || 1;
    const add = (time: number, mean: number, n: number): void => {
      if (time < start || time > end) return;
      const bin = Math.min(bins - 1, Math.max(0, Math.floor(((time - start) / width) * bins)));
      means[bin] = (means[bin] as number) + mean * n;
      counts[bin] = (counts[bin] as number) + n;
    };
    for (let block = 0; block < this.#blocks.length; block++) add(this.#blocks.firstTime(block), this.#blocks.mean(block), BLOCK);
    for (let i = this.#blocks.length * BLOCK; i < this.length; i++)
      add(this.#time[i - this.#from] as number, this.#value[i - this.#from] as number, 1);
    return Array.from(counts, (n, bin) => (n === 0 ? null : (means[bin] as number) / n));
  }

  /**
   * The stretch without what lies at either end `far` times the length of the rest away, if that is at most three events or one in a
   * thousand (and never more than one in fifty).
   */
  usual(far: number): { from: number; to: number } {
    const few = Math.min(Math.floor(this.length * 0.02), Math.max(3, Math.floor(this.length * 0.001)));
    const low = this.#timeAt(few);
    const high = this.#timeAt(this.length - 1 - few);
    const reach = far * Math.max(high - low, 1000);
    return this.within(low - reach, high + reach) ?? { from: this.firstTime, to: this.lastTime };
  }

  /** Times of the first and last event in [from, to]; null: there is none. */
  within(from: number, to: number): { from: number; to: number } | null {
    const low = this.#firstAt(from);
    const high = this.#firstAt(nextAfter(to)) - 1;
    return high < low ? null : { from: this.#timeAt(low), to: this.#timeAt(high) };
  }

  /** Events in [from, to] that are still detailed, oldest first, at most `limit` of those that `takes` takes; `number`: as in `last`. */
  events(
    from: number,
    to: number,
    limit: number,
    takes: TakesEvent = () => true,
  ): { number: number; time: number; value: number; tag: number }[] {
    const high = this.#firstAt(nextAfter(to));
    const rows: { number: number; time: number; value: number; tag: number }[] = [];
    for (let i = Math.max(this.#from, this.#firstAt(from)); i < high && rows.length < limit; i++) {
      const at = i - this.#from;
      const [time, value, tag] = [this.#time[at], this.#value[at], this.#tag[at]] as [number, number, number];
      if (takes(this.gone + i, tag)) rows.push({ number: this.gone + i, time, value, tag });
    }
    return rows;
  }

  /** Events in [from, to]; `takes`: those it takes, and of those that are not detailed all. */
  count(from: number, to: number, takes?: TakesEvent): number {
    const [low, high] = [this.#firstAt(from), this.#firstAt(nextAfter(to))];
    if (takes === undefined) return Math.max(0, high - low);
    let count = Math.max(0, Math.min(high, this.#from) - low);
    for (let i = Math.max(low, this.#from); i < high; i++) if (takes(this.gone + i, this.#tag[i - this.#from] as number)) count++;
    return count;
  }

  /** Of a forgotten event: its block's first time, or last if it is that one. */
  #timeAt(index: number): number {
    if (index >= this.#from) return this.#time[index - this.#from] as number;
    const block = Math.floor(index / BLOCK);
    return index % BLOCK === BLOCK - 1 ? this.#blocks.lastTime(block) : this.#blocks.firstTime(block);
  }

  /** Whole blocks where `whole` takes them, else event by event. Where an edge has only its block left, the block stands for it. */
  #visit(low: number, high: number, whole: (block: number) => boolean, one: (time: number, value: number) => void): void {
    let i = low;
    while (i < high) {
      const block = Math.floor(i / BLOCK);
      const end = (block + 1) * BLOCK;
      const closed = block < this.#blocks.length;
      const inside = i === block * BLOCK && end <= high;
      if (closed && (inside || i < this.#from) && whole(block)) {
        i = end;
        continue;
      }
      for (const stop = Math.min(end, high); i < stop; i++) {
        const at = i - this.#from;
        if (at >= 0) one(this.#time[at] as number, this.#value[at] as number);
      }
    }
  }

  /** Index of the first event at or after `time`; among forgotten ones, the start of its block. */
  #firstAt(time: number): number {
    const detailed = this.detailed;
    if (this.#from > 0 && (detailed === 0 || time <= (this.#time[0] as number)))
      return this.#blocks.firstNotBefore(time, this.#from / BLOCK) * BLOCK;
    let a = 0;
    let b = detailed;
    while (a < b) {
      const middle = (a + b) >>> 1;
      if ((this.#time[middle] as number) < time) a = middle + 1;
      else b = middle;
    }
    return this.#from + a;
  }

  #close(start: number): void {
    if (this.#blocks === NO_BLOCKS) this.#blocks = new ClosedBlocks();
    this.#blocks.close(this.#time, this.#value, start);
  }

  #grow(): void {
    const larger = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(Math.max(FEW, column.length * 2));
      next.set(column);
      return next;
    };
    this.#time = larger(this.#time);
    this.#value = larger(this.#value);
    this.#tag = larger(this.#tag);
  }
}

/** Times are whole ms. */
function nextAfter(time: number): number {
  return Math.floor(time) + 1;
}
