import { createBatch, type EventBatch } from "../engine/batch.ts";
import { SORT_EVENTS } from "./sort-events.wasm.ts";

/** Events held at once: 41 bytes each, twice. */
const CAPACITY = 65_536;
const PAGE = 65_536;
const COLUMNS = ["time", "value", "threshold", "row", "key", "source", "active"] as const;
const COUNTS_BYTES = 32_768;

/** The exports of src-wasm/sort-events.ts, where they are explained. */
interface SortModule {
  setColumns(input: number, output: number, capacity: number, scratch: number): void;
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
  /** The first `held` events of the input are in order. */
  held = 0;

  constructor() {
    const set = CAPACITY * 41;
    const bytes = 2 * set + COUNTS_BYTES + CAPACITY * 12;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
    this.#module = new WebAssembly.Instance(compiled(), { env: { memory } }).exports as unknown as SortModule;
    this.#module.setColumns(0, set, CAPACITY, 2 * set);
    this.#input = columnsAt(memory.buffer, 0);
    this.#output = columnsAt(memory.buffer, set);
  }

  /** Whether n more events can be taken. */
  fits(n: number): boolean {
    return this.held + n <= CAPACITY;
  }

  /**
   * Takes a copy of `batch` and answers all events up to and including `time`, in order; null, with nothing taken, when their times lie
   * too far apart.
   */
  add(batch: EventBatch, time: number): EventBatch | null {
    const n = this.held + batch.length;
    for (const column of COLUMNS) this.#input[column].set(batch[column].subarray(0, batch.length), this.held);
    if (this.#module.sort(n) === 0) return null;
    const cut = firstAfter(this.#output.time, n, time);
    const out = taken(this.#output, cut);
    for (const column of COLUMNS) this.#input[column].set(this.#output[column].subarray(cut, n));
    this.held = n - cut;
    return out;
  }

  /** Everything held, in order. */
  takeAll(): EventBatch {
    const out = taken(this.#input, this.held);
    this.held = 0;
    return out;
  }
}

function columnsAt(buffer: ArrayBuffer, start: number): Columns {
  const at = (bytes: number): number => start + CAPACITY * bytes;
  return {
    time: new Float64Array(buffer, at(0), CAPACITY),
    value: new Float64Array(buffer, at(8), CAPACITY),
    threshold: new Float64Array(buffer, at(16), CAPACITY),
    row: new Float64Array(buffer, at(24), CAPACITY),
    key: new Uint32Array(buffer, at(32), CAPACITY),
    source: new Uint16Array(buffer, at(36), CAPACITY),
    active: new Uint8Array(buffer, at(38), CAPACITY),
  };
}

function taken(columns: Columns, n: number): EventBatch {
  const out = createBatch(n);
  for (const column of COLUMNS) out[column].set(columns[column].subarray(0, n));
  out.length = n;
  return out;
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
