import { copyEvent, createBatch, type EventBatch } from "../engine/batch.ts";
import { RunMerge } from "./merge-runs.ts";
import { MemoryRun, type Run, SpilledRun, SpillFile } from "./sorted-runs.ts";
import type { Source, SourceChunk } from "./source.ts";

/** Events a chunk once sorted. */
const CHUNK_EVENTS = 32_768;
/** Events held in memory; the largest runs go to a temporary file beyond it. 41 bytes each. */
const HELD_EVENTS = 4_000_000;
/** Runs merged at once. */
const MOST_RUNS = 48;
const EMPTY: readonly [] = [];

export interface TimeOrderOptions {
  /** Events held in memory. */
  readonly heldEvents?: number;
}

/**
 * The same events in (time, file, row) order, so that nothing is late. Rows are counted as they are read. An event goes out as soon as
 * the source says (`earliestLater`) that nothing earlier can follow, else at the end. What has to wait is kept in sorted runs, the larger
 * ones in a temporary file: memory is bounded whatever the order of the file (external merge sort; Knuth, TAOCP 3, 5.4.1).
 */
export function inTimeOrder(source: Source, { heldEvents = HELD_EVENTS }: TimeOrderOptions = {}): Source {
  return { ...source, timeOrdered: true, chunks: (signal) => sorted(source, signal, heldEvents) };
}

async function* sorted(source: Source, signal: AbortSignal, heldEvents: number): AsyncGenerator<SourceChunk> {
  const sorter = new Sorter(heldEvents);
  try {
    for await (const chunk of source.chunks(signal)) {
      if (chunk.events.length > 0) sorter.add(chunk.events);
      const ready = sorter.upTo(chunk.earliestLater ?? Number.NEGATIVE_INFINITY);
      const waits = sorter.held > 0 && chunk.earliestLater === undefined;
      yield {
        ...chunk,
        events: ready.next() ?? createBatch(0),
        progress: chunk.progress === null ? null : chunk.progress * (waits ? 0.7 : 1),
        texts: undefined,
        textOf: undefined,
      };
      for (let events = ready.next(); events !== null; events = ready.next()) yield onlyEvents(events, chunk.progress);
    }
    if (signal.aborted) return;
    const total = Math.max(1, sorter.held);
    const ready = sorter.upTo(Number.POSITIVE_INFINITY);
    let out = 0;
    for (let events = ready.next(); events !== null; events = ready.next()) {
      out += events.length;
      yield onlyEvents(events, 0.7 + (0.3 * out) / total);
    }
  } finally {
    sorter.close();
  }
}

function onlyEvents(events: EventBatch, progress: number | null): SourceChunk {
  return { events, newKeys: EMPTY, rows: 0, rowsAccepted: 0, bytes: 0, refused: {}, rejects: EMPTY, progress };
}

/** Sorted runs, merged as far as is safe. Runs stand in the order their events came, so that equal times keep it. */
class Sorter {
  #runs: Run[] = [];
  readonly #budget: number;
  #spill: SpillFile | null = null;
  held = 0;

  constructor(budget: number) {
    this.#budget = budget;
  }

  add(batch: EventBatch): void {
    this.#runs.push(new MemoryRun(sortedBatch(batch)));
    this.held += batch.length;
    const inMemory = this.#runs.reduce((sum, run) => sum + run.inMemory, 0);
    if (inMemory > this.#budget) this.#spillAll();
    else if (this.#runs.length > MOST_RUNS) this.#compact();
  }

  /** Events up to and including `time`, in order, a chunk a call; to be called until it answers null. */
  upTo(time: number): { next(): EventBatch | null } {
    const merge = new RunMerge(this.#runs);
    return {
      next: () => {
        if (this.held === 0 || merge.time > time) {
          this.#runs = this.#runs.filter((run) => !run.done);
          return null;
        }
        const events = createBatch(CHUNK_EVENTS);
        merge.take(events, CHUNK_EVENTS, time);
        this.held -= events.length;
        return events;
      },
    };
  }

  close(): void {
    this.#spill?.close();
    this.#runs = [];
  }

  /** Merges neighbouring small runs in memory: the number of runs stays small and each event is merged O(log n) times. */
  #compact(): void {
    const merged: Run[] = [];
    for (let i = 0; i < this.#runs.length; i += 2) {
      const [a, b] = [this.#runs[i] as Run, this.#runs[i + 1]];
      if (b === undefined || a.inMemory === 0 || b.inMemory === 0) merged.push(...(b === undefined ? [a] : [a, b]));
      else merged.push(new MemoryRun(mergeRuns([a, b], a.inMemory + b.inMemory)));
    }
    this.#runs = merged;
  }

  /** Merges what is in memory and writes it out as one run. Spilled runs came before all that is in memory. */
  #spillAll(): void {
    this.#spill ??= new SpillFile();
    const spilled = this.#runs.filter((run) => run.inMemory === 0);
    const inMemory = this.#runs.filter((run) => run.inMemory > 0);
    const total = inMemory.reduce((sum, run) => sum + run.inMemory, 0);
    const writer = this.#spill.write();
    const merge = new RunMerge(inMemory);
    const part = createBatch(CHUNK_EVENTS);
    for (let left = total; left > 0; ) {
      part.length = 0;
      const n = Math.min(CHUNK_EVENTS, left);
      merge.take(part, n, Number.POSITIVE_INFINITY);
      writer.add(part);
      left -= n;
    }
    this.#runs = [...spilled, new SpilledRun(this.#spill, writer.end())];
  }
}

function mergeRuns(runs: Run[], total: number): EventBatch {
  const out = createBatch(total);
  new RunMerge(runs).take(out, total, Number.POSITIVE_INFINITY);
  return out;
}

/** The batch in time order, equal times as they stood. A batch already in order is taken as it is. */
function sortedBatch(batch: EventBatch): EventBatch {
  const { length, time } = batch;
  let ordered = true;
  for (let i = 1; i < length && ordered; i++) ordered = (time[i] as number) >= (time[i - 1] as number);
  if (ordered) return batch;
  const out = createBatch(length);
  for (const position of radixOrder(time, length) ?? stableOrder(time, length)) copyEvent(batch, position, out, out.length++);
  return out;
}

const DIGIT = 11;
const DIGITS = 1 << DIGIT;

/** Positions in time order by least significant digit radix sort, stable; null when the times span more than 2^33 ms (100 days). */
function radixOrder(times: Float64Array, n: number): Uint32Array | null {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const time = times[i] as number;
    if (time < least) least = time;
    if (time > most) most = time;
  }
  const span = most - least;
  if (!(span < 2 ** 33)) return null;
  let from = new Uint32Array(n);
  let to = new Uint32Array(n);
  for (let i = 0; i < n; i++) from[i] = i;
  const counts = new Uint32Array(DIGITS);
  for (let scale = 1; scale <= span; scale *= DIGITS) {
    counts.fill(0);
    for (let i = 0; i < n; i++) {
      const digit = Math.floor(((times[i] as number) - least) / scale) % DIGITS;
      counts[digit] = (counts[digit] as number) + 1;
    }
    let sum = 0;
    for (let d = 0; d < DIGITS; d++) {
      const count = counts[d] as number;
      counts[d] = sum;
      sum += count;
    }
    for (let i = 0; i < n; i++) {
      const position = from[i] as number;
      const digit = Math.floor(((times[position] as number) - least) / scale) % DIGITS;
      const at = counts[digit] as number;
      to[at] = position;
      counts[digit] = at + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Insertion sort up to here: rows a few places out of order are the usual case. */
const SHORT = 24;

/** Positions in time order, equal times as they stood: bottom-up merge sort over short runs sorted by insertion. */
function stableOrder(times: Float64Array, n: number): Uint32Array {
  let from = new Uint32Array(n);
  for (let start = 0; start < n; start += SHORT) {
    const end = Math.min(n, start + SHORT);
    from[start] = start;
    for (let i = start + 1; i < end; i++) {
      const time = times[i] as number;
      let j = i - 1;
      while (j >= start && (times[from[j] as number] as number) > time) {
        from[j + 1] = from[j] as number;
        j--;
      }
      from[j + 1] = i;
    }
  }
  let to = new Uint32Array(n);
  for (let width = SHORT; width < n; width *= 2) {
    for (let start = 0; start < n; start += width * 2) {
      const middle = Math.min(n, start + width);
      const end = Math.min(n, start + width * 2);
      // Already in order, as most are: copied as they stand.
      if (middle >= end || (times[from[middle - 1] as number] as number) <= (times[from[middle] as number] as number)) {
        to.set(from.subarray(start, end), start);
        continue;
      }
      let a = start;
      let b = middle;
      for (let k = start; k < end; k++) {
        const left = a < middle && (b >= end || (times[from[a] as number] as number) <= (times[from[b] as number] as number));
        to[k] = (left ? from[a++] : from[b++]) as number;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
