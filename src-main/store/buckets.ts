import type { EventBatch } from "../engine/batch.ts";

/** Events of a segment by key, and by time inside a key. */
export type Clustered = Pick<EventBatch, "length" | "key" | "time" | "value">;

/** Growing columns, one row per key and non-empty bucket; `bucket` is its start in ms. Times are those of the first event that has it. */
export class Buckets {
  length = 0;
  key = new Uint32Array(1024);
  bucket = new Float64Array(1024);
  events = new Uint32Array(1024);
  /** ms after the start of the bucket. */
  firstAt = new Uint32Array(1024);
  first = new Float64Array(1024);
  lastAt = new Uint32Array(1024);
  last = new Float64Array(1024);
  minAt = new Uint32Array(1024);
  min = new Float64Array(1024);
  maxAt = new Uint32Array(1024);
  max = new Float64Array(1024);

  /** Room for one more row at the end. */
  grow(): void {
    if (this.length < this.key.length) return;
    const larger = <T extends Uint32Array | Float64Array>(old: T): T => {
      const column = new (old.constructor as new (length: number) => T)(old.length * 2);
      column.set(old);
      return column;
    };
    for (const name of INTEGERS) this[name] = larger(this[name]);
    for (const name of DOUBLES) this[name] = larger(this[name]);
  }
}

const INTEGERS = ["key", "events", "firstAt", "lastAt", "minAt", "maxAt"] as const;
const DOUBLES = ["bucket", "first", "last", "min", "max"] as const;

/** Buckets of 2^level ms that hold an event, counted. */
export function countBuckets({ length, key, time }: Clustered, level: number): number {
  const width = 2 ** level;
  let count = 0;
  let lastKey = -1;
  let end = 0;
  for (let i = 0; i < length; i++) {
    const t = time[i] as number;
    if (key[i] === lastKey && t < end) continue;
    lastKey = key[i] as number;
    end = (Math.floor(t / width) + 1) * width;
    count++;
  }
  return count;
}

/** Buckets of 2^level ms, by key and time. */
export function bucketsOf({ length, key, time, value }: Clustered, level: number): Buckets {
  const width = 2 ** level;
  const rows = new Buckets();
  for (let i = 0; i < length; ) {
    const k = key[i] as number;
    const bucket = Math.floor((time[i] as number) / width) * width;
    const end = bucket + width;
    const begin = i;
    let low = i;
    let high = i;
    let min = value[i] as number;
    let max = min;
    for (i++; i < length && key[i] === k && (time[i] as number) < end; i++) {
      const v = value[i] as number;
      if (v < min) {
        min = v;
        low = i;
      } else if (v > max) {
        max = v;
        high = i;
      }
    }
    rows.grow();
    const at = rows.length++;
    rows.key[at] = k;
    rows.bucket[at] = bucket;
    rows.events[at] = i - begin;
    rows.firstAt[at] = (time[begin] as number) - bucket;
    rows.first[at] = value[begin] as number;
    rows.lastAt[at] = (time[i - 1] as number) - bucket;
    rows.last[at] = value[i - 1] as number;
    rows.minAt[at] = (time[low] as number) - bucket;
    rows.min[at] = min;
    rows.maxAt[at] = (time[high] as number) - bucket;
    rows.max[at] = max;
  }
  return rows;
}

/** The same at a coarser level. */
export function foldBuckets(fine: Buckets, level: number): Buckets {
  const width = 2 ** level;
  const rows = new Buckets();
  let at = -1;
  for (let i = 0; i < fine.length; i++) {
    const bucket = Math.floor((fine.bucket[i] as number) / width) * width;
    const shift = (fine.bucket[i] as number) - bucket;
    if (at < 0 || rows.key[at] !== fine.key[i] || rows.bucket[at] !== bucket) {
      rows.grow();
      at = rows.length++;
      rows.key[at] = fine.key[i] as number;
      rows.bucket[at] = bucket;
      rows.firstAt[at] = (fine.firstAt[i] as number) + shift;
      rows.first[at] = fine.first[i] as number;
      rows.min[at] = Number.POSITIVE_INFINITY;
      rows.max[at] = Number.NEGATIVE_INFINITY;
    }
    rows.events[at] = (rows.events[at] as number) + (fine.events[i] as number);
    rows.lastAt[at] = (fine.lastAt[i] as number) + shift;
    rows.last[at] = fine.last[i] as number;
    if ((fine.min[i] as number) < (rows.min[at] as number)) {
      rows.min[at] = fine.min[i] as number;
      rows.minAt[at] = (fine.minAt[i] as number) + shift;
    }
    if ((fine.max[i] as number) > (rows.max[at] as number)) {
      rows.max[at] = fine.max[i] as number;
      rows.maxAt[at] = (fine.maxAt[i] as number) + shift;
    }
  }
  return rows;
}
