import type { EventBatch } from "../engine/batch.ts";

/** What is left of a batch, in its first places. */
export interface EventsLeft {
  /** Epoch ms; -Infinity when none is left. */
  readonly latest: number;
  /** Where each event stood before; null: where it stands. */
  readonly places: Uint32Array | null;
}

/**
 * Takes the events later than `limit` out of a batch, in place, and those before them of the same row (the start of an interval): a row is
 * accepted or refused as a whole. `refuse` is told the place of each that is too late while it is still there.
 */
export function dropLaterThan(batch: EventBatch, limit: number, refuse: (index: number) => void): EventsLeft {
  const { length, time } = batch;
  const columns = [time, batch.key, batch.value, batch.threshold, batch.active, batch.source, batch.row];
  let places: Uint32Array | null = null;
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const t = time[i] as number;
    if (t > limit) {
      refuse(i);
      places ??= Uint32Array.from({ length }, (_, place) => place);
      while (kept > 0 && batch.row[kept - 1] === batch.row[i] && batch.source[kept - 1] === batch.source[i]) kept--;
      continue;
    }
    if (places !== null) {
      for (const column of columns) column[kept] = column[i] as number;
      places[kept] = i;
    }
    kept++;
  }
  batch.length = kept;
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < kept; i++) if ((time[i] as number) > latest) latest = time[i] as number;
  return { latest, places };
}
