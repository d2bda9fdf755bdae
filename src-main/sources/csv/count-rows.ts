import type { Source, SourceChunk } from "../source.ts";

const DAY = 86_400_000;
/** Days kept apart; rows of others are counted together. */
const DAYS = 20_000;

/** What a whole file comes to, as far as it was read. */
export interface RowCount {
  read: number;
  accepted: number;
  malformed: number;
  unconvertible: number;
  /** 0…1; null: not known. */
  progress: number | null;
  /** By the first ms of the day, UTC: events, and refused rows beside them (of those kept with their text). */
  readonly days: Map<number, { events: number; refused: number }>;
  /** Events of days beyond those kept. */
  otherDays: number;
}

export const emptyCount = (): RowCount => ({
  read: 0,
  accepted: 0,
  malformed: 0,
  unconvertible: 0,
  progress: 0,
  days: new Map(),
  otherDays: 0,
});

/** Reads a source to its end, or until it is stopped, and counts its rows by day into `count` as it goes. Does not close it. */
export async function countRows(source: Source, count: RowCount, signal: AbortSignal): Promise<void> {
  for await (const chunk of source.chunks(signal)) {
    count.read += chunk.rows;
    count.accepted += chunk.rowsAccepted;
    count.malformed += chunk.refused.malformed ?? 0;
    count.unconvertible += chunk.refused.unconvertible ?? 0;
    count.progress = chunk.progress;
    byDay(chunk, count);
    chunk.recycle?.();
    if (signal.aborted) return;
  }
}

function byDay({ events, rejects }: SourceChunk, count: RowCount): void {
  let reject = 0;
  let day: { events: number; refused: number } | null = null;
  let from = 0;
  for (let i = 0; i < events.length; i++) {
    const time = events.time[i] as number;
    if (day === null || time < from || time >= from + DAY) {
      from = Math.floor(time / DAY) * DAY;
      day = dayOf(count, from);
    }
    if (day === null) count.otherDays++;
    else day.events++;
    // A refused row has no time of its own: it is of the day of the row that follows it.
    for (let next = rejects[reject]; next !== undefined && isBefore(next, events, i); next = rejects[++reject])
      if (day !== null) day.refused++;
  }
  if (day !== null) day.refused += rejects.length - reject;
}

function isBefore({ source, row }: SourceChunk["rejects"][number], events: SourceChunk["events"], i: number): boolean {
  const of = events.source[i] as number;
  return source < of || (source === of && row < (events.row[i] as number));
}

function dayOf({ days }: RowCount, from: number): { events: number; refused: number } | null {
  const known = days.get(from);
  if (known !== undefined) return known;
  if (days.size >= DAYS) return null;
  const day = { events: 0, refused: 0 };
  days.set(from, day);
  return day;
}
