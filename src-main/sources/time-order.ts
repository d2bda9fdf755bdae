import { copyEvent, createBatch, type EventBatch } from "../engine/batch.ts";
import type { Source, SourceChunk } from "./source.ts";

/** Events a chunk once sorted. */
const CHUNK_EVENTS = 32_768;
const EMPTY: readonly [] = [];

/**
 * The same events in (time, file, row) order, so that nothing is late. Rows are counted as they are read; the events follow once
 * the end has been seen, as the earliest may stand last. Holds 41 bytes an event.
 */
export function inTimeOrder(source: Source): Source {
  return { ...source, timeOrdered: true, chunks: (signal) => sorted(source, signal) };
}

async function* sorted(source: Source, signal: AbortSignal): AsyncGenerator<SourceChunk> {
  const batches: EventBatch[] = [];
  let total = 0;
  for await (const chunk of source.chunks(signal)) {
    if (chunk.events.length > 0) batches.push(chunk.events);
    total += chunk.events.length;
    yield { ...chunk, events: createBatch(0), progress: chunk.progress === null ? null : chunk.progress * 0.7, textOf: undefined };
  }
  if (signal.aborted) return;
  const order = sortedPositions(batches, total);
  for (let from = 0; from < total; from += CHUNK_EVENTS) {
    const n = Math.min(CHUNK_EVENTS, total - from);
    const events = createBatch(n);
    for (let i = 0; i < n; i++) {
      const position = order.positions[from + i] as number;
      const batch = order.batchOf[position] as number;
      copyEvent(batches[batch] as EventBatch, position - (order.starts[batch] as number), events, i);
    }
    events.length = n;
    yield { events, newKeys: EMPTY, rows: 0, rowsAccepted: 0, bytes: 0, refused: {}, rejects: EMPTY, progress: 0.7 + (0.3 * (from + n)) / total };
  }
}

/** Positions over all batches, by (time, position). `batchOf` tells the batch of a position. */
function sortedPositions(batches: readonly EventBatch[], total: number): { positions: Uint32Array; starts: Float64Array; batchOf: Uint32Array } {
  const times = new Float64Array(total);
  const batchOf = new Uint32Array(total);
  const starts = new Float64Array(batches.length);
  let at = 0;
  batches.forEach((batch, b) => {
    starts[b] = at;
    times.set(batch.time.subarray(0, batch.length), at);
    batchOf.fill(b, at, at + batch.length);
    at += batch.length;
  });
  return { positions: mergeSort(times), starts, batchOf };
}

/** Bottom-up merge sort of positions by time, stable; runs already in order are merged as they are, so near order is cheap. */
function mergeSort(times: Float64Array): Uint32Array {
  const n = times.length;
  let from = new Uint32Array(n);
  for (let i = 0; i < n; i++) from[i] = i;
  let runs: number[] = [0];
  for (let i = 1; i < n; i++) if ((times[i] as number) < (times[i - 1] as number)) runs.push(i);
  // Many short runs: blocks sorted by insertion first, so that the merge passes stay few.
  if (runs.length > n / 16) {
    runs = [];
    for (let start = 0; start < n; start += 16) {
      runs.push(start);
      const end = Math.min(n, start + 16);
      for (let i = start + 1; i < end; i++) {
        const position = from[i] as number;
        const time = times[position] as number;
        let j = i - 1;
        while (j >= start && (times[from[j] as number] as number) > time) from[j + 1] = from[j--] as number;
        from[j + 1] = position;
      }
    }
  }
  let to = new Uint32Array(n);
  while (runs.length > 1) {
    const merged: number[] = [];
    for (let r = 0; r < runs.length; r += 2) {
      const start = runs[r] as number;
      const middle = runs[r + 1] ?? n;
      const end = runs[r + 2] ?? n;
      merged.push(start);
      let a = start;
      let b = middle;
      for (let k = start; k < end; k++) {
        const left = a < middle && (b >= end || (times[from[a] as number] as number) <= (times[from[b] as number] as number));
        to[k] = (left ? from[a++] : from[b++]) as number;
      }
    }
    runs = merged;
    [from, to] = [to, from];
  }
  return from;
}
