import type { EventBatch, KeyTuple } from "../engine/batch.ts";
import type { Mapping } from "./mapping.ts";

/** What is to be read cannot be: it is missing, damaged, or not what it should be. The message is one line that says what to do. */
export class InputError extends Error {
  override name = "InputError";
}

/**
 * Rows of files come further out of time order than was assumed, and what was handed out is not what comes first: whoever reads begins
 * again, with a first look through all times.
 */
export class MisorderedError extends Error {
  override name = "MisorderedError";
  constructor() {
    super("its rows are further out of time order than parts of it promised");
  }
}

/**
 * How a source of files knows what nothing earlier can follow: from a first `look` through all times; or it is `assume`d of files that
 * seem in near order, or just so many ms as it was assumed before, and a MisorderedError says that it is not so.
 */
export type OrderFrom = "look" | "assume" | number;

/** Why an input row did not become an event. Read = accepted + those of every reason, at every moment. */
export type RefusalReason = "malformed" | "unconvertible" | "early" | "late" | "duplicate" | "filtered";
export const REFUSAL_REASONS: readonly RefusalReason[] = ["malformed", "unconvertible", "early", "late", "duplicate", "filtered"];

/** Rows by the reason they were refused for. */
export type RefusalCounts = Record<RefusalReason, number>;

/** None yet: to be counted up. */
export const noRefusals = (): RefusalCounts => ({
  malformed: 0,
  unconvertible: 0,
  early: 0,
  late: 0,
  duplicate: 0,
  filtered: 0,
});

/** Rows refused for any reason. */
export const rowsRefused = (counts: Readonly<RefusalCounts>): number =>
  REFUSAL_REASONS.reduce((sum, reason) => sum + counts[reason], 0);

/** A refused row, kept for inspection. `text` is the raw row cut at 1 KiB; `row` as in EventBatch. */
export interface Reject {
  readonly source: number;
  readonly row: number;
  readonly reason: RefusalReason;
  /** One line for a person: `value "n/a" is not a number`. */
  readonly detail: string;
  readonly text: string;
}

/** What of a run's rows one of its sources had: read = accepted + those of every reason. */
export interface SourceShare {
  readonly read: number;
  readonly refused: Readonly<RefusalCounts>;
}

/** Raw rows of a chunk as bytes: row `n` ends at `ends[n]`, event `i` came from row `of[i]`. */
export interface RowTexts {
  readonly raw: Uint8Array;
  readonly ends: Uint32Array;
  readonly of: Uint32Array;
}

/**
 * The file all rows of a chunk are of, and where some of them begin, so that any row can be found again: row `rows[i]` (from 1) begins at
 * byte `offsets[i]`.
 */
export interface RowMarks {
  readonly source: number;
  readonly rows: readonly number[];
  readonly offsets: readonly number[];
}

/** Counts of a queue: messages and rows handed out so far, refused rows kept with their text. */
export interface LivePosition {
  readonly messages: number;
  readonly rows: number;
  readonly kept: number;
}

/**
 * What a source yields. Progress travels in band.
 *
 * Accounting: `rows` and `bytes` count what was read since the last chunk; every one of those rows is either an event of `events`
 * or in `refused`: rows = events.length + sum(refused) - (wide tables: one row may give several events; then `rowsAccepted` says
 * how many rows became events).
 */
export interface SourceChunk {
  /** In the order of arrival. Keys index the source's own dictionary: `newKeys` extends it before this chunk. Owned by the taker. */
  readonly events: EventBatch;
  readonly newKeys: readonly KeyTuple[];
  readonly rows: number;
  /** Rows that became at least one event (equal to events.length for long tables). */
  readonly rowsAccepted: number;
  readonly bytes: number;
  readonly refused: Readonly<Partial<RefusalCounts>>;
  /** Refused rows with their text; the source stops filling this past its cap, the counts in `refused` go on. */
  readonly rejects: readonly Reject[];
  /** Share of the input read, 0…1; null when it has no known end. */
  readonly progress: number | null;
  /** No event of a later chunk is earlier than this; undefined: not known. */
  readonly earliestLater?: number;
  /** Out-of-orderness, ms, that `earliestLater` rests on where it is assumed: see OrderFrom. */
  readonly assumed?: number;
  /** Events read so far that wait in the source for earlier ones; absent: none. */
  readonly waiting?: number;
  /** What `textOf` reads from, where it can travel between threads. */
  readonly texts?: RowTexts;
  /** Live: where the source is after this chunk; absent while more chunks of the same messages follow. */
  readonly position?: LivePosition;
  /** Of the rows read since the last chunk, where they stand in a file that can be read again. */
  readonly marks?: RowMarks;
  /** Gives the columns of `events` back to be filled again, once nobody looks at them any more. Need not be called. */
  recycle?(): void;
  /** Raw text of event `i` of this chunk, as long as its columns are unchanged, for a refusal (late, duplicate). May be absent. */
  textOf?(i: number): string;
  /** Raw text of any row up to this chunk, at any time. May be absent. */
  rowText?(source: number, row: number): string;
}

/**
 * Makes room for the events of the chunk that is read next, where they will be worked on, so that they need not be copied there; good until
 * the chunk after it is asked for. null: there is none.
 */
export type EventRoom = (capacity: number) => EventBatch | null;

/** A source of events: files, a queue, a stretch of the store. One iteration only. */
export interface Source {
  /** Names by source number: file paths, queue URLs without credentials. Grows never. */
  readonly names: readonly string[];
  /** How its rows are understood; null: not known yet. Absent: its rows are events already. */
  readonly mapping?: Mapping | null;
  /** What a person should know of how it is read, one line each; more may come while it is. */
  readonly notes?: readonly string[];
  /** false: a queue, has no end, lives by the wall clock. */
  readonly bounded: boolean;
  /** true: chunks already come in time order over all files (nothing can be late). */
  readonly timeOrdered: boolean;
  /** `room`: where events may be put that are taken as soon as they come. */
  chunks(signal: AbortSignal, room?: EventRoom): AsyncIterable<SourceChunk>;
  /** Live: the queue keeps what arrives until `resume`. */
  pause?(): void;
  resume?(): void;
  /** A queue, stdin: takes no more; what has come is still handed out, then `chunks` ends as at the end of a file. */
  finish?(): void;
  /** Live: insertion time of the newest message minus that of the one being read, seconds; null: not known. */
  readonly delay?: number | null;
  /** Live: for how long it listened and heard nothing, ms; 0 while it is paused or not connected. Absent: not known. */
  readonly silence?: number;
  /** Live: what it must know to go on after `position` in another process, as plain data. */
  checkpoint?(position: LivePosition): unknown;
  /** Live: the results of the first `messages` are durable. */
  acknowledge?(messages: number): void;
  /** Live: it takes no more, or soon, until something is acknowledged. */
  readonly pressed?: boolean;
  close(): Promise<void>;
}
