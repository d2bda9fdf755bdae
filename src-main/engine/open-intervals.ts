import { copyEvent, createBatch, type EventBatch, INACTIVE, OF_INTERVAL } from "./batch.ts";

/** By key: how many of its intervals go on. Plain data. */
export type OpenIntervalsSnapshot = readonly (readonly [key: number, open: number])[];

/**
 * Of a table of intervals: an alarm is on while any interval of its key goes on, so of several at a time only the last end is an event. A
 * row without an end is not counted: it is on until an end at which no other goes on. Holds a number for each key that is on, whatever the
 * number of intervals.
 */
export class OpenIntervals {
  readonly #open: Map<number, number>;

  constructor(snapshot: OpenIntervalsSnapshot = []) {
    this.#open = new Map(snapshot);
  }

  /**
   * Takes what is final, in (time, arrival) order, with the keys of a session. Answers it without the ends that end nothing and without
   * OF_INTERVAL: the batch itself where no event is of an interval, else one of its own.
   */
  take(batch: EventBatch): EventBatch {
    const { length, key, active } = batch;
    let from = 0;
    while (from < length && (active[from] as number) < OF_INTERVAL) from++;
    if (from === length) return batch;
    const out = createBatch(length);
    for (let i = 0; i < length; i++) {
      const code = active[i] as number;
      const flag = code & ~OF_INTERVAL;
      if (code !== flag && this.#count(key[i] as number, flag) && flag === INACTIVE) continue;
      copyEvent(batch, i, out, out.length);
      out.active[out.length++] = flag;
    }
    return out;
  }

  snapshot(): OpenIntervalsSnapshot {
    return [...this.#open];
  }

  /** Whether an interval of the key goes on behind one that begins or ends. */
  #count(key: number, flag: number): boolean {
    const open = (this.#open.get(key) ?? 0) + (flag === INACTIVE ? -1 : 1);
    if (open > 0) this.#open.set(key, open);
    else this.#open.delete(key);
    return open > 0;
  }
}
