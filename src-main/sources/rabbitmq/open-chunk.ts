import type { EventBatch, KeyTuple } from "../../engine/batch.ts";
import type { RefusalReason, Reject, SourceChunk } from "../source.ts";

const NEWLINE = 10;

/** Plain rows one after the other in `raw`: rows `first` … `first + count - 1` begin at byte `from`. */
interface Stretch {
  readonly raw: Uint8Array;
  readonly from: number;
  readonly first: number;
  readonly count: number;
}

/** A chunk while messages are read into it. */
export class OpenChunk {
  readonly events: EventBatch;
  rows = 0;
  rowsAccepted = 0;
  bytes = 0;
  readonly #refused: Partial<Record<RefusalReason, number>> = {};
  readonly #rejects: Reject[] = [];
  readonly #stretches: Stretch[] = [];
  /** Rows that stand in no stretch, by their number. */
  readonly #texts = new Map<number, string>();

  constructor(events: EventBatch) {
    this.events = events;
  }

  get isEmpty(): boolean {
    return this.rows === 0 && this.bytes === 0;
  }

  /** Rows that became events straight from `raw`, which stays as it is. */
  acceptStretch(raw: Uint8Array, from: number, first: number, count: number): void {
    this.rows += count;
    this.rowsAccepted += count;
    this.#stretches.push({ raw, from, first, count });
  }

  acceptText(row: number, text: string): void {
    this.rows++;
    this.rowsAccepted++;
    this.#texts.set(row, text);
  }

  refuse(reason: RefusalReason, reject: Reject | null): void {
    this.rows++;
    this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
    if (reject !== null) this.#rejects.push(reject);
  }

  finish(newKeys: readonly KeyTuple[]): SourceChunk {
    const { events, rows, rowsAccepted, bytes } = this;
    // A copy: the taker may move events about before it asks for a text.
    const rowOf = events.row.slice(0, events.length);
    return {
      events,
      newKeys,
      rows,
      rowsAccepted,
      bytes,
      refused: this.#refused,
      rejects: this.#rejects,
      progress: null,
      textOf: (i) => this.#textOf(rowOf[i] ?? 0),
    };
  }

  #textOf(row: number): string {
    const text = this.#texts.get(row);
    if (text !== undefined) return text;
    const stretches = this.#stretches;
    let low = 0;
    let high = stretches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((stretches[middle] as Stretch).first <= row) low = middle;
      else high = middle - 1;
    }
    const stretch = stretches[low];
    if (stretch === undefined || row < stretch.first || row >= stretch.first + stretch.count) return "";
    const starts = this.#startsOf(stretch);
    const at = row - stretch.first;
    return Buffer.from(stretch.raw.buffer, stretch.raw.byteOffset, stretch.raw.length)
      .toString("utf8", starts[at], (starts[at + 1] as number) - 1)
      .trimEnd();
  }

  /** Of the stretch asked for last: late rows come in numbers. */
  #index: { stretch: Stretch; starts: Uint32Array } | null = null;

  #startsOf(stretch: Stretch): Uint32Array {
    if (this.#index?.stretch === stretch) return this.#index.starts;
    const starts = new Uint32Array(stretch.count + 1);
    let at = stretch.from;
    for (let i = 0; i < stretch.count; i++) {
      starts[i] = at;
      at = stretch.raw.indexOf(NEWLINE, at) + 1;
    }
    starts[stretch.count] = at;
    this.#index = { stretch, starts };
    return starts;
  }
}
