import type { EventBatch } from "./batch.ts";
import { HeldEvents } from "./held-events.ts";

export interface ReorderResult {
  /** Events now final, in (time, arrival) order. May be the pushed batch itself. */
  readonly released: EventBatch;
  /** Positions in the pushed batch of events that came behind the watermark, or follow one that did in its row. */
  readonly lateIndexes: Uint32Array;
  /** Accepted events whose time is behind one accepted before. */
  readonly outOfOrder: number;
}

const NO_INDEXES = new Uint32Array(0);

/**
 * Bounded out-of-orderness (Flink's BoundedOutOfOrdernessWatermarks): the watermark is max(time) - B - 1 after every single event;
 * an event at or behind it is late, and with it those that follow of its row (the end of an interval): a row is accepted or refused as a
 * whole. The others leave in (time, arrival) order once time <= max(time) - B.
 * Holds O(events within B), of which a push moves only those it comes before; B = Infinity holds everything until `flush`.
 */
export class ReorderBuffer {
  readonly #bound: number;
  #max = Number.NEGATIVE_INFINITY;
  /** Watermark set from outside (idle source), if ahead of the events'. */
  #idle = Number.NEGATIVE_INFINITY;
  readonly #held: HeldEvents;

  constructor({ outOfOrderness }: { outOfOrderness: number }, held = new HeldEvents()) {
    if (!(outOfOrderness >= 0)) throw new RangeError(`out-of-orderness must be 0 or more, not ${outOfOrderness}`);
    this.#bound = outOfOrderness;
    this.#held = held;
  }

  get maxTime(): number {
    return this.#max;
  }

  get watermark(): number {
    return Math.max(this.#idle, this.#max === Number.NEGATIVE_INFINITY ? this.#max : this.#max - this.#bound - 1);
  }

  get held(): number {
    return this.#held.length;
  }

  /** Takes events in the order of arrival. */
  push(batch: EventBatch): ReorderResult {
    const n = batch.length;
    const { time } = batch;
    const bound = this.#bound;
    let max = this.#max;
    let ordered = 0;
    if (bound === 0 && this.#held.length === 0) {
      while (ordered < n && (time[ordered] as number) >= max && (time[ordered] as number) > this.#idle)
        max = time[ordered++] as number;
      if (ordered === n) {
        this.#max = max;
        return { released: batch, lateIndexes: NO_INDEXES, outOfOrder: 0 };
      }
    }
    const accepted = new Uint32Array(n);
    let count = 0;
    for (; count < ordered; count++) accepted[count] = count;
    const late: number[] = [];
    let last = -1;
    let outOfOrder = 0;
    for (let i = ordered; i < n; i++) {
      const t = time[i] as number;
      if (t <= max - bound - 1 || t <= this.#idle || (last >= 0 && ofOneRow(batch, last, i))) {
        late.push(i);
        last = i;
        continue;
      }
      if (t < max) outOfOrder++;
      else max = t;
      accepted[count++] = i;
    }
    this.#max = max;
    this.#held.insert(batch, sortByTime(accepted.subarray(0, count), time));
    const released = this.#held.take(this.#releaseLimit());
    return { released, lateIndexes: late.length === 0 ? NO_INDEXES : Uint32Array.from(late), outOfOrder };
  }

  /** The watermark moves without an event (idle source); returns what that releases. Moving back is ignored. */
  advance(watermark: number): EventBatch {
    if (watermark > this.#idle) this.#idle = watermark;
    return this.#held.take(this.#releaseLimit());
  }

  /** End of the source: everything held, in order. */
  flush(): EventBatch {
    return this.#held.take(Number.POSITIVE_INFINITY);
  }

  snapshot(): ReorderSnapshot {
    return { outOfOrderness: this.#bound, max: this.#max, idle: this.#idle, held: this.#held.copy() };
  }

  static restore(snapshot: ReorderSnapshot): ReorderBuffer {
    const buffer = new ReorderBuffer({ outOfOrderness: snapshot.outOfOrderness }, new HeldEvents(snapshot.held));
    buffer.#max = snapshot.max;
    buffer.#idle = snapshot.idle;
    return buffer;
  }

  #releaseLimit(): number {
    return Math.max(this.#max - this.#bound, this.#idle);
  }
}

/** Plain data. `held` is sorted by (time, arrival). */
export interface ReorderSnapshot {
  readonly outOfOrderness: number;
  readonly max: number;
  readonly idle: number;
  readonly held: EventBatch;
}

/** Stable: positions of equal time keep their order. In place where nothing is out of order. */
function sortByTime(positions: Uint32Array, time: Float64Array): Uint32Array {
  for (let i = 1; i < positions.length; i++) {
    if ((time[positions[i - 1] as number] as number) > (time[positions[i] as number] as number)) {
      return positions.sort((a, b) => (time[a] as number) - (time[b] as number) || a - b);
    }
  }
  return positions;
}

function ofOneRow({ source, row }: EventBatch, a: number, b: number): boolean {
  return row[a] === row[b] && source[a] === source[b];
}
