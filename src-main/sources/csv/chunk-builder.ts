import { createBatch, type EventBatch } from "../../engine/batch.ts";
import type { Mapping } from "../mapping.ts";
import type { EventRoom, RefusalReason, Reject, SourceChunk } from "../source.ts";
import { ByteRecords, type RecordTaker } from "./byte-records.ts";
import { FastRows } from "./fast-rows.ts";
import { headRecords } from "./records.ts";
import { batchFor, type RowReader } from "./row-reader.ts";
import { recordDecoder, textOfRows } from "./row-texts.ts";

/** Rows a chunk. */
export const CHUNK_ROWS = 16_384;
/** Where nobody sees how rows are cut into chunks: every thread has work to do once a chunk, a twentieth of all with fewer rows. */
export const LARGE_CHUNK_ROWS = 32_768;
/** The first of them: every thread has something to do soon, and what it learns at its first rows it learns while the next are read. */
export const FIRST_CHUNK_ROWS = 4096;
const TEXT_CAP = 1024;
/** Room for the rows of one more piece. */
const SPARE_ROWS = 24_576;
/** Events a fresh chunk has room for at most: of a wide table a row is many. It grows when a piece brings more. */
export const MOST_EVENTS = 1 << 20;
/** Bytes from one row to be found again to the next. */
const MARK_EVERY = 65_536;

export interface ChunkOptions {
  readonly mapping: Mapping;
  readonly reader: RowReader;
  /** Keep the raw text of accepted rows for a while (`textOf`) where they cannot be read again (stdin, gzip). */
  readonly keepTexts: boolean;
  /** Rows a chunk; CHUNK_ROWS when absent. */
  readonly chunkRows?: number;
  /** Where the events of the next chunk may be put; memory of its own where there is no such place. */
  readonly room?: EventRoom;
}

/** Where the reading of a file stands between two pieces: plain data. */
export interface ChunkPosition {
  readonly rows: number;
  readonly offset: number;
  readonly awaitsHeader: boolean;
  /** Bytes of a record that is not complete yet. */
  readonly rest: readonly number[];
}

/** Rows read since the last chunk, as events and refusals. */
export class ChunkBuilder {
  readonly #reader: RowReader;
  readonly #fast: FastRows | null;
  readonly #records: ByteRecords;
  readonly #decode: (bytes: Uint8Array) => string;
  readonly #source: number;
  readonly #rejectsLeft: () => number;
  /** Rows a chunk has room for to begin with. */
  readonly #most: number;
  readonly #eventRoom: EventRoom;
  readonly #keepTexts: boolean;
  readonly #mapping: Mapping;
  /** Records still to come that are no rows. */
  #head: number;
  /** Without room until there are rows for it: the chunk before may still lie where this one will. */
  #batch = createBatch(0);
  /** It lies in a room that was given. */
  #inRoom = false;
  /** Given back: fresh columns cost as much as filling them. */
  #spare: EventBatch | null = null;
  #refused: Partial<Record<RefusalReason, number>> = {};
  #rejects: Reject[] = [];
  /** Raw bytes of the rows that gave events, with where each ends: their text may be asked for later. */
  #raw = Buffer.allocUnsafeSlow(0);
  #rawLength = 0;
  #rawEnd: number[] = [];
  #rawOf = new Uint32Array(0);
  rows = 0;
  /** Rows of this file so far. */
  total = 0;
  #marks: { rows: number[]; offsets: number[] } = { rows: [], offsets: [] };
  #nextMark: number;
  /** Where the next record begins in the (unpacked) file. */
  offset = 0;

  constructor(
    { mapping, reader, keepTexts, chunkRows = CHUNK_ROWS, room = () => null }: ChunkOptions,
    source: number,
    rereadable: boolean,
    size: number | null,
    rejectsLeft: () => number,
  ) {
    this.#nextMark = rereadable ? 0 : Number.POSITIVE_INFINITY;
    this.#reader = reader;
    this.#fast = FastRows.for(mapping, reader.layout);
    this.#records = new ByteRecords(mapping.quote);
    this.#decode = recordDecoder(mapping);
    this.#source = source;
    this.#rejectsLeft = rejectsLeft;
    this.#eventRoom = room;
    // Rows of a file that can be read again are looked up in it: keeping all of them costs a quarter of the time.
    this.#keepTexts = keepTexts && !rereadable;
    this.#mapping = mapping;
    this.#head = headRecords(mapping);
    const { fanOut } = reader;
    // An event takes a value and a mark at least: a small file needs no more room.
    const events = Math.min((chunkRows + SPARE_ROWS) * fanOut, MOST_EVENTS, (size ?? MOST_EVENTS) / 2 + fanOut);
    this.#most = Math.max(1, Math.ceil(events / fanOut));
  }

  /** Of the rows since the last chunk. */
  get events(): number {
    return this.#batch.length;
  }

  push(piece: Buffer): void {
    this.#begin();
    this.#records.push(piece, this.#taker);
  }

  end(): void {
    this.#begin();
    this.#records.end(this.#taker);
  }

  /** After `take`: what a builder of the same file goes on from. */
  get position(): ChunkPosition {
    return {
      rows: this.total,
      offset: this.offset,
      awaitsHeader: this.#head > 0,
      rest: Array.from(this.#records.rest),
    };
  }

  /** Goes on from there, before the first piece. */
  resume({ rows, offset, awaitsHeader, rest }: ChunkPosition): void {
    this.total = rows;
    this.offset = offset;
    if (!awaitsHeader) this.#head = 0;
    this.#records.resume(Uint8Array.from(rest), offset);
  }

  readonly #taker: RecordTaker = {
    fast: (bytes, from, offset) => {
      if (this.#fast === null || this.#head > 0) return -1;
      const { fanOut } = this.#reader;
      if (this.#batch.length + fanOut > this.#batch.time.length) this.#grow();
      const before = this.#batch.length;
      if (offset >= this.#nextMark) this.#mark(offset);
      const most = this.#keepTexts ? 1 : Math.floor((this.#batch.time.length - before) / fanOut);
      const until = Math.min(bytes.length, from + (this.#nextMark - offset));
      const next = this.#fast.readRows(bytes, from, bytes.length, until, this.#source, this.total + 1, most, this.#batch);
      if (next === from) return -1;
      this.rows += this.#fast.rows;
      this.total += this.#fast.rows;
      this.offset = offset + (next - from);
      if (this.#keepTexts) this.#keepText(bytes, from, Math.min(next - 1, from + TEXT_CAP), before);
      return next;
    },
    slow: (bytes, start, end, offset, lines) => {
      if (this.#head > 0) {
        this.#head--;
        this.offset = offset + (end - start);
        return true;
      }
      if (this.#batch.length + this.#reader.fanOut > this.#batch.time.length) this.#grow();
      const before = this.#batch.length;
      const record = this.#decode(bytes.subarray(start, end));
      const refusal = this.#reader.read(record, this.#source, this.total + 1, this.#batch);
      if (lines === "several" && refusal?.reason === "malformed") return false;
      if (offset >= this.#nextMark) this.#mark(offset);
      this.offset = offset + (end - start);
      this.rows++;
      this.total++;
      if (refusal === null) {
        if (this.#keepTexts) this.#keepText(bytes, start, Math.min(end, start + TEXT_CAP), before);
        return true;
      }
      const { reason, detail } = refusal;
      this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
      if (this.#rejects.length < this.#rejectsLeft())
        this.#rejects.push({ source: this.#source, row: this.total, reason, detail, text: record.slice(0, TEXT_CAP) });
      return true;
    },
  };

  #mark(offset: number): void {
    this.#marks.rows.push(this.total + 1);
    this.#marks.offsets.push(offset);
    this.#nextMark = offset + MARK_EVERY;
  }

  #keepText(bytes: Uint8Array, start: number, end: number, before: number): void {
    const length = end - start;
    if (this.#rawLength + length > this.#raw.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(1 << 20, this.#raw.length * 2, this.#rawLength + length));
      this.#raw.copy(larger, 0, 0, this.#rawLength);
      this.#raw = larger;
    }
    this.#raw.set(bytes.subarray(start, end), this.#rawLength);
    this.#rawLength += length;
    const record = this.#rawEnd.push(this.#rawLength) - 1;
    for (let i = before; i < this.#batch.length; i++) this.#rawOf[i] = record;
  }

  take(): Pick<
    SourceChunk,
    "events" | "rows" | "rowsAccepted" | "refused" | "rejects" | "texts" | "textOf" | "marks" | "recycle"
  > {
    const refused = Object.values(this.#refused).reduce((a, b) => a + b, 0);
    const texts = this.#keepTexts
      ? { raw: this.#raw.subarray(0, this.#rawLength), ends: Uint32Array.from(this.#rawEnd), of: this.#rawOf }
      : undefined;
    const batch = this.#batch;
    const taken = {
      events: batch,
      rows: this.rows,
      rowsAccepted: this.rows - refused,
      refused: this.#refused,
      rejects: this.#rejects,
      marks: { source: this.#source, ...this.#marks },
      texts,
      textOf: textOfRows(texts, this.#mapping),
      recycle: this.#inRoom
        ? undefined
        : () => {
            batch.length = 0;
            this.#spare = batch;
          },
    };
    this.#batch = createBatch(0);
    if (this.#keepTexts) this.#raw = Buffer.allocUnsafeSlow(Math.max(1 << 20, this.#rawLength));
    this.#rawLength = 0;
    this.#rawEnd = [];
    this.#refused = {};
    this.#rejects = [];
    this.#marks = { rows: [], offsets: [] };
    this.rows = 0;
    return taken;
  }

  /** Gives the chunk room for its events. */
  #begin(): void {
    if (this.#batch.time.length > 0) return;
    const room = this.#eventRoom(this.#most * this.#reader.fanOut);
    this.#inRoom = room !== null;
    this.#batch = room ?? this.#spare ?? batchFor(this.#reader, this.#most);
    if (room === null) this.#spare = null;
    if (this.#keepTexts) this.#rawOf = new Uint32Array(this.#batch.time.length);
  }

  #grow(): void {
    this.#batch = grown(this.#batch);
    this.#inRoom = false;
    const rawOf = new Uint32Array(this.#batch.time.length);
    rawOf.set(this.#rawOf);
    this.#rawOf = rawOf;
  }
}

function grown(batch: EventBatch): EventBatch {
  const larger = <T extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(column: T, make: (n: number) => T): T => {
    const next = make(column.length * 2);
    next.set(column);
    return next;
  };
  return {
    length: batch.length,
    time: larger(batch.time, (n) => new Float64Array(n)),
    key: larger(batch.key, (n) => new Uint32Array(n)),
    value: larger(batch.value, (n) => new Float64Array(n)),
    threshold: larger(batch.threshold, (n) => new Float64Array(n)),
    active: larger(batch.active, (n) => new Uint8Array(n)),
    source: larger(batch.source, (n) => new Uint16Array(n)),
    row: larger(batch.row, (n) => new Float64Array(n)),
  };
}
