import { copyEvent, copyEvents, createBatch, type EventBatch, type KeyTuple } from "../../engine/batch.ts";
import type { KeyTable } from "../../engine/key-table.ts";
import { readBlock } from "./event-block.ts";

/**
 * Events of one partition until the watermark says that none before them comes any more. They leave in the order (time, source, row):
 * that of arrival where they were read, whichever way they took through the cluster.
 */
export class WaitingEvents {
  readonly #keys: KeyTable;
  #held: EventBatch = createBatch(0);

  constructor(keys: KeyTable) {
    this.#keys = keys;
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
      if (last !== undefined && before(held, i, last) < 0) ordered = false;
      ready.push(i);
    }
    if (ready.length === 0) return createBatch(0);
    if (!ordered) ready.sort((a, b) => before(held, a, b));
    const out = createBatch(ready.length);
    for (const i of ready) copyEvent(held, i, out, out.length++);
    kept.length = rest;
    this.#held = kept;
    return out;
  }

  get length(): number {
    return this.#held.length;
  }

  /** A copy, in columns of just its length. */
  snapshot(): EventBatch {
    return copyEvents(this.#held, createBatch(this.#held.length));
  }

  /** With the keys it was taken with. */
  restore(held: EventBatch): void {
    this.#held = held;
  }
}

/** Events of one row of a wide table keep the order they have: the sort is stable. */
function before(batch: EventBatch, a: number, b: number): number {
  return (
    (batch.time[a] as number) - (batch.time[b] as number) ||
    (batch.source[a] as number) - (batch.source[b] as number) ||
    (batch.row[a] as number) - (batch.row[b] as number)
  );
}

/** Keys as the snapshot has them, in their order, into a table that is still empty. */
export function restoreKeys(keys: KeyTable, saved: readonly KeyTuple[]): void {
  for (const [station, sensor, alarm] of saved) keys.id(station, sensor, alarm);
}
