import type { Event } from "../../plugins/api.ts";

/**
 * Events in columns: what flows between sources, reorder buffer, windows, rules and store.
 * No object per event exists on this path.
 */

/** A key as its three parts; a part the source does not have is "". */
export type KeyTuple = readonly [station: string, sensor: string, alarm: string];

/** The order keys are told in: station, sensor, alarm, each as UTF-16. */
export function compareKeys(a: KeyTuple, b: KeyTuple): number {
  for (let i = 0; i < 3; i++) {
    const p = a[i] as string;
    const q = b[i] as string;
    if (p !== q) return p < q ? -1 : 1;
  }
  return 0;
}

/** `active` column codes. */
export const INACTIVE = 0;
export const ACTIVE = 1;
export const NO_FLAG = 2;
/** Added to the code of the start and the end of an interval, from where rows are read to OpenIntervals: others of its key may go on. */
export const OF_INTERVAL = 4;

/**
 * `length` events; every column has at least that many elements (a column may be longer: read `length`, never `time.length`).
 * - `time`: epoch ms, integral
 * - `key`: index into the source's or session's KeyTable
 * - `value`: finite
 * - `threshold`: NaN = none
 * - `active`: INACTIVE | ACTIVE | NO_FLAG, with OF_INTERVAL in those that come from a source
 * - `source`: number of the file or queue in the session, from 0
 * - `row`: 1-based data row of that file (the header does not count) or delivery number of that queue
 */
export interface EventBatch {
  length: number;
  time: Float64Array;
  key: Uint32Array;
  value: Float64Array;
  threshold: Float64Array;
  active: Uint8Array;
  source: Uint16Array;
  row: Float64Array;
}

/** An empty batch with room for `capacity` events; `shared` puts the columns on SharedArrayBuffers. */
export function createBatch(capacity: number, shared = false): EventBatch {
  const buffer = (bytes: number): ArrayBuffer => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)) as ArrayBuffer;
  return {
    length: 0,
    time: new Float64Array(buffer(capacity * 8)),
    key: new Uint32Array(buffer(capacity * 4)),
    value: new Float64Array(buffer(capacity * 8)),
    threshold: new Float64Array(buffer(capacity * 8)),
    active: new Uint8Array(buffer(capacity)),
    source: new Uint16Array(buffer(capacity * 2)),
    row: new Float64Array(buffer(capacity * 8)),
  };
}

/** Copies event `from` of `source` to position `to` of `target`. */
export function copyEvent(source: EventBatch, from: number, target: EventBatch, to: number): void {
  target.time[to] = source.time[from] as number;
  target.key[to] = source.key[from] as number;
  target.value[to] = source.value[from] as number;
  target.threshold[to] = source.threshold[from] as number;
  target.active[to] = source.active[from] as number;
  target.source[to] = source.source[from] as number;
  target.row[to] = source.row[from] as number;
}

/** Events [from, to) of `batch`, in its memory. */
export function viewOf(batch: EventBatch, from: number, to: number): EventBatch {
  return {
    length: to - from,
    time: batch.time.subarray(from, to),
    key: batch.key.subarray(from, to),
    value: batch.value.subarray(from, to),
    threshold: batch.threshold.subarray(from, to),
    active: batch.active.subarray(from, to),
    source: batch.source.subarray(from, to),
    row: batch.row.subarray(from, to),
  };
}

/** Puts the events of `batch` at the beginning of `into`, which must have room, and answers it. */
export function copyEvents(batch: EventBatch, into: EventBatch): EventBatch {
  const from = viewOf(batch, 0, batch.length);
  into.length = batch.length;
  into.time.set(from.time);
  into.key.set(from.key);
  into.value.set(from.value);
  into.threshold.set(from.threshold);
  into.active.set(from.active);
  into.source.set(from.source);
  into.row.set(from.row);
  return into;
}

/** Adds one event at the end; the batch must have room. */
export function appendEvent(
  batch: EventBatch,
  time: number,
  key: number,
  value: number,
  threshold: number,
  active: number,
  source: number,
  row: number,
): void {
  const i = batch.length++;
  batch.time[i] = time;
  batch.key[i] = key;
  batch.value[i] = value;
  batch.threshold[i] = threshold;
  batch.active[i] = active;
  batch.source[i] = source;
  batch.row[i] = row;
}

/** What a batch's code of a flag says; null: there is none. */
export function flagOf(code: number): boolean | null {
  const flag = code & ~OF_INTERVAL;
  return flag === ACTIVE ? true : flag === INACTIVE ? false : null;
}

/** Event `i` of a batch, whose key is given, as a plain object for a screen or a text: a stream of them would be slow. */
export function plainEvent(batch: EventBatch, i: number, [station, sensor, alarm]: KeyTuple): Event {
  const threshold = batch.threshold[i] as number;
  return {
    time: batch.time[i] as number,
    station,
    sensor,
    alarm,
    value: batch.value[i] as number,
    threshold: Number.isNaN(threshold) ? null : threshold,
    active: flagOf(batch.active[i] as number),
  };
}
