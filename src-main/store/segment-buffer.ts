import type { EventBatch } from "../engine/batch.ts";
import { ACTIVE, createBatch, INACTIVE } from "../engine/batch.ts";

/** `flag` code of an active event whose key was not active before. */
const RAISED = 3;

/** A segment by key, and by time and release inside a key; `seq` is the place as released. */
export interface ClusteredSegment {
  readonly events: EventBatch;
  readonly seq: Uint32Array;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Collects events in release order until a segment is full. Keys are the store's. */
export class SegmentBuffer {
  readonly capacity: number;
  readonly events: EventBatch;
  /** By key: whether its last flag was active. */
  #active = new Uint8Array(1024);
  #clustered: EventBatch | null = null;
  #seq = new Uint32Array(0);
  /** Where each event goes. */
  #place = new Uint32Array(0);

  constructor(capacity: number) {
    this.capacity = capacity;
    this.events = createBatch(Math.min(capacity, 65_536));
  }

  get length(): number {
    return this.events.length;
  }

  /** Takes events [from, …) of a batch as far as there is room; answers where it stopped. `storeKeys`: store key by the batch's key. */
  add(batch: EventBatch, from: number, storeKeys: Uint32Array): number {
    const count = Math.min(batch.length - from, this.capacity - this.length);
    const to = this.events;
    const at = to.length;
    reserve(to, Math.min(this.capacity, at + count), this.capacity);
    const end = from + count;
    to.time.set(batch.time.subarray(from, end), at);
    to.value.set(batch.value.subarray(from, end), at);
    to.threshold.set(batch.threshold.subarray(from, end), at);
    to.source.set(batch.source.subarray(from, end), at);
    to.row.set(batch.row.subarray(from, end), at);
    for (let i = 0; i < count; i++) {
      const key = storeKeys[batch.key[from + i] as number] as number;
      to.key[at + i] = key;
      to.active[at + i] = this.#flag(key, batch.active[from + i] as number);
    }
    to.length += count;
    return end;
  }

  /** By key: whether its last flag was active; a copy. */
  saveActive(): Uint8Array {
    return this.#active.slice();
  }

  /** Goes on collecting after events that are in `events` already. */
  restoreActive(active: Uint8Array): void {
    this.#active = active.slice();
  }

  /** Room for `length` events, at most those of a segment. */
  reserve(length: number): void {
    reserve(this.events, length, this.capacity);
  }

  /** Hands the segment over, clustered, and starts the next one. What it answers is overwritten by the next call. */
  take(): ClusteredSegment {
    const from = this.events;
    const { length } = from;
    this.#clustered ??= createBatch(length);
    const to = this.#clustered;
    reserve(to, length, this.capacity);
    if (this.#seq.length < length) {
      this.#seq = new Uint32Array(to.time.length);
      this.#place = new Uint32Array(to.time.length);
    }
    const seq = this.#seq;
    const place = this.#place;
    const { firstMs, lastMs, sorted } = span(from);
    placeByKey(from, place);
    for (let i = 0; i < length; i++) seq[place[i] as number] = i;
    if (!sorted) {
      seq.subarray(0, length).sort((a, b) => byKeyAndTime(from, a, b));
      for (let i = 0; i < length; i++) place[seq[i] as number] = i;
    }
    scatterDoubles(from.time, place, to.time, length);
    scatterDoubles(from.value, place, to.value, length);
    scatterDoubles(from.threshold, place, to.threshold, length);
    scatterDoubles(from.row, place, to.row, length);
    for (let i = 0; i < length; i++) to.key[place[i] as number] = from.key[i] as number;
    for (let i = 0; i < length; i++) to.active[place[i] as number] = from.active[i] as number;
    for (let i = 0; i < length; i++) to.source[place[i] as number] = from.source[i] as number;
    to.length = length;
    from.length = 0;
    return { events: to, seq, firstMs, lastMs };
  }

  #flag(key: number, flag: number): number {
    if (flag !== ACTIVE && flag !== INACTIVE) return flag;
    if (key >= this.#active.length) {
      const larger = new Uint8Array(Math.max(key + 1, this.#active.length * 2));
      larger.set(this.#active);
      this.#active = larger;
    }
    const raised = flag === ACTIVE && this.#active[key] === 0;
    this.#active[key] = flag;
    return raised ? RAISED : flag;
  }
}

/** Makes room for `length` events, at most `most`. */
function reserve(batch: EventBatch, length: number, most: number): void {
  if (length <= batch.time.length) return;
  const larger = createBatch(Math.min(most, Math.max(length, batch.time.length * 2)));
  for (const name of ["time", "key", "value", "threshold", "active", "source", "row"] as const) {
    larger[name].set(batch[name]);
    (batch as unknown as Record<string, unknown>)[name] = larger[name];
  }
}

/**
 * Read in order, written at a place a key: one cache line a key is at work, where reading by key would miss at every event. A loop for one
 * type of array: the engine compiles it to plain loads and stores.
 */
function scatterDoubles(from: Float64Array, place: Uint32Array, to: Float64Array, length: number): void {
  for (let i = 0; i < length; i++) to[place[i] as number] = from[i] as number;
}

function span({ length, time }: EventBatch): { firstMs: number; lastMs: number; sorted: boolean } {
  let firstMs = time[0] as number;
  let lastMs = firstMs;
  let sorted = true;
  for (let i = 1; i < length; i++) {
    const t = time[i] as number;
    if (t >= lastMs) lastMs = t;
    else {
      sorted = false;
      if (t < firstMs) firstMs = t;
    }
  }
  return { firstMs, lastMs, sorted };
}

/** Where each event goes by key, in release order inside a key (counting sort). */
function placeByKey({ length, key }: EventBatch, place: Uint32Array): void {
  let most = 0;
  for (let i = 0; i < length; i++) if ((key[i] as number) > most) most = key[i] as number;
  const start = new Uint32Array(most + 2);
  for (let i = 0; i < length; i++) start[(key[i] as number) + 1] = (start[(key[i] as number) + 1] as number) + 1;
  for (let k = 1; k < start.length; k++) start[k] = (start[k] as number) + (start[k - 1] as number);
  for (let i = 0; i < length; i++) {
    const k = key[i] as number;
    const at = start[k] as number;
    place[i] = at;
    start[k] = at + 1;
  }
}

function byKeyAndTime({ key, time }: EventBatch, a: number, b: number): number {
  return (key[a] as number) - (key[b] as number) || (time[a] as number) - (time[b] as number) || a - b;
}
