import { copyEvent, createBatch, type EventBatch } from "../engine/batch.ts";
import type { FilterVerdicts } from "./filter-runner.ts";

const WAITING = 0;
const KEPT = 1;
const DROPPED = 2;

/** Events a filter let through, in time order, and those it dropped. */
export interface FilterOutcome {
  readonly events: EventBatch;
  /** Nothing at or before it comes any more. */
  readonly watermark: number;
  readonly dropped: EventBatch;
  readonly reasons: readonly string[];
}

export interface FilterStageSnapshot {
  readonly held: EventBatch;
  readonly state: Uint8Array;
  readonly reasons: readonly (readonly [number, string])[];
  readonly first: number;
}

/**
 * The events of one filter that wait for their verdict, on the host's side: a filter whose worker is killed takes no event with it.
 * An event goes on when it, all before it and all of its row are decided. Memory: the events of the filter's `within`.
 */
export class FilterStage {
  #held = createBatch(1024);
  #state = new Uint8Array(1024);
  #reasons = new Map<number, string>();
  /** Sequence number of the first held event. */
  #first = 0;

  /** Sequence number the next event gets. */
  get next(): number {
    return this.#first + this.#held.length;
  }

  add(batch: EventBatch): void {
    const length = this.#held.length + batch.length;
    if (length > this.#held.time.length) this.#grow(length);
    for (let i = 0; i < batch.length; i++) {
      copyEvent(batch, i, this.#held, this.#held.length);
      this.#state[this.#held.length++] = WAITING;
    }
  }

  apply({ decided, dropped, repaired }: Pick<FilterVerdicts, "decided" | "dropped" | "repaired">): void {
    for (const sequence of decided) this.#state[sequence - this.#first] = KEPT;
    for (const { sequence, reason } of dropped) {
      this.#state[sequence - this.#first] = DROPPED;
      this.#reasons.set(sequence, reason);
    }
    for (const { sequence, value } of repaired) this.#held.value[sequence - this.#first] = value;
  }

  /** Everything held goes on as it is: the filter is gone. */
  release(): void {
    for (let i = 0; i < this.#held.length; i++) if (this.#state[i] === WAITING) this.#state[i] = KEPT;
  }

  /** What is decided with all before it. `watermark`: the stream's, before the filter. */
  take(watermark: number): FilterOutcome {
    const held = this.#held;
    let end = 0;
    while (end < held.length && this.#state[end] !== WAITING) end++;
    // The events of one row of a wide table stay together: it goes on while any of them does.
    while (end > 0 && end < held.length && sameRow(held, end - 1, end)) end--;
    const events = createBatch(end);
    const gone: number[] = [];
    for (let i = 0; i < end; i++) {
      if (this.#state[i] === DROPPED) gone.push(i);
      else copyEvent(held, i, events, events.length++);
    }
    const dropped = createBatch(gone.length);
    const reasons = gone.map((i) => {
      copyEvent(held, i, dropped, dropped.length++);
      const reason = this.#reasons.get(this.#first + i) ?? "";
      this.#reasons.delete(this.#first + i);
      return reason;
    });
    const rest = held.length - end;
    for (let i = 0; i < rest; i++) copyEvent(held, end + i, held, i);
    this.#state.copyWithin(0, end, held.length);
    held.length = rest;
    this.#first += end;
    return { events, watermark: rest === 0 ? watermark : Math.min(watermark, (held.time[0] as number) - 1), dropped, reasons };
  }

  /** Plain data; a copy. */
  snapshot(): FilterStageSnapshot {
    const { length } = this.#held;
    const held = createBatch(length);
    for (let i = 0; i < length; i++) copyEvent(this.#held, i, held, held.length++);
    return { held, state: this.#state.slice(0, length), reasons: [...this.#reasons], first: this.#first };
  }

  restore({ held, state, reasons, first }: FilterStageSnapshot): void {
    this.add(held);
    this.#state.set(state);
    this.#reasons = new Map(reasons);
    this.#first = first;
  }

  #grow(length: number): void {
    const larger = createBatch(Math.max(length, this.#held.time.length * 2));
    for (let i = 0; i < this.#held.length; i++) copyEvent(this.#held, i, larger, larger.length++);
    this.#held = larger;
    const state = new Uint8Array(larger.time.length);
    state.set(this.#state.subarray(0, larger.length));
    this.#state = state;
  }
}

function sameRow({ row, source }: EventBatch, a: number, b: number): boolean {
  return row[a] === row[b] && source[a] === source[b];
}
