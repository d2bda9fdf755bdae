import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createBatch, type EventBatch } from "../engine/batch.ts";
import { removeTemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

/** Events in time order, taken from the front. */
export interface Run {
  /** Time of the event in front; Infinity when done. */
  readonly time: number;
  readonly done: boolean;
  /** Events it holds in memory for good; 0 for a run in a file. */
  readonly inMemory: number;
  /** Moves the event in front, and those after it that are earlier than `limit`, to the end of `out`, which then holds `most` at most. */
  take(out: EventBatch, most: number, limit: number): void;
}

export class MemoryRun implements Run {
  readonly #batch: EventBatch;
  #at = 0;

  constructor(batch: EventBatch) {
    this.#batch = batch;
  }

  get time(): number {
    return this.#at < this.#batch.length ? (this.#batch.time[this.#at] as number) : Number.POSITIVE_INFINITY;
  }

  get done(): boolean {
    return this.#at >= this.#batch.length;
  }

  get inMemory(): number {
    return this.#batch.length - this.#at;
  }

  take(out: EventBatch, most: number, limit: number): void {
    this.#at = moveEvents(this.#batch, this.#at, out, most, limit);
  }
}

/** Copies the event at `from` and those after it before `limit`; answers where it stopped. */
function moveEvents(batch: EventBatch, from: number, out: EventBatch, most: number, limit: number): number {
  const { time, key, value, threshold, active, source, row } = batch;
  const { time: time2, key: key2, value: value2, threshold: threshold2, active: active2, source: source2, row: row2 } = out;
  const end = Math.min(batch.length, from + most - out.length);
  let at = from;
  let to = out.length;
  do {
    time2[to] = time[at] as number;
    key2[to] = key[at] as number;
    value2[to] = value[at] as number;
    threshold2[to] = threshold[at] as number;
    active2[to] = active[at] as number;
    source2[to] = source[at] as number;
    row2[to] = row[at] as number;
    at++;
    to++;
  } while (at < end && (time[at] as number) < limit);
  out.length = to;
  return at;
}

const PART = 32_768;
const COLUMNS = ["time", "value", "threshold", "row", "key", "source", "active"] as const;

interface Part {
  readonly position: number;
  readonly length: number;
}

/** A run in a temporary file, read a part at a time. */
export class SpilledRun implements Run {
  readonly #file: SpillFile;
  readonly #parts: readonly Part[];
  #next = 0;
  #batch = createBatch(0);
  #at = 0;
  readonly inMemory = 0;

  constructor(file: SpillFile, parts: readonly Part[]) {
    this.#file = file;
    this.#parts = parts;
    this.#load();
  }

  get time(): number {
    return this.done ? Number.POSITIVE_INFINITY : (this.#batch.time[this.#at] as number);
  }

  get done(): boolean {
    return this.#at >= this.#batch.length;
  }

  take(out: EventBatch, most: number, limit: number): void {
    this.#at = moveEvents(this.#batch, this.#at, out, most, limit);
    if (this.#at >= this.#batch.length) this.#load();
  }

  #load(): void {
    const part = this.#parts[this.#next++];
    this.#at = 0;
    this.#batch = part === undefined ? createBatch(0) : this.#file.read(part);
  }
}

/** Columns of events in one temporary file, gone when closed. Throws an Error of one line when the disk is full. */
export class SpillFile {
  readonly #folder: string;
  readonly #fd: number;
  #end = 0;

  constructor() {
    this.#folder = temporaryFolder("sort");
    this.#fd = openSync(join(this.#folder, "runs"), "w+");
  }

  write(): { add(batch: EventBatch): void; end(): Part[] } {
    const parts: Part[] = [];
    return {
      add: (batch) => {
        for (let from = 0; from < batch.length; from += PART) {
          const length = Math.min(PART, batch.length - from);
          parts.push({ position: this.#end, length });
          for (const column of COLUMNS) this.#put(batch[column].subarray(from, from + length));
        }
      },
      end: () => parts,
    };
  }

  read({ position, length }: Part): EventBatch {
    const batch = createBatch(length);
    batch.length = length;
    let at = position;
    for (const column of COLUMNS) {
      const bytes = new Uint8Array(batch[column].buffer, 0, length * batch[column].BYTES_PER_ELEMENT);
      for (let done = 0; done < bytes.length; ) {
        const n = readSync(this.#fd, bytes, done, bytes.length - done, at + done);
        if (n === 0) throw new Error(`the temporary file ${this.#folder} was cut short while sorting`);
        done += n;
      }
      at += bytes.length;
    }
    return batch;
  }

  close(): void {
    closeSync(this.#fd);
    removeTemporaryFolder(this.#folder);
  }

  #put(column: Float64Array | Uint32Array | Uint16Array | Uint8Array): void {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#end + done);
    } catch (error) {
      throw new Error(
        `sorting by time needs room in ${this.#folder}: ${(error as NodeJS.ErrnoException).code}; free space, set TMPDIR, or use --order arrival`,
      );
    }
    this.#end += bytes.length;
  }
}
