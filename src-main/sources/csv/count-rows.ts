import type { Source, SourceChunk } from "../source.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Hours kept apart; of more than these come days. */
const HOURS = 72;
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
  /** Length of the stretches, ms: an hour, or a day where there are many. */
  step: number;
  /** By the first ms of the stretch, UTC: events, and refused rows beside them (of those kept with their text). */
  stretches: Map<number, StretchCount>;
  /** Events of stretches beyond those kept. */
  others: number;
}

interface StretchCount {
  events: number;
  refused: number;
}

export const emptyCount = (): RowCount => ({
  read: 0,
  accepted: 0,
  malformed: 0,
  unconvertible: 0,
  progress: 0,
  step: HOUR,
  stretches: new Map(),
  others: 0,
});

/** Reads a source to its end, or until it is stopped, and counts its rows over time into `count` as it goes. Does not close it. */
export async function countRows(source: Source, count: RowCount, signal: AbortSignal): Promise<void> {
  for await (const chunk of source.chunks(signal)) {
    count.read += chunk.rows;
    count.accepted += chunk.rowsAccepted;
    count.malformed += chunk.refused.malformed ?? 0;
    count.unconvertible += chunk.refused.unconvertible ?? 0;
    count.progress = chunk.progress;
    overTime(chunk, count);
    chunk.recycle?.();
    if (signal.aborted) return;
  }
}

function overTime({ events, rejects }: SourceChunk, count: RowCount): void {
  let reject = 0;
  let stretch: StretchCount | null = null;
  let from = 0;
  let to = 0;
  for (let i = 0; i < events.length; i++) {
    const time = events.time[i] as number;
    if (stretch === null || time < from || time >= to) {
      stretch = stretchOf(count, time);
      from = Math.floor(time / count.step) * count.step;
      to = from + count.step;
    }
    if (stretch === null) count.others++;
    else stretch.events++;
    // A refused row has no time of its own: it is of the stretch of the row that follows it.
    for (let next = rejects[reject]; next !== undefined && isBefore(next, events, i); next = rejects[++reject])
      if (stretch !== null) stretch.refused++;
  }
  if (stretch !== null) stretch.refused += rejects.length - reject;
}

function isBefore({ source, row }: SourceChunk["rejects"][number], events: SourceChunk["events"], i: number): boolean {
  const of = events.source[i] as number;
  return source < of || (source === of && row < (events.row[i] as number));
}

/** The stretch of a time; null: it is one of those beyond what is kept. */
function stretchOf(count: RowCount, time: number): StretchCount | null {
  const known = count.stretches.get(Math.floor(time / count.step) * count.step);
  if (known !== undefined) return known;
  if (count.step === HOUR && count.stretches.size >= HOURS) {
    toDays(count);
    return stretchOf(count, time);
  }
  if (count.stretches.size >= DAYS) return null;
  const stretch = { events: 0, refused: 0 };
  count.stretches.set(Math.floor(time / count.step) * count.step, stretch);
  return stretch;
}

function toDays(count: RowCount): void {
  const days = new Map<number, StretchCount>();
  for (const [from, { events, refused }] of count.stretches) {
    const first = Math.floor(from / DAY) * DAY;
    const day = days.get(first) ?? { events: 0, refused: 0 };
    day.events += events;
    day.refused += refused;
    days.set(first, day);
  }
  count.step = DAY;
  count.stretches = days;
}
