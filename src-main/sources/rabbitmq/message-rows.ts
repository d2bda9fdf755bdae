import type { EventBatch } from "../../engine/batch.ts";
import { FastRows } from "../csv/fast-rows.ts";
import { splitRecord } from "../csv/records.ts";
import { batchFor, type Refusal, RowReader } from "../csv/row-reader.ts";
import { fieldsDetail } from "../refusal-details.ts";
import type { LivePosition, RefusalReason, SourceChunk } from "../source.ts";
import { HeaderLines } from "./header-lines.ts";
import { jsonFields, listedRows } from "./json-fields.ts";
import { type BodyFormat, BodyKinds, csvRecords, readBody } from "./message-body.ts";
import { OpenChunk } from "./open-chunk.ts";
import { PlainBodies } from "./plain-bodies.ts";
import type { QueueMapping, QueueMessage } from "./queue-mapping.ts";

/** Rows and events of a chunk at most. */
const CHUNK_ROWS = 8192;
const CHUNK_EVENTS = 65_536;
/** Live, a chunk is often a handful of messages: no need for room for thousands. */
const SMALLEST = 64;
/** Bytes of plain bodies put together before they are read. */
const MOST_BYTES = 1 << 20;
const TEXT_LIMIT = 1024;
const PLAIN_HEAD = { contentType: "text/csv; charset=utf-8" };
const NEWLINE = 10;
const RETURN = 13;
const BYTE_ORDER_MARK = 0xef;

/**
 * Turns messages into chunks. A row's number is its number in the queue as we read it, from 1. Plain CSV is read from the bytes, many
 * messages in one go; what that way does not take (broken quotes, headers in another order, JSON, other charsets, any mistake) goes row by
 * row through the RowReader, so both accept and refuse the same.
 */
export class MessageRows {
  readonly #reader: RowReader;
  readonly #fast: FastRows | null;
  readonly #mapping: QueueMapping["mapping"];
  readonly #headers: HeaderLines;
  readonly #kinds: BodyKinds;
  /** Lists whose items are rows: the mapping names columns in them. */
  readonly #lists: ReadonlySet<string>;
  readonly #quote: number;
  readonly #format: BodyFormat;
  readonly #rejectCap: number;
  readonly #most: number;
  readonly #plain = new PlainBodies();
  #row = 0;
  #kept = 0;
  #sentKeys = 0;
  /** Bytes a row takes, as seen so far. */
  #rowBytes = 40;
  #expected = SMALLEST;
  #chunk: OpenChunk | null = null;
  #room = 0;
  /** Rows of the body being read that may follow: chunks get room for them. */
  #coming = 1;
  #ready: SourceChunk[] = [];

  /** `from`: goes on numbering rows after these. */
  constructor(
    { mapping, columns }: QueueMapping,
    format: BodyFormat,
    rejectCap: number,
    from: Pick<LivePosition, "rows" | "kept"> = { rows: 0, kept: 0 },
  ) {
    this.#row = from.rows;
    this.#kept = from.kept;
    this.#reader = new RowReader(mapping, columns);
    // Plain bodies are UTF-8, whatever others are.
    this.#fast = FastRows.for({ ...mapping, encoding: "utf-8" }, this.#reader.layout);
    this.#mapping = mapping;
    this.#headers = new HeaderLines(columns, mapping);
    this.#kinds = new BodyKinds(format, mapping.encoding);
    this.#lists = new Set(columns.flatMap((name) => (name.includes(".") ? name.slice(0, name.indexOf(".")) : [])));
    this.#quote = mapping.quote.charCodeAt(0);
    this.#format = format;
    this.#rejectCap = rejectCap;
    this.#most = Math.max(1, Math.min(CHUNK_ROWS, Math.floor(CHUNK_EVENTS / this.#reader.fanOut)));
  }

  /** Rows read and refused rows kept so far. */
  get position(): Pick<LivePosition, "rows" | "kept"> {
    return { rows: this.#row, kept: this.#kept };
  }

  /** What knows the keys of its events. */
  get reader(): RowReader {
    return this.#reader;
  }

  /** Rows are numbered on from there. */
  resume(row: number): void {
    this.#row = row;
  }

  /** So many messages follow: chunks get room for them. */
  expect(messages: number): void {
    this.#expected = messages;
  }

  /** Rows of one message. */
  add(message: QueueMessage): void {
    const { bytes, head, columns } = message;
    if (
      this.#fast !== null &&
      this.#kinds.isPlain(bytes, head.contentType, head.contentEncoding) &&
      (columns === undefined || this.#headers.orderOf(columns) === null)
    ) {
      this.#plain.add(bytes);
      if (this.#plain.length >= MOST_BYTES) this.#readPlain();
      return;
    }
    this.#readPlain();
    this.#addSlow(message);
  }

  /** A message seen before: counted as one row. */
  addDuplicate({ bytes }: QueueMessage): void {
    this.#readPlain();
    this.#open(1).bytes += bytes.length;
    this.#row++;
    this.#refuse({ reason: "duplicate", detail: "delivered again by the broker" }, bytes.toString("utf8", 0, TEXT_LIMIT));
  }

  /** What has come since the last call; nothing when no message has. */
  take(): SourceChunk[] {
    this.#readPlain();
    this.#cut();
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  #readPlain(): void {
    const fast = this.#fast;
    if (fast === null || this.#plain.length === 0) return;
    const { raw, ends, bytes } = this.#plain.take();
    const { length } = raw;
    const guess = Math.ceil((length / this.#rowBytes) * 1.1);
    this.#open(guess).bytes += bytes;
    const firstRow = this.#row;
    let quoteAt = raw.indexOf(this.#quote);
    let message = 0;
    let from = 0;
    while (from < length) {
      const chunk = this.#open(Math.ceil((length - from) / this.#rowBytes));
      const next = fast.readRows(raw, from, length, length, 0, this.#row + 1, this.#room - chunk.rows, chunk.events);
      if (next !== from) {
        chunk.acceptStretch(raw, from, this.#row + 1, fast.rows);
        this.#row += fast.rows;
        if (chunk.rows >= this.#room) this.#cut();
        from = next;
        continue;
      }
      if (quoteAt !== -1 && quoteAt < from) quoteAt = raw.indexOf(this.#quote, from);
      while ((ends[message] as number) <= from) message++;
      const [start, end] = [message === 0 ? 0 : (ends[message - 1] as number), ends[message] as number];
      from = this.#readOne(raw, from, start, end, quoteAt !== -1 && quoteAt < end);
    }
    const rows = this.#row - firstRow;
    if (rows > 0) this.#rowBytes = Math.max(4, (3 * this.#rowBytes + length / rows) / 4);
  }

  /** Reads one record, or the rest of its message, the slow way; answers where the next begins. */
  #readOne(raw: Buffer, from: number, start: number, end: number, quoted: boolean): number {
    const newline = raw.indexOf(NEWLINE, from);
    const stop = newline > from && raw[newline - 1] === RETURN ? newline - 1 : newline;
    if (stop === from && from > start) return newline + 1;
    const rest = (at: number): Buffer => raw.subarray(at, end - 1);
    // An empty message, perhaps, or a byte order mark before its first record.
    const odd = from === start && (raw[from] === BYTE_ORDER_MARK || isBlank(raw, from, stop));
    if (odd) this.#addBody(rest(from), PLAIN_HEAD, null);
    else if (quoted) this.#readRecords(csvRecords(rest(from).toString("utf8"), this.#mapping.quote), null);
    else {
      const record = raw.toString("utf8", from, stop);
      if (!this.#headers.isHeader(record)) {
        this.#readRecord(record);
        return newline + 1;
      }
      const order = this.#headers.orderOf(record);
      if (order === null) return newline + 1;
      if (newline + 1 < end) this.#readRecords(csvRecords(rest(newline + 1).toString("utf8"), this.#mapping.quote), order);
    }
    return end;
  }

  #addSlow({ bytes, head, columns }: QueueMessage): void {
    this.#open(this.#expected).bytes += bytes.length;
    this.#addBody(bytes, head, columns === undefined ? null : { order: this.#headers.orderOf(columns), line: columns });
  }

  #addBody(bytes: Buffer, head: QueueMessage["head"], header: { order: readonly number[] | null; line: string } | null): void {
    const { encoding, quote } = this.#mapping;
    const body = readBody(bytes, head, this.#format, encoding, quote);
    if (body.kind === "broken") {
      this.#row++;
      this.#refuse({ reason: "malformed", detail: body.detail }, body.text);
    } else if (body.kind === "csv") this.#readRecords(body.records, header?.order ?? null, header !== null);
    else {
      this.#coming = body.values.length;
      for (const { value, problem, text } of body.values) {
        const listed = this.#lists.size === 0 || problem !== undefined ? null : listedRows(value);
        if (listed !== null && this.#lists.has(listed.name))
          for (const { row, item } of listed.rows) this.#readObject(row, undefined, JSON.stringify(item));
        else this.#readObject(value, problem, text);
        this.#coming = Math.max(1, this.#coming - 1);
      }
      this.#coming = 1;
    }
  }

  #readObject(value: unknown, problem: string | undefined, text: string): void {
    const fields = problem === undefined ? jsonFields(value, this.#headers.columns) : null;
    if (fields === null) {
      this.#row++;
      this.#refuse({ reason: "malformed", detail: problem ?? "not a JSON object or array" }, text);
    } else this.#accept((batch, row) => this.#reader.readFields(fields, 0, row, batch), text);
  }

  /** `order`: where our columns stand, null: as they are. `lenient`: a header that came beside the rows may name more than they bring. */
  #readRecords(records: readonly string[], first: readonly number[] | null, lenient = false): void {
    let order = first;
    this.#coming = records.length;
    for (const record of records) {
      if (this.#headers.isHeader(record)) order = this.#headers.orderOf(record);
      else if (order === null) this.#readRecord(record);
      else this.#readPlaced(record, order, lenient);
      this.#coming--;
    }
    this.#coming = 1;
  }

  #readRecord(record: string): void {
    this.#accept((batch, row) => this.#reader.read(record, 0, row, batch), record);
  }

  #readPlaced(record: string, order: readonly number[], lenient: boolean): void {
    const { delimiter, quote } = this.#mapping;
    const fields = splitRecord(record, delimiter, quote);
    const width = lenient ? Math.max(...order) + 1 : order.length;
    if (fields === null || fields.length < width) {
      this.#row++;
      this.#refuse(
        { reason: "malformed", detail: fields === null ? "broken quote" : fieldsDetail(fields.length, width) },
        record,
      );
      return;
    }
    const placed = order.map((at) => fields[at] ?? "");
    this.#accept((batch, row) => this.#reader.readFields(placed, 0, row, batch), record);
  }

  #accept(read: (batch: EventBatch, row: number) => Refusal | null, text: string): void {
    const chunk = this.#open(this.#coming);
    const refusal = read(chunk.events, ++this.#row);
    if (refusal !== null) {
      this.#refuse(refusal, text);
      return;
    }
    chunk.acceptText(this.#row, text);
    if (chunk.rows >= this.#room) this.#cut();
  }

  #refuse({ reason, detail }: { reason: RefusalReason; detail: string }, text: string): void {
    const chunk = this.#open(this.#coming);
    const kept = this.#kept < this.#rejectCap;
    if (kept) this.#kept++;
    chunk.refuse(reason, kept ? { source: 0, row: this.#row, reason, detail, text: text.slice(0, TEXT_LIMIT) } : null);
    if (chunk.rows >= this.#room) this.#cut();
  }

  /** The chunk being filled; a new one gets room for about `rows`. */
  #open(rows: number): OpenChunk {
    if (this.#chunk === null) {
      this.#room = Math.min(this.#most, Math.max(SMALLEST, rows));
      this.#chunk = new OpenChunk(batchFor(this.#reader, this.#room));
    }
    return this.#chunk;
  }

  #cut(): void {
    const chunk = this.#chunk;
    if (chunk === null) return;
    this.#chunk = null;
    if (chunk.isEmpty) return;
    const newKeys = this.#reader.keys.since(this.#sentKeys);
    this.#sentKeys += newKeys.length;
    this.#ready.push(chunk.finish(newKeys));
  }
}

function isBlank(raw: Buffer, from: number, stop: number): boolean {
  for (let at = from; at < stop; at++) {
    const byte = raw[at] as number;
    if (byte !== 32 && (byte < 9 || byte > RETURN)) return false;
  }
  return true;
}
