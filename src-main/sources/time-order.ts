import { createBatch, type EventBatch } from "../engine/batch.ts";
import { EventSorter } from "./event-sorter.ts";
import { RunMerge } from "./merge-runs.ts";
import { MemoryRun, type Run, SpilledRun, SpillFile } from "./sorted-runs.ts";
import type { Source, SourceChunk } from "./source.ts";
import { timeOrder } from "./stable-order.ts";

/** Events a chunk once sorted. */
const CHUNK_EVENTS = 16_384;
/** Events held in memory; the largest runs go to a temporary file beyond it. 41 bytes each. */
const HELD_EVENTS = 4_000_000;
/** Runs merged at once. */
const MOST_RUNS = 48;
const EMPTY: readonly [] = [];

export interface TimeOrderOptions {
  /** Events held in memory. */
  readonly heldEvents?: number;
  /** Makes the batches of what had to be sorted. */
  readonly batch?: (capacity: number) => EventBatch;
}

/**
 * The same events in (time, file, row) order, so that nothing is late. Rows are counted as they are read. An event goes out as soon as
 * the source says (`earliestLater`) that nothing earlier can follow, else at the end. What has to wait is kept in sorted runs, the larger
 * ones in a temporary file: memory is bounded whatever the order of the file (external merge sort; Knuth, TAOCP 3, 5.4.1).
 */
export function inTimeOrder(source: Source, { heldEvents = HELD_EVENTS, batch = createBatch }: TimeOrderOptions = {}): Source {
  return { ...source, timeOrdered: true, chunks: (signal) => sorted(source, signal, new Sorter(heldEvents, batch)) };
}

async function* sorted(source: Source, signal: AbortSignal, sorter: Sorter): AsyncGenerator<SourceChunk> {
  try {
    for await (const chunk of source.chunks(signal, (capacity) => sorter.room(capacity))) {
      const safe = chunk.earliestLater ?? Number.NEGATIVE_INFINITY;
      if (chunk.events.length > 0 && sorter.add(chunk.events, safe)) chunk.recycle?.();
      const ready = sorter.upTo(safe);
      const waits = sorter.held > 0 && chunk.earliestLater === undefined;
      const events = ready.next() ?? createBatch(0);
      yield {
        ...chunk,
        events,
        waiting: sorter.held,
        progress: chunk.progress === null ? null : chunk.progress * (waits ? 0.7 : 1),
        texts: undefined,
        textOf: undefined,
        recycle: events === chunk.events ? chunk.recycle : undefined,
      };
      for (let events = ready.next(); events !== null; events = ready.next())
        yield onlyEvents(events, chunk.progress, sorter.held);
    }
    if (signal.aborted) return;
    const total = Math.max(1, sorter.held);
    const ready = sorter.upTo(Number.POSITIVE_INFINITY);
    let out = 0;
    for (let events = ready.next(); events !== null; events = ready.next()) {
      out += events.length;
      yield onlyEvents(events, 0.7 + (0.3 * out) / total, sorter.held);
    }
  } finally {
    sorter.close();
  }
}

function onlyEvents(events: EventBatch, progress: number | null, waiting: number): SourceChunk {
  return { events, newKeys: EMPTY, rows: 0, rowsAccepted: 0, bytes: 0, refused: {}, rejects: EMPTY, progress, waiting };
}

/**
 * Near order is sorted a chunk at a time together with what had to wait of the one before. What is further out of order goes to sorted
 * runs, merged as far as is safe; they stand in the order their events came, so that equal times keep it.
 */
class Sorter {
  #near: EventSorter | null = null;
  readonly #batch: (capacity: number) => EventBatch;
  /** Of the near ones, sorted and safe. */
  #ready: EventBatch | null = null;
  #runs: Run[] = [];
  #inRuns = 0;
  readonly #budget: number;
  #spill: SpillFile | null = null;

  constructor(budget: number, batch: (capacity: number) => EventBatch) {
    this.#budget = budget;
    this.#batch = batch;
  }

  get held(): number {
    return (this.#near?.held ?? 0) + this.#inRuns;
  }

  /** Room for that many events, beside those held, where they will be sorted; null: they will not, or there are too many. */
  room(capacity: number): EventBatch | null {
    if (this.#inRuns > 0 || this.held + capacity > this.#budget) return null;
    const near = EventSorter.withRoom(capacity, this.#near, this.#batch);
    if (near === null) return null;
    this.#near = near;
    return near.room();
  }

  /** Takes events; `time`: up to and including it nothing is missing any more. true: they were copied, the batch is free. */
  add(batch: EventBatch, time: number): boolean {
    const here = this.#near?.has(batch) === true ? this.#near : null;
    // In order already, as a recording is: handed on as it is.
    if (this.held === 0 && inOrder(batch) && (batch.time[batch.length - 1] as number) <= time) {
      this.#ready = here?.takeRoom() ?? batch;
      return here !== null;
    }
    if (this.#inRuns === 0 && this.held + batch.length <= this.#budget) {
      const near = EventSorter.withRoom(batch.length, this.#near, this.#batch);
      this.#near = near ?? this.#near;
      this.#ready = near?.add(batch, time) ?? null;
      if (this.#ready !== null) return true;
    }
    if (this.#near !== null && this.#near.held > 0) this.#addRun(new MemoryRun(this.#near.takeAll()));
    const ordered = inOrder(batch);
    // One that lies in the sorter's memory may stay there: none is given out while there are runs.
    this.#addRun(new MemoryRun(ordered ? batch : reordered(batch, timeOrder(batch.time, batch.length))));
    return !ordered;
  }

  #addRun(run: MemoryRun): void {
    this.#runs.push(run);
    this.#inRuns += run.inMemory;
    const inMemory = this.#runs.reduce((sum, run) => sum + run.inMemory, 0);
    if (inMemory > this.#budget) this.#spillAll();
    else if (this.#runs.length > MOST_RUNS) this.#compact();
  }

  /** Events up to and including `time`, in order, a chunk a call; to be called until it answers null. */
  upTo(time: number): { next(): EventBatch | null } {
    if (this.#inRuns === 0) return this.#nearUpTo(time);
    const merge = new RunMerge(this.#runs);
    return {
      next: () => {
        if (this.#inRuns === 0 || merge.time > time) {
          this.#runs = this.#runs.filter((run) => !run.done);
          return null;
        }
        const events = this.#batch(Math.min(CHUNK_EVENTS, this.#inRuns));
        merge.take(events, CHUNK_EVENTS, time);
        this.#inRuns -= events.length;
        return events;
      },
    };
  }

  #nearUpTo(time: number): { next(): EventBatch | null } {
    return {
      next: () => {
        const ready = this.#ready ?? (time === Number.POSITIVE_INFINITY ? (this.#near?.takeAll() ?? null) : null);
        this.#ready = null;
        return ready === null || ready.length === 0 ? null : ready;
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

function inOrder({ length, time }: EventBatch): boolean {
  for (let i = 1; i < length; i++) if ((time[i] as number) < (time[i - 1] as number)) return false;
  return true;
}

/** The events of `batch` at `positions`, in that order. */
function reordered(batch: EventBatch, positions: Uint32Array): EventBatch {
  const out = createBatch(positions.length);
  out.length = positions.length;
  // Members as locals: one look-up each instead of one an event.
  const { time, key, value, threshold, active, source, row } = batch;
  const { time: time2, key: key2, value: value2, threshold: threshold2, active: active2, source: source2, row: row2 } = out;
  for (let i = 0; i < positions.length; i++) {
    const at = positions[i] as number;
    time2[i] = time[at] as number;
    key2[i] = key[at] as number;
    value2[i] = value[at] as number;
    threshold2[i] = threshold[at] as number;
    active2[i] = active[at] as number;
    source2[i] = source[at] as number;
    row2[i] = row[at] as number;
  }
  return out;
}
