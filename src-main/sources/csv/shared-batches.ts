import { copyEvents, createBatch, type EventBatch } from "../../engine/batch.ts";

/** Bytes an event takes in all columns. */
const EVENT_BYTES = 39;
/** Events a batch has room for: a multiple of this, so that every column lies on a border of eight bytes. */
const STEP = 4096;
/** Batches kept for the next chunks; more than are ever on their way. */
const KEPT = 16;

/**
 * Batches on shared memory, that go from the thread that reads to the one that takes them and come back to be filled again: no chunk is
 * copied, and none is fresh memory, which the system clears and V8 collects garbage for.
 */
export class SharedBatches {
  #free: SharedArrayBuffer[] = [];

  /** A batch with room for `capacity` events. */
  take(capacity: number): EventBatch {
    const rooms = Math.max(1, Math.ceil(capacity / STEP)) * STEP;
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= rooms * EVENT_BYTES);
    const [memory = new SharedArrayBuffer(rooms * EVENT_BYTES)] = at === -1 ? [] : this.#free.splice(at, 1);
    return batchOn(memory, 0);
  }

  /** Nobody looks at it any more. */
  giveBack(memory: SharedArrayBuffer): void {
    this.#free.push(memory);
    if (this.#free.length > KEPT) this.#free.shift();
  }
}

/** The batch that lies in the memory of one taken from SharedBatches. */
export function batchOn(memory: SharedArrayBuffer, length: number): EventBatch {
  const capacity = memory.byteLength / EVENT_BYTES;
  const buffer = memory as unknown as ArrayBuffer;
  return {
    length,
    time: new Float64Array(buffer, 0, capacity),
    value: new Float64Array(buffer, capacity * 8, capacity),
    threshold: new Float64Array(buffer, capacity * 16, capacity),
    row: new Float64Array(buffer, capacity * 24, capacity),
    key: new Uint32Array(buffer, capacity * 32, capacity),
    source: new Uint16Array(buffer, capacity * 36, capacity),
    active: new Uint8Array(buffer, capacity * 38, capacity),
  };
}

/** The memory of a batch, when it is shared. */
export function sharedMemory({ time }: EventBatch): SharedArrayBuffer | null {
  const memory: ArrayBufferLike = time.buffer;
  return memory instanceof SharedArrayBuffer ? memory : null;
}

/** The same events in a batch of `batches`. */
export function copied(batch: EventBatch, batches: SharedBatches): EventBatch {
  const { length } = batch;
  return length === 0 ? createBatch(0) : copyEvents(batch, batches.take(length));
}
