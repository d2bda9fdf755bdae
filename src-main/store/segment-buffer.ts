import type { EventBatch } from "../engine/batch.ts";
import { ACTIVE, createBatch, INACTIVE } from "../engine/batch.ts";

/** `flag` code of an active event whose key was not active before. */
export const RAISED = 3;

/** Collects events in release order until a segment is full. Keys are the store's. */
export class SegmentBuffer {
  readonly capacity: number;
  #events: EventBatch;
  /** By key: whether its last flag was active. */
  #active = new Uint8Array(1024);

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#events = createBatch(Math.min(capacity, 65_536));
  }

  get length(): number {
    return this.#events.length;
  }

  /** `active` holds the flag codes of the schema. Valid until the next add. */
  get events(): EventBatch {
    return this.#events;
  }

  /** Takes events [from, …) of a batch as far as there is room; answers where it stopped. */
  add(batch: EventBatch, from: number, storeKey: (key: number) => number): number {
    const count = Math.min(batch.length - from, this.capacity - this.length);
    this.#grow(this.length + count);
    const to = this.#events;
    const end = from + count;
    const at = to.length;
    to.time.set(batch.time.subarray(from, end), at);
    to.value.set(batch.value.subarray(from, end), at);
    to.threshold.set(batch.threshold.subarray(from, end), at);
    to.source.set(batch.source.subarray(from, end), at);
    to.row.set(batch.row.subarray(from, end), at);
    for (let i = 0; i < count; i++) {
      const key = storeKey(batch.key[from + i] as number);
      to.key[at + i] = key;
      to.active[at + i] = this.#flag(key, batch.active[from + i] as number);
    }
    to.length += count;
    return end;
  }

  /** Positions of the events by key, in release order inside a key (counting sort). */
  byKey(): Uint32Array {
    const { length, key } = this.#events;
    let most = 0;
    for (let i = 0; i < length; i++) most = Math.max(most, key[i] as number);
    const start = new Uint32Array(most + 2);
    for (let i = 0; i < length; i++) start[(key[i] as number) + 1] = (start[(key[i] as number) + 1] as number) + 1;
    for (let k = 1; k < start.length; k++) start[k] = (start[k] as number) + (start[k - 1] as number);
    const order = new Uint32Array(length);
    for (let i = 0; i < length; i++) {
      const k = key[i] as number;
      order[start[k] as number] = i;
      start[k] = (start[k] as number) + 1;
    }
    return order;
  }

  clear(): void {
    this.#events.length = 0;
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

  #grow(length: number): void {
    const old = this.#events;
    if (length <= old.time.length) return;
    const larger = createBatch(Math.min(this.capacity, Math.max(length, old.time.length * 2)));
    for (const name of ["time", "key", "value", "threshold", "active", "source", "row"] as const) larger[name].set(old[name]);
    larger.length = old.length;
    this.#events = larger;
  }
}
