import type { EventBatch } from "../../engine/batch.ts";
import { splitRecord } from "../csv/records.ts";
import { batchFor, type Refusal, RowReader } from "../csv/row-reader.ts";
import type { RefusalReason, Reject, SourceChunk } from "../source.ts";
import { jsonFields } from "./json-fields.ts";
import { type BodyFormat, readBody } from "./message-body.ts";
import type { QueueMapping, QueueMessage } from "./queue-mapping.ts";

/** Rows and events of a chunk at most. */
const CHUNK_ROWS = 8192;
const CHUNK_EVENTS = 65_536;
/** Live, a chunk is often a handful of messages: no need for room for thousands. */
const SMALLEST = 64;
const TEXT_LIMIT = 1024;

/** Turns messages into chunks. A row's number is its number in the queue as we read it, from 1. */
export class MessageRows {
  readonly #reader: RowReader;
  readonly #mapping: QueueMapping["mapping"];
  readonly #columns: readonly string[];
  readonly #headerLine: string;
  readonly #format: BodyFormat;
  readonly #rejectCap: number;
  #row = 0;
  #kept = 0;
  #sentKeys = 0;
  #open: OpenChunk;
  #room = SMALLEST;
  #ready: SourceChunk[] = [];
  readonly #orders = new Map<string, readonly number[] | null>();

  constructor({ mapping, columns }: QueueMapping, format: BodyFormat, rejectCap: number) {
    this.#reader = new RowReader(mapping, columns);
    this.#mapping = mapping;
    this.#columns = columns;
    this.#headerLine = columns.join(mapping.delimiter);
    this.#format = format;
    this.#rejectCap = rejectCap;
    this.#open = this.#empty();
  }

  /** So many messages follow: the next chunk gets room for them. */
  expect(messages: number): void {
    const most = Math.max(1, Math.min(CHUNK_ROWS, Math.floor(CHUNK_EVENTS / this.#reader.fanOut)));
    this.#room = Math.min(most, Math.max(SMALLEST, messages));
    if (this.#open.rows === 0 && this.#open.bytes === 0) this.#open = this.#empty();
  }

  /** Rows of one message. */
  add({ bytes, head, columns }: QueueMessage): void {
    this.#open.bytes += bytes.length;
    const { encoding, quote, delimiter } = this.#mapping;
    const body = readBody(bytes, head, this.#format, encoding, quote);
    if (body.kind === "broken") {
      this.#row++;
      this.#count({ reason: "malformed", detail: body.detail }, body.text);
      return;
    }
    if (body.kind === "json") {
      for (const { value, problem, text } of body.values) {
        const fields = problem === undefined ? jsonFields(value, this.#columns) : null;
        if (fields === null) {
          this.#row++;
          this.#count({ reason: "malformed", detail: problem ?? "not a JSON object or array" }, text);
        } else this.#take((batch, row) => this.#reader.readFields(fields, 0, row, batch), text);
      }
      return;
    }
    let order = columns === undefined ? null : this.#orderOf(columns);
    for (const record of body.records) {
      if (this.#isHeader(record)) {
        order = this.#orderOf(record);
        continue;
      }
      if (order === null) this.#take((batch, row) => this.#reader.read(record, 0, row, batch), record);
      else {
        const placed = order;
        const fields = splitRecord(record, delimiter, quote);
        const width = columns === undefined ? placed.length : Math.max(...placed) + 1;
        if (fields === null || fields.length < width) {
          this.#row++;
          this.#count(
            { reason: "malformed", detail: fields === null ? "broken quote" : `${fields.length} fields instead of ${width}` },
            record,
          );
        } else
          this.#take(
            (batch, row) =>
              this.#reader.readFields(
                placed.map((at) => fields[at] ?? ""),
                0,
                row,
                batch,
              ),
            record,
          );
      }
    }
  }

  /** A message seen before: counted as one row. */
  addDuplicate({ bytes }: QueueMessage): void {
    this.#row++;
    this.#open.bytes += bytes.length;
    this.#count({ reason: "duplicate", detail: "delivered again by the broker" }, bytes.toString("utf8", 0, TEXT_LIMIT));
  }

  /** What has come since the last call; nothing when no message has. */
  take(): SourceChunk[] {
    if (this.#open.rows > 0 || this.#open.bytes > 0) this.#cut();
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  /** A line of the columns' names: all of them, in any order. Rows carry numbers, so a look at the first character spares most. */
  #isHeader(record: string): boolean {
    if (record === this.#headerLine) return true;
    const code = record.charCodeAt(0);
    if (code >= 48 && code <= 57) return false;
    const { delimiter, quote } = this.#mapping;
    const names = (splitRecord(record, delimiter, quote) ?? []).map((name) => name.trim());
    return names.length >= this.#columns.length && this.#columns.every((name) => name !== "" && names.includes(name));
  }

  /** Where each of our columns stands under this header; null: in the same places. */
  #orderOf(header: string): readonly number[] | null {
    let order = this.#orders.get(header);
    if (order === undefined) {
      const { delimiter, quote } = this.#mapping;
      const names = (splitRecord(header, delimiter, quote) ?? []).map((name) => name.trim());
      const places = this.#columns.map((name) => names.indexOf(name));
      const same = names.length === this.#columns.length && places.every((at, i) => at === i);
      order = same || places.includes(-1) ? null : places;
      if (this.#orders.size < 1000) this.#orders.set(header, order);
    }
    return order;
  }

  #take(read: (batch: EventBatch, row: number) => Refusal | null, text: string): void {
    const chunk = this.#open;
    const before = chunk.events.length;
    const refusal = read(chunk.events, ++this.#row);
    if (refusal !== null) {
      this.#count(refusal, text);
      return;
    }
    chunk.rows++;
    chunk.rowsAccepted++;
    for (let i = before; i < chunk.events.length; i++) chunk.texts.push(text);
    if (chunk.rows >= chunk.room) this.#cut();
  }

  #count({ reason, detail }: { reason: RefusalReason; detail: string }, text: string): void {
    const chunk = this.#open;
    chunk.rows++;
    chunk.refused[reason] = (chunk.refused[reason] ?? 0) + 1;
    if (this.#kept < this.#rejectCap) {
      this.#kept++;
      chunk.rejects.push({ source: 0, row: this.#row, reason, detail, text: text.slice(0, TEXT_LIMIT) });
    }
    if (chunk.rows >= chunk.room) this.#cut();
  }

  #cut(): void {
    const { events, texts, rows, rowsAccepted, bytes, refused, rejects } = this.#open;
    const newKeys = this.#reader.keys.since(this.#sentKeys);
    this.#sentKeys += newKeys.length;
    this.#ready.push({
      events,
      newKeys,
      rows,
      rowsAccepted,
      bytes,
      refused,
      rejects,
      progress: null,
      textOf: (i) => texts[i] ?? "",
    });
    this.#open = this.#empty();
  }

  #empty(): OpenChunk {
    return {
      events: batchFor(this.#reader, this.#room),
      room: this.#room,
      texts: [],
      rows: 0,
      rowsAccepted: 0,
      bytes: 0,
      refused: {},
      rejects: [],
    };
  }
}

interface OpenChunk {
  readonly room: number;
  readonly events: EventBatch;
  readonly texts: string[];
  rows: number;
  rowsAccepted: number;
  bytes: number;
  readonly refused: Partial<Record<RefusalReason, number>>;
  readonly rejects: Reject[];
}
