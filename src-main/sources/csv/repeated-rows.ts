import { createBatch, type EventBatch } from "../../engine/batch.ts";
import { groupedDigits } from "../grouped-digits.ts";
import type { Reject, SourceChunk } from "../source.ts";
import type { CsvFile } from "./file-reading.ts";
import { shortNames } from "./reading-notes.ts";

/** Readings of one time that are compared with each other; of more it is not known. */
const MOST_OF_A_TIME = 1_000_000;
/** Files that are named. */
const NAMED = 3;

export interface RepeatsOptions {
  /** Rows that another file has are refused as duplicates, their readings dropped. */
  readonly once: boolean;
  /** Refused rows kept with their text. */
  readonly rejectCap: number;
  /** Hears at the end what was found, on one line. */
  readonly onNote: (line: string) => void;
}

/** Whether rows of several files can be compared: those of one time come together, and each has no more than that one. */
export function comparesRows(files: readonly CsvFile[]): boolean {
  return files.length > 1 && files.every(({ mapping }) => mapping.intervalEnd === undefined && mapping.valueTimes === undefined);
}

/**
 * Chunks in time order, in which rows that a file before theirs has as well, with the same times, keys and values, are found: of exports that each
 * hold all that came before, or overlap. As often as a file has a reading it is its own, as often as another has it more it is new.
 */
export async function* findingRepeats(
  chunks: AsyncIterable<SourceChunk>,
  files: readonly CsvFile[],
  { once, rejectCap, onNote }: RepeatsOptions,
): AsyncGenerator<SourceChunk> {
  const found = new Repeats();
  const called = shortNames(files.map(({ name }) => name));
  const nameOf = (source: number): string => called(files[source]?.name ?? "");
  let left = rejectCap;
  const refused = (rows: readonly RepeatedRow[], chunk: SourceChunk): SourceChunk[] =>
    [...bySource(rows)].map(([source, those]) => {
      const rejects = those.slice(0, left).map(({ row, of }) => rejectOf(source, row, nameOf(of), chunk));
      left -= rejects.length;
      return refusedRows(source, those.length, rejects, chunk);
    });
  let last: SourceChunk | null = null;
  for await (const chunk of chunks) {
    const rows = found.in(chunk.events, once);
    yield chunk;
    if (once) yield* refused(rows, chunk);
    last = chunk;
  }
  const rows = found.end();
  if (once && last !== null) yield* refused(rows, last);
  const note = found.note(nameOf, once);
  if (note !== null) onNote(note);
}

function rejectOf(source: number, row: number, other: string, { rowText }: SourceChunk): Reject {
  const text = rowText?.(source, row) ?? "";
  return { source, row, reason: "duplicate", detail: `${other} has the same row`, text };
}

/** A chunk of nothing but rows that were counted as accepted when they were read. */
function refusedRows(source: number, rows: number, rejects: readonly Reject[], { progress, waiting }: SourceChunk): SourceChunk {
  return {
    events: createBatch(0),
    newKeys: [],
    rows: 0,
    rowsAccepted: -rows,
    bytes: 0,
    refused: { duplicate: rows },
    rejects,
    progress,
    waiting,
    marks: { source, rows: [], offsets: [] },
  };
}

/** A row all of whose readings the file `of` has as well. */
interface RepeatedRow {
  readonly source: number;
  readonly row: number;
  readonly of: number;
}

function bySource(rows: readonly RepeatedRow[]): ReadonlyMap<number, readonly RepeatedRow[]> {
  const found = new Map<number, RepeatedRow[]>();
  for (const row of rows) {
    const those = found.get(row.source);
    if (those === undefined) found.set(row.source, [row]);
    else those.push(row);
  }
  return found;
}

/** How often the file at hand has a reading, and the one before it that has it most. */
interface Readings {
  source: number;
  here: number;
  most: number;
  of: number;
}

class Repeats {
  /** Those of the time that came last: it may go on in the next chunk. */
  readonly #readings = new Map<string, Readings>();
  #time = Number.NaN;
  /** The row that came last, which may have several readings. */
  #row = { source: -1, row: -1, of: -1, readings: 0, repeated: 0 };
  readonly #counts = new Map<number, { rows: number; readonly of: number }>();

  /** Rows that are known to be repeated by now; `drop`: repeated readings are taken out of the batch. */
  in(events: EventBatch, drop: boolean): readonly RepeatedRow[] {
    const { time, source, row } = events;
    const rows: RepeatedRow[] = [];
    const dropped: number[] = [];
    for (let at = 0; at < events.length; ) {
      if (time[at] !== this.#time) {
        at = nextToCompare(events, at);
        rows.push(...this.end());
        this.#readings.clear();
        this.#time = time[at] as number;
      }
      for (; at < events.length && time[at] === this.#time; at++) {
        if (row[at] !== this.#row.row || source[at] !== this.#row.source) {
          rows.push(...this.end());
          this.#row = { source: source[at] as number, row: row[at] as number, of: -1, readings: 0, repeated: 0 };
        }
        this.#row.readings++;
        const of = this.#fileWith(events, at);
        if (of === null) continue;
        this.#row.of = of;
        this.#row.repeated++;
        dropped.push(at);
      }
    }
    if (drop && dropped.length > 0) takeOut(events, dropped);
    return rows;
  }

  /** The row that came last is over: it, if it is repeated. */
  end(): readonly RepeatedRow[] {
    const { source, row, of, readings, repeated } = this.#row;
    this.#row = { source: -1, row: -1, of: -1, readings: 0, repeated: 0 };
    if (repeated === 0 || repeated < readings) return [];
    const count = this.#counts.get(source);
    if (count === undefined) this.#counts.set(source, { rows: 1, of });
    else count.rows++;
    return [{ source, row, of }];
  }

  /** What was found, on one line; null: nothing. */
  note(nameOf: (source: number) => string, once: boolean): string | null {
    const counts = [...this.#counts].sort(([a], [b]) => a - b);
    if (counts.length === 0) return null;
    const total = counts.reduce((sum, [, { rows }]) => sum + rows, 0);
    const named = counts
      .slice(0, NAMED)
      .map(([source, { rows, of }]) => `${groupedDigits(rows)} of ${nameOf(source)} (as in ${nameOf(of)})`);
    const more = counts.length - named.length;
    const which = `${named.join(", ")}${more > 0 ? ` and of ${more} more files` : ""}`;
    const what = once ? "were refused as duplicates" : "count again (--once, or Read once in the app, refuses them)";
    return `${groupedDigits(total)} ${total === 1 ? "row repeats one" : "rows repeat those"} of another file, with the same time, key and values, and ${what}: ${which}`;
  }

  /** The file before that of an event that has its reading as often by now; null: none has. */
  #fileWith({ key, value, threshold, active, source }: EventBatch, at: number): number | null {
    const reading = `${key[at]} ${value[at]} ${threshold[at]} ${active[at]}`;
    const here = source[at] as number;
    const known = this.#readings.get(reading);
    if (known === undefined) {
      if (this.#readings.size < MOST_OF_A_TIME) this.#readings.set(reading, { source: here, here: 1, most: 0, of: -1 });
      return null;
    }
    if (known.source !== here) {
      if (known.here > known.most) Object.assign(known, { most: known.here, of: known.source });
      Object.assign(known, { source: here, here: 0 });
    }
    known.here++;
    return known.here <= known.most ? known.of : null;
  }
}

/**
 * From where on readings are to be compared: the first time that several files have, or the last one, which may go on in the next chunk.
 * Nearly always the readings of a time are of one file.
 */
function nextToCompare({ time, source, length }: EventBatch, from: number): number {
  let start = from;
  for (let i = from + 1; i < length; i++) {
    if (time[i] !== time[start]) start = i;
    else if (source[i] !== source[start]) return start;
  }
  return start;
}

/** Takes events out of a batch, at places in ascending order. */
function takeOut(events: EventBatch, places: readonly number[]): void {
  const columns = [events.time, events.key, events.value, events.threshold, events.active, events.source, events.row];
  let kept = places[0] as number;
  for (let i = 0; i < places.length; i++) {
    const from = (places[i] as number) + 1;
    const to = places[i + 1] ?? events.length;
    for (const column of columns) column.copyWithin(kept, from, to);
    kept += to - from;
  }
  events.length = kept;
}
