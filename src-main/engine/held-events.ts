import { copyEvent, copyEvents, createBatch, type EventBatch, viewOf } from "./batch.ts";

/** Room for so many times the events there are when it is made anew: each event is then moved about once while it is held. */
const ROOM = 2;
/** Room beyond so many times the events there are is given back. */
const MOST_ROOM = 8;
/** Below so much room nothing is worth giving back. */
const LEAST_ROOM = 4096;

/** Events that wait, sorted by (time, arrival): new ones come in near the end, final ones leave at the start. */
export class HeldEvents {
  /** Those in [from, to) are held. */
  #events: EventBatch = createBatch(0);
  #from = 0;
  #to = 0;

  /** `held`: sorted; copied. */
  constructor(held?: EventBatch) {
    if (held === undefined || held.length === 0) return;
    this.#events = copyEvents(held, createBatch(held.length));
    this.#to = held.length;
  }

  get length(): number {
    return this.#to - this.#from;
  }

  /** Takes events of `batch`, at `order`, which is sorted by time; of equal time they come behind those held. */
  insert(batch: EventBatch, order: Uint32Array): void {
    if (order.length === 0) return;
    this.#makeRoom(order.length);
    const events = this.#events;
    let held = this.#to - 1;
    let to = held + order.length;
    this.#to = to + 1;
    for (let next = order.length - 1; next >= 0; to--) {
      const from = order[next] as number;
      if (held >= this.#from && (events.time[held] as number) > (batch.time[from] as number))
        copyEvent(events, held--, events, to);
      else {
        copyEvent(batch, from, events, to);
        next--;
      }
    }
  }

  /** Those with a time up to `limit`, in memory of their own. */
  take(limit: number): EventBatch {
    const { time } = this.#events;
    let low = this.#from;
    let high = this.#to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((time[middle] as number) <= limit) low = middle + 1;
      else high = middle;
    }
    const taken = viewOf(this.#events, this.#from, low);
    this.#from = low;
    if (low < this.#to) return copyEvents(taken, createBatch(taken.length));
    // None is left: they may keep the memory they lie in.
    this.#events = createBatch(0);
    this.#from = 0;
    this.#to = 0;
    return taken;
  }

  /** All of them, in memory of their own, nothing taken. */
  copy(): EventBatch {
    return copyEvents(viewOf(this.#events, this.#from, this.#to), createBatch(this.length));
  }

  /** For `more` events at the end. */
  #makeRoom(more: number): void {
    const room = this.#events.time.length;
    const needed = this.length + more;
    const wasteful = room > LEAST_ROOM && room > MOST_ROOM * needed;
    if (this.#to + more <= room && !wasteful) return;
    const held = viewOf(this.#events, this.#from, this.#to);
    if (needed * ROOM <= room && !wasteful) moveToStart(this.#events, this.#from, this.#to);
    else this.#events = copyEvents(held, createBatch(this.length === 0 ? needed : needed * ROOM));
    this.#from = 0;
    this.#to = held.length;
  }
}

function moveToStart(events: EventBatch, from: number, to: number): void {
  for (const column of [events.time, events.key, events.value, events.threshold, events.active, events.source, events.row])
    column.copyWithin(0, from, to);
}
