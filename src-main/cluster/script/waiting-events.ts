import { copyEvent, copyEvents, createBatch, type EventBatch, type KeyTuple } from "../../engine/batch.ts";
import type { KeyTable } from "../../engine/key-table.ts";
import { OpenIntervals, type OpenIntervalsSnapshot } from "../../engine/open-intervals.ts";
import { readBlock } from "./event-block.ts";

/** `intervals`, absent: of a Weir that did not count them. */
export interface WaitingSnapshot {
  readonly waiting: EventBatch;
  readonly intervals?: OpenIntervalsSnapshot;
}

/**
 * Events of one partition until the watermark says that none before them comes any more. They leave in the order (time, source, row, column
 * of a wide table): that of arrival where they were read, whichever way they took through the cluster. All of a key are here: of intervals
 * that go on together only the last end leaves.
 */
export class WaitingEvents {
  readonly #keys: KeyTable;
  readonly #columns: ReadonlyMap<string, number>;
  #held: EventBatch = createBatch(0);
  #intervals = new OpenIntervals();

  /** `columns`: of a wide table, by sensor. */
  constructor(keys: KeyTable, columns: ReadonlyMap<string, number>) {
    this.#keys = keys;
    this.#columns = columns;
  }

  add(block: string): void {
    this.#held = readBlock(block, this.#keys, this.#held);
  }

  /** Those at or before `watermark`. */
  take(watermark: number): EventBatch {
    const held = this.#held;
    const ready: number[] = [];
    let rest = 0;
    const kept = createBatch(held.length);
    let ordered = true;
    for (let i = 0; i < held.length; i++) {
      if ((held.time[i] as number) > watermark) {
        copyEvent(held, i, kept, rest++);
        continue;
      }
      const last = ready[ready.length - 1];
      if (last !== undefined && this.#order(i, last) < 0) ordered = false;
      ready.push(i);
    }
    if (ready.length === 0) return createBatch(0);
    if (!ordered) ready.sort((a, b) => this.#order(a, b));
    const out = createBatch(ready.length);
    for (const i of ready) copyEvent(held, i, out, out.length++);
    kept.length = rest;
    this.#held = kept;
    return this.#intervals.take(out);
  }

  get length(): number {
    return this.#held.length;
  }

  /** Copies, in columns of just its length. */
  snapshot(): WaitingSnapshot {
    return { waiting: copyEvents(this.#held, createBatch(this.#held.length)), intervals: this.#intervals.snapshot() };
  }

  /** With the keys it was taken with. */
  restore({ waiting, intervals }: WaitingSnapshot): void {
    this.#held = waiting;
    this.#intervals = new OpenIntervals(intervals);
  }

  /** The start and end of an interval keep the order they have: the sort is stable, and they have one key. */
  #order(a: number, b: number): number {
    const { time, source, row, key } = this.#held;
    return (
      (time[a] as number) - (time[b] as number) ||
      (source[a] as number) - (source[b] as number) ||
      (row[a] as number) - (row[b] as number) ||
      this.#column(key[a] as number) - this.#column(key[b] as number)
    );
  }

  #column(key: number): number {
    return this.#columns.get(this.#keys.key(key)[1]) ?? 0;
  }
}

/** Keys as the snapshot has them, in their order, into a table that is still empty. */
export function restoreKeys(keys: KeyTable, saved: readonly KeyTuple[]): void {
  for (const [station, sensor, alarm] of saved) keys.id(station, sensor, alarm);
}
