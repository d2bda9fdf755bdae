import { ACTIVE, type EventBatch, INACTIVE } from "../../engine/batch.ts";
import type { Mapping } from "../mapping.ts";
import { KeyIds } from "./key-ids.ts";
import { createPlainRows, type PlainRows } from "./plain-rows.ts";
import type { RowLayout } from "./row-reader.ts";
import { dateOrder, isCounted, isDigits } from "./time-reader.ts";
import { TimesMet } from "./times-met.ts";
import { createZone, isNamedZone } from "./zone-offset.ts";

/** Outcomes of `read` and `skim` in src-wasm/plain-rows.ts. */
const NOT_PLAIN = 1;
const NEW_KEY = 2;

/** Bytes of the input looked at at once, and beyond it. */
const WINDOW = 1 << 17;
const SLACK = 64;
/** Events read at once: their columns stay in the cache until they are copied. */
const ROOM = 2048;
const KEY_ROOM = 4096;
/** Of the rows read side by side those with quotes are copied without them; a longer one is read the slow way. */
const COPY_ROOM = 1 << 15;
const POWER_BYTES = 128;
/** As in src-wasm/plain-rows: times.ts, and nearest-double.ts, beyond which powers its table is cut otherwise. */
const DATE_ORDERS = ["ymd", "dmy", "mdy"];
const REACH = 64;
const ROUNDED_UP = 27;
const WORDS_BYTES = 1024;
/** Rows read side by side at most, and fields: what is kept of them lies in a core's nearest cache. */
const MOST_TOGETHER = 128;
const BLOCK_FIELDS = 2048;
/** Bytes a flag word: length, meaning, six unused, its text. */
const FLAG_BYTES = 16;
const LONGEST_FLAG = 8;
/** The first bytes are left alone: positions below are outcomes. */
const BASE = 1024;

/**
 * Reads plain rows from bytes straight into columns, no string a field, by a small WebAssembly module (src-wasm/plain-rows.ts). What that
 * does not fully understand (doubled quotes, other time formats, missing values, any mistake) is left to the RowReader, so both accept and
 * refuse the same rows.
 */
export class FastRows {
  readonly #rows: PlainRows;
  readonly #keys: KeyIds;
  readonly #fanOut: number;
  readonly #input: number;
  readonly #columns: Columns;
  /** The bytes that lie in the window, and which part of them. They must not change meanwhile. */
  #bytes: Uint8Array | null = null;
  #from = 0;
  #to = 0;
  /** Rows taken by the last `readRows`. */
  rows = 0;
  /** Those met by the last `skimRows`. */
  readonly times = new TimesMet();

  /** null when the mapping is not of the plain kind. */
  static for(mapping: Mapping, layout: RowLayout): FastRows | null {
    // Some JavaScript engines of a cluster have none.
    if (typeof WebAssembly === "undefined") return null;
    const { encoding } = mapping;
    const ascii = (text: string): boolean => text.length === 1 && text.charCodeAt(0) < 128;
    const { format } = mapping.time;
    const known = format === "epoch-s" || format === "epoch-ms" || (!isCounted(format) && !isDigits(format));
    const distinct = new Set(
      [
        layout.time,
        layout.station,
        layout.sensor,
        layout.alarm,
        layout.value,
        layout.threshold,
        layout.active,
        ...layout.values.map(({ column }) => column),
      ].filter((c) => c >= 0),
    );
    const roles =
      [layout.time, layout.station, layout.sensor, layout.alarm, layout.value, layout.threshold, layout.active].filter(
        (c) => c >= 0,
      ).length + layout.values.length;
    const plain =
      mapping.thousands === undefined &&
      mapping.valueTimes === undefined &&
      mapping.time.milliseconds === undefined &&
      known &&
      layout.secondTime < 0 &&
      layout.intervalEnd < 0 &&
      distinct.size === roles;
    // A mark that may stand inside a plain number or time would be read as part of it.
    const apart = (mark: string): boolean => ascii(mark) && !/[\w\s.:+-]/.test(mark.replace("\t", "|"));
    const marks = apart(mapping.delimiter) && apart(mapping.quote) && mapping.decimal !== mapping.delimiter;
    return plain && marks && mapping.quote !== mapping.decimal && (encoding === "utf-8" || encoding === "latin1")
      ? new FastRows(mapping, layout)
      : null;
  }

  private constructor(mapping: Mapping, layout: RowLayout) {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const rows = createPlainRows(memory);
    this.#rows = rows;
    this.#fanOut = Math.max(1, layout.values.length);
    let end = BASE;
    /** Room for `bytes`, at a multiple of sixteen. */
    const take = (bytes: number): number => {
      const at = end;
      end = (end + bytes + 15) & ~15;
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
      return at;
    };
    const put = (list: Int32Array | Float64Array | Uint8Array | BigUint64Array): number => {
      const at = take(list.byteLength);
      new Uint8Array(memory.buffer, at, list.byteLength).set(new Uint8Array(list.buffer, list.byteOffset, list.byteLength));
      return at;
    };
    const wide = layout.values.length > 0;
    const { format, zone } = mapping.time;
    const keyColumns = [layout.station, layout.sensor, layout.alarm].filter((column) => column >= 0).sort((a, b) => a - b);
    const valueColumns = wide ? layout.values.map(({ column }) => column) : [layout.value];
    // Numbers that may be written as a "missing" mark: the slow way decides by the text.
    const marks = mapping.missing
      .filter((word) => word.trim() !== "")
      .map((word) => Number(word.replace(",", ".")))
      .filter((n) => Number.isFinite(n));
    const emptyIsMissing = mapping.missing.includes("");
    const flags = flagTable(mapping.activeTrue, mapping.activeFalse);
    rows.setFormat(
      mapping.delimiter.charCodeAt(0),
      mapping.quote.charCodeAt(0),
      mapping.decimal.charCodeAt(0),
      mapping.encoding === "utf-8" ? 1 : 0,
      layout.columns,
      format === "epoch-s" ? 1000 : format === "epoch-ms" ? 1 : 0,
      isCounted(format) || isNamedZone(zone) ? Number.NaN : createZone(zone)(0),
      isCounted(format) ? 0 : DATE_ORDERS.indexOf(dateOrder(format)),
      put(Float64Array.from(marks)),
      marks.length,
      take(POWER_BYTES),
      put(powersOfFive()),
    );
    rows.setColumns(
      layout.time,
      layout.threshold,
      layout.active,
      put(Int32Array.from(keyColumns)),
      keyColumns.length,
      take(KEY_ROOM),
      KEY_ROOM,
    );
    rows.setValues(
      put(Int32Array.from(valueColumns)),
      valueColumns.length,
      emptyIsMissing && wide ? 1 : 0,
      emptyIsMissing ? 1 : 0,
      emptyIsMissing && ![...mapping.activeTrue, ...mapping.activeFalse].includes("") ? 1 : 0,
      mapping.noThreshold ?? Number.NaN,
      put(flags),
      flags.length / FLAG_BYTES,
    );
    const block = Math.max(1, Math.min(MOST_TOGETHER, Math.floor(BLOCK_FIELDS / layout.columns)));
    rows.setBlock(take(block * (layout.columns + 6) * 8), block, take(WORDS_BYTES));
    const copies = take(COPY_ROOM + SLACK);
    rows.setCopyRoom(copies, copies + COPY_ROOM);
    this.#input = take(WINDOW + SLACK);
    const room = Math.max(ROOM, this.#fanOut);
    const at = { time: take(room * 8), key: take(room * 4), value: take(room * 8), threshold: take(room * 8) };
    const more = { active: take(room), row: take(room * 8) };
    rows.setColumnsOut(at.time, at.key, at.value, at.threshold, more.active, more.row, room);
    this.#columns = new Columns(memory, { ...at, ...more }, room);
    this.#keys = new KeyIds(memory, rows, take, keyColumns, mapping, valueColumns.length, layout.keyId);
  }

  /**
   * Appends the events of the records that start at `start` and before `until`, and answers where the next record starts: `start` itself
   * when the first one does not end before `limit` or must be read the slow way. At most `most` rows (the batch has room for them); how
   * many is in `rows`. The bytes must not change between calls.
   */
  readRows(
    bytes: Uint8Array,
    start: number,
    limit: number,
    until: number,
    source: number,
    firstRow: number,
    most: number,
    batch: EventBatch,
  ): number {
    const rows = this.#rows;
    let from = start;
    let taken = 0;
    while (from < until && taken < most) {
      const offset = this.#load(bytes, from);
      const end = Math.min(limit, this.#to);
      rows.setLength(0);
      const outcome = rows.read(
        offset + from,
        offset + Math.min(until, end),
        offset + end,
        firstRow + taken,
        most - taken,
        this.#fanOut,
      );
      const read = rows.getRows();
      this.#columns.appendTo(batch, rows.getLength(), source);
      taken += read;
      const next = rows.getPosition() - offset;
      if (outcome === NEW_KEY) {
        this.#keys.learn();
        from = next;
        continue;
      }
      from = next;
      if (outcome === NOT_PLAIN) break;
      if (rows.getLength() + this.#fanOut > this.#columns.room) continue;
      if (!this.#moveOn(from, until, end, limit)) break;
    }
    this.rows = taken;
    return from;
  }

  /** As `readRows` for one record; -1 when it took none. */
  read(bytes: Uint8Array, start: number, source: number, row: number, batch: EventBatch): number {
    const next = this.readRows(bytes, start, bytes.length, start + 1, source, row, 1, batch);
    return next === start ? -1 : next;
  }

  /** As `readRows`, for the time alone: what was met is in `times`. */
  skimRows(bytes: Uint8Array, start: number, until: number): number {
    const limit = bytes.length;
    const rows = this.#rows;
    const { times } = this;
    times.clear();
    let from = start;
    while (from < until) {
      const offset = this.#load(bytes, from);
      const end = Math.min(limit, this.#to);
      const outcome = rows.skim(offset + from, offset + Math.min(until, end), offset + end);
      times.add({ earliest: rows.getEarliest(), latest: rows.getLatest(), behind: rows.getBehind() });
      from = rows.getPosition() - offset;
      if (outcome === NOT_PLAIN || !this.#moveOn(from, until, end, limit)) break;
    }
    return from;
  }

  /** Whether the row at `from` may be whole in a window that begins with it; it is loaded anew then. */
  #moveOn(from: number, until: number, end: number, limit: number): boolean {
    if (from >= until || end === limit || this.#from === from) return false;
    this.#bytes = null;
    return true;
  }

  /** Sees to it that the window holds `from`; answers the address of the first of `bytes`. */
  #load(bytes: Uint8Array, from: number): number {
    if (this.#bytes !== bytes || from < this.#from || from >= this.#to) {
      this.#bytes = bytes;
      this.#from = from;
      this.#to = Math.min(bytes.length, from + WINDOW);
      this.#columns.bytes.set(bytes.subarray(from, this.#to), this.#input);
    }
    return this.#input - this.#from;
  }
}

type ColumnAddresses = Readonly<Record<"time" | "key" | "value" | "threshold" | "active" | "row", number>>;

/** The columns in the module's memory. */
class Columns {
  readonly room: number;
  readonly #memory: WebAssembly.Memory;
  readonly #at: ColumnAddresses;
  #bytes = new Uint8Array(0);
  #views: Omit<EventBatch, "length" | "source"> = emptyViews();

  constructor(memory: WebAssembly.Memory, at: ColumnAddresses, room: number) {
    this.#memory = memory;
    this.#at = at;
    this.room = room;
  }

  /** All of the memory. It moves when it grows. */
  get bytes(): Uint8Array {
    const { buffer } = this.#memory;
    if (this.#bytes.buffer !== buffer) {
      this.#bytes = new Uint8Array(buffer);
      const { room } = this;
      const at = this.#at;
      this.#views = {
        time: new Float64Array(buffer, at.time, room),
        key: new Uint32Array(buffer, at.key, room),
        value: new Float64Array(buffer, at.value, room),
        threshold: new Float64Array(buffer, at.threshold, room),
        active: new Uint8Array(buffer, at.active, room),
        row: new Float64Array(buffer, at.row, room),
      };
    }
    return this.#bytes;
  }

  /** Copies the first n events to the end of `batch`. */
  appendTo(batch: EventBatch, n: number, source: number): void {
    if (n === 0 || this.bytes.length === 0) return;
    const to = batch.length;
    const { time, key, value, threshold, active, row } = this.#views;
    batch.time.set(n === time.length ? time : time.subarray(0, n), to);
    batch.key.set(key.subarray(0, n), to);
    batch.value.set(value.subarray(0, n), to);
    batch.threshold.set(threshold.subarray(0, n), to);
    batch.active.set(active.subarray(0, n), to);
    batch.row.set(row.subarray(0, n), to);
    batch.source.fill(source, to, to + n);
    batch.length = to + n;
  }
}

function emptyViews(): Omit<EventBatch, "length" | "source"> {
  const none = new Float64Array(0);
  return { time: none, key: new Uint32Array(0), value: none, threshold: none, active: new Uint8Array(0), row: none };
}

/** The words of an active flag, in the ways they are usually written. */
function flagTable(yes: readonly string[], no: readonly string[]): Uint8Array {
  const words = [
    ...yes.flatMap((word) => forms(word).map((form) => ({ form, flag: ACTIVE }))),
    ...no.flatMap((word) => forms(word).map((form) => ({ form, flag: INACTIVE }))),
  ];
  const table = new Uint8Array(words.length * FLAG_BYTES);
  words.forEach(({ form, flag }, i) => {
    table[i * FLAG_BYTES] = form.length;
    table[i * FLAG_BYTES + 1] = flag;
    table.set(Buffer.from(form), i * FLAG_BYTES + FLAG_BYTES - LONGEST_FLAG);
  });
  return table;
}

function forms(word: string): string[] {
  const lower = word.toLowerCase();
  return [...new Set([lower, lower.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)])].filter(
    (form) => form.length <= LONGEST_FLAG && /^[\x21-\x7e]+$/.test(form),
  );
}

let fives: BigUint64Array | null = null;

/** 5^-64 … 5^64 as 128 bits with the highest one set, the higher 64 of them first; the reciprocals of powers up to 27 rounded up. */
function powersOfFive(): BigUint64Array {
  if (fives !== null) return fives;
  fives = new BigUint64Array((2 * REACH + 1) * 2);
  for (let power = -REACH; power <= REACH; power++) {
    const whole = 5n ** BigInt(Math.abs(power));
    const bits = BigInt(whole.toString(2).length);
    const up = power < 0 && power >= -ROUNDED_UP ? 1n : 0n;
    const cut = power < 0 ? (1n << (bits + 127n)) / whole + up : bits > 128n ? whole >> (bits - 128n) : whole << (128n - bits);
    fives[(power + REACH) * 2] = cut >> 64n;
    fives[(power + REACH) * 2 + 1] = cut & 0xffff_ffff_ffff_ffffn;
  }
  return fives;
}
