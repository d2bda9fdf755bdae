import { createBatch, type EventBatch, viewOf } from "../engine/batch.ts";
import { SORT_EVENTS } from "./sort-events.wasm.ts";

/** Events held at once, at least and at most: 39 bytes each, twice. Powers of two. */
const LEAST_CAPACITY = 256;
const MOST_CAPACITY = 65_536;
const PAGE = 65_536;
const COLUMNS = ["time", "value", "threshold", "row", "key", "source", "active"] as const;
const COUNTS_BYTES = 32_768;
/**
 * Bytes between two columns. Were they a power of two apart, as they are long, the same event's fields would all have to lie in the same few
 * places of a core's nearest cache.
 */
const GAP = 320;

/** The exports of src-wasm/sort-events.ts, where they are explained. */
interface SortModule {
  setColumns(input: number, output: number, capacity: number, gap: number, scratch: number): void;
  sort(n: number): number;
}

type Columns = Omit<EventBatch, "length">;

/**
 * Puts events that are nearly in time order into it, a chunk at a time: what must still wait stays and is sorted with the next chunk. The
 * work is done by a small WebAssembly module, so that an event is moved once.
 */
export class EventSorter {
  readonly #module: SortModule;
  readonly #input: Columns;
  readonly #output: Columns;
  readonly #capacity: number;
  readonly #batch: (capacity: number) => EventBatch;
  /** The first `held` events of the input are in order. */
  held = 0;
  /** The rest of the input, given out to be filled. */
  #room: EventBatch | null = null;

  private constructor(capacity: number, batch: (capacity: number) => EventBatch) {
    this.#batch = batch;
    const set = capacity * 39 + COLUMNS.length * GAP;
    const bytes = 2 * set + COUNTS_BYTES + capacity * 12;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
    this.#module = new WebAssembly.Instance(compiled(), { env: { memory } }).exports as unknown as SortModule;
    this.#module.setColumns(0, set, capacity, GAP, 2 * set);
    this.#input = columnsAt(memory.buffer, 0, capacity);
    this.#output = columnsAt(memory.buffer, set, capacity);
    this.#capacity = capacity;
  }

  /**
   * One that can take n events beside those of `before`, which it holds then: `before` itself when it has room. null: no sorter has. A
   * small file needs no room for a large one. `batch` makes those that are answered.
   */
  static withRoom(
    n: number,
    before: EventSorter | null,
    batch: (capacity: number) => EventBatch = createBatch,
  ): EventSorter | null {
    const needed = n + (before?.held ?? 0);
    if (needed > MOST_CAPACITY) return null;
    if (before !== null && needed <= before.#capacity) return before;
    let capacity = LEAST_CAPACITY;
    while (capacity < needed) capacity *= 2;
    const sorter = new EventSorter(capacity, batch);
    if (before !== null) sorter.#hold(before);
    return sorter;
  }

  #hold(other: EventSorter): void {
    for (const column of COLUMNS) this.#input[column].set(other.#input[column].subarray(0, other.held));
    this.held = other.held;
  }

  /** An empty batch on the memory behind those held: `add` takes it without a copy, until something else is taken. */
  room(): EventBatch {
    this.#room = { ...viewOf({ ...this.#input, length: 0 }, this.held, this.#capacity), length: 0 };
    return this.#room;
  }

  /** Whether a batch is the one `room` gave last: the next one will lie in the same memory. */
  has(batch: EventBatch): boolean {
    return batch === this.#room;
  }

  /**
   * Takes a copy of `batch` and answers all events up to and including `time`, in order; null, with nothing taken, when their times lie
   * too far apart.
   */
  add(batch: EventBatch, time: number): EventBatch | null {
    const n = this.held + batch.length;
    if (!this.has(batch))
      for (const column of COLUMNS) this.#input[column].set(batch[column].subarray(0, batch.length), this.held);
    this.#room = null;
    if (this.#module.sort(n) === 0) return null;
    const cut = firstAfter(this.#output.time, n, time);
    const out = this.#taken(this.#output, cut);
    for (const column of COLUMNS) this.#input[column].set(this.#output[column].subarray(cut, n));
    this.held = n - cut;
    return out;
  }

  /** The events of the batch that `room` gave, which are in order; nothing is held before them. */
  takeRoom(): EventBatch {
    this.held = this.#room?.length ?? 0;
    return this.takeAll();
  }

  /** Everything held, in order. */
  takeAll(): EventBatch {
    const out = this.#taken(this.#input, this.held);
    this.held = 0;
    this.#room = null;
    return out;
  }

  #taken(columns: Columns, n: number): EventBatch {
    const out = this.#batch(n);
    for (const column of COLUMNS) out[column].set(columns[column].subarray(0, n));
    out.length = n;
    return out;
  }
}

function columnsAt(buffer: ArrayBuffer, start: number, capacity: number): Columns {
  const at = (bytes: number, column: number): number => start + capacity * bytes + column * GAP;
  return {
    time: new Float64Array(buffer, at(0, 0), capacity),
    value: new Float64Array(buffer, at(8, 1), capacity),
    threshold: new Float64Array(buffer, at(16, 2), capacity),
    row: new Float64Array(buffer, at(24, 3), capacity),
    key: new Uint32Array(buffer, at(32, 4), capacity),
    source: new Uint16Array(buffer, at(36, 5), capacity),
    active: new Uint8Array(buffer, at(38, 6), capacity),
  };
}

/** First position whose time is after `time`, of n in order. */
function firstAfter(times: Float64Array, n: number, time: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

let module: WebAssembly.Module | null = null;

/** Compiled once a thread. */
function compiled(): WebAssembly.Module {
  module ??= new WebAssembly.Module(Buffer.from(SORT_EVENTS, "base64"));
  return module;
}
