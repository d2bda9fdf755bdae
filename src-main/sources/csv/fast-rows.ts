import { appendEvent, type EventBatch, NO_FLAG } from "../../engine/batch.ts";
import type { Mapping } from "../mapping.ts";
import { FastTime } from "./fast-time.ts";
import { FlagWords } from "./flag-words.ts";
import { KEY_BASIS, KEY_PRIME, KeyMemo, MOST_KEY_WORDS } from "./key-memo.ts";
import type { RowLayout } from "./row-reader.ts";
import { dateOrder } from "./time-reader.ts";

const NEWLINE = 10;
const RETURN = 13;
const MINUS = 45;
const PLUS = 43;
const ZERO = 48;
/** Powers of ten that a double holds exactly: mantissa / 10^n is then the nearest double (Clinger 1990, the fast path). */
const TEN = Array.from({ length: 23 }, (_, n) => 10 ** n);
/** Four bytes at once: ones, all but the high bits, the high bits, spaces. */
const ONES = 0x01010101;
const LOWS = 0x7f7f7f7f;
const HIGHS = 0x80808080 | 0;
/** Times bits 0, 8, 16, 24 brings them to 24, 25, 26, 27. */
const GATHER = 0x01020408;
/** Bytes beyond a row that may be looked at, to be thrown away. */
const SLACK = 4;

/**
 * Reads plain rows from bytes straight into columns: no string a field. First the delimiters of a row are found, four bytes a look (SWAR;
 * which bytes of a word are zero: Warren, Hacker's Delight, 6-1), then each field that matters is read where it stands. What it does not
 * fully understand (bytes beyond ASCII, exponents, other time formats, missing values, any mistake) it leaves to the RowReader, so both
 * accept and refuse the same rows. The caller keeps it off quotes: bytes before `limit` hold none.
 */
export class FastRows {
  readonly #columns: number;
  readonly #delimiter: number;
  readonly #decimal: number;
  /** In the order they stand; -1 for a column that is not there. */
  readonly #keyColumns: Int32Array;
  readonly #timeColumn: number;
  readonly #thresholdColumn: number;
  readonly #flagColumn: number;
  /** One column, or those of a wide table. */
  readonly #valueColumns: Int32Array;
  readonly #clock: FastTime;
  readonly #noThreshold: number;
  /** Numbers that may be written as a "missing" mark: the slow way decides by the text. */
  readonly #marks: Float64Array;
  readonly #skipEmpty: boolean;
  readonly #flags: FlagWords;
  readonly #memo: KeyMemo;
  readonly #wide: boolean;
  readonly #values: Float64Array;
  readonly #have: Uint8Array;
  /** Where the fields of the row at hand begin, and one beyond. */
  readonly #begins: Int32Array;
  /** Read last by `#readNumber`. */
  #number = 0;
  /** Of the bytes looked at last: whole messages and pieces of files come one after the other. */
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Rows taken by the last `readRows`. */
  rows = 0;
  /** Least time met by the last `skimRows`. */
  earliest = Number.POSITIVE_INFINITY;

  /** null when the mapping is not of the plain kind. */
  static for(mapping: Mapping, layout: RowLayout): FastRows | null {
    const ascii = (text: string): boolean => text.length === 1 && text.charCodeAt(0) < 128;
    const { format } = mapping.time;
    const known = format === "epoch-s" || format === "epoch-ms" || (!format.startsWith("epoch-") && dateOrder(format) === "ymd");
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
    const plain = known && layout.secondTime < 0 && layout.intervalEnd < 0 && distinct.size === roles;
    // A mark that may stand inside a plain number or time would be read as part of it.
    const apart = (mark: string): boolean => ascii(mark) && !/[\w\s.:+-]/.test(mark.replace("\t", "|"));
    const marks = apart(mapping.delimiter) && apart(mapping.quote) && mapping.decimal !== mapping.delimiter;
    return plain && marks && mapping.quote !== mapping.decimal && mapping.encoding !== "utf-16le"
      ? new FastRows(mapping, layout)
      : null;
  }

  private constructor(mapping: Mapping, layout: RowLayout) {
    this.#columns = layout.columns;
    this.#delimiter = mapping.delimiter.charCodeAt(0);
    this.#decimal = mapping.decimal.charCodeAt(0);
    this.#timeColumn = layout.time;
    const { format, zone } = mapping.time;
    const scale = format === "epoch-s" ? 1000 : format === "epoch-ms" ? 1 : 0;
    this.#clock = new FastTime(scale, zone === "UTC" || zone === "Z" || zone === "GMT");
    this.#noThreshold = mapping.noThreshold ?? Number.NaN;
    this.#wide = layout.values.length > 0;
    this.#marks = Float64Array.from(
      mapping.missing
        .filter((word) => word.trim() !== "")
        .map((word) => Number(word.replace(",", ".")))
        .filter((n) => Number.isFinite(n)),
    );
    this.#skipEmpty = this.#wide && mapping.missing.includes("");
    this.#flags = new FlagWords(mapping.activeTrue, mapping.activeFalse);
    const keys = [layout.station, layout.sensor, layout.alarm].filter((column) => column >= 0);
    this.#keyColumns = Int32Array.from(keys).sort();
    this.#thresholdColumn = layout.threshold;
    this.#flagColumn = layout.active;
    this.#valueColumns = this.#wide ? Int32Array.from(layout.values, ({ column }) => column) : Int32Array.of(layout.value);
    this.#values = new Float64Array(this.#valueColumns.length);
    this.#have = new Uint8Array(this.#valueColumns.length);
    this.#begins = new Int32Array(layout.columns + 1);
    this.#memo = new KeyMemo(layout);
  }

  /**
   * Appends the events of the records that start at `start` and before `until`, and answers where the next record starts: `start` itself
   * when the first one does not end before `limit` or must be read the slow way. At most `most` rows; how many is in `rows`.
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
    if (this.#view.buffer !== bytes.buffer) this.#view = new DataView(bytes.buffer);
    const { byteOffset } = bytes;
    // Members as locals, and one long loop: a look-up or call less is a tenth of what a row costs.
    const view = this.#view;
    const begins = this.#begins;
    const columns = this.#columns;
    const delimiters = Math.imul(this.#delimiter, ONES);
    const keyColumns = this.#keyColumns;
    const memo = this.#memo;
    const { words } = memo;
    const clock = this.#clock;
    const timeColumn = this.#timeColumn;
    const thresholdColumn = this.#thresholdColumn;
    const flagColumn = this.#flagColumn;
    const valueColumn = this.#valueColumns[0] as number;
    const last = Math.min(limit, bytes.byteLength, view.byteLength - byteOffset - SLACK);
    let row = firstRow;
    let from = start;
    rows: for (; from < until && row - firstRow < most; row++) {
      const newline = bytes.indexOf(NEWLINE, from);
      if (newline === -1 || newline >= last) break;
      const rowStart = byteOffset + from;
      let end = byteOffset + newline;
      if (newline > from && view.getUint8(end - 1) === RETURN) end--;

      let found = 1;
      let bad = 0;
      begins[0] = rowStart;
      // Which of 32 bytes are delimiters, as bits: the two loops below then take the same turns row after row.
      for (let block = rowStart; block < end; block += 32) {
        let mask = 0;
        const stop = Math.min(end, block + 32);
        for (let at = block, shift = 0; at < stop; at += 4, shift += 4) {
          const word = view.getInt32(at, true);
          bad |= word | ((word - ONES) & ~word);
          const x = word ^ delimiters;
          const hits = ~(((x & LOWS) + LOWS) | x | LOWS);
          mask |= ((Math.imul(hits >>> 7, GATHER) >>> 24) & 15) << shift;
        }
        if (end - block < 32) mask &= (1 << (end - block)) - 1;
        while (mask !== 0) {
          if (found === columns) break rows;
          begins[found++] = block + (31 - Math.clz32(mask & -mask)) + 1;
          mask &= mask - 1;
        }
      }
      // A zero byte or one beyond ASCII, or too few fields.
      if (found !== columns || (bad & HIGHS) !== 0) break;
      begins[found] = end + 1;

      let hash = KEY_BASIS;
      let packed = 0;
      for (let k = 0; k < keyColumns.length; k++) {
        const column = keyColumns[k] as number;
        let at = begins[column] as number;
        const to = (begins[column + 1] as number) - 1;
        if (packed + ((to - at) >> 2) >= MOST_KEY_WORDS) break rows;
        for (; at + 4 <= to; at += 4) {
          const word = view.getInt32(at, true);
          hash = Math.imul(hash ^ word, KEY_PRIME);
          words[packed++] = word;
        }
        const filled = view.getInt32(at, true) | (-1 << ((to - at) << 3));
        hash = Math.imul(hash ^ filled, KEY_PRIME);
        words[packed++] = filled;
      }
      if (clock.read(view, begins[timeColumn] as number) !== (begins[timeColumn + 1] as number) - 1) break;
      let threshold = Number.NaN;
      if (thresholdColumn >= 0) {
        if (!this.#readNumber(view, begins[thresholdColumn] as number, (begins[thresholdColumn + 1] as number) - 1)) break;
        if (this.#number !== this.#noThreshold) threshold = this.#number;
      }
      let active = NO_FLAG;
      if (flagColumn >= 0) {
        active = this.#flags.match(view, begins[flagColumn] as number, (begins[flagColumn + 1] as number) - 1);
        if (active === NO_FLAG) break;
      }
      const entry = memo.find(packed, hash);
      if (this.#wide) {
        if (!this.#appendWide(view, clock.time, entry, threshold, active, source, row, batch)) break;
      } else {
        if (!this.#readNumber(view, begins[valueColumn] as number, (begins[valueColumn + 1] as number) - 1)) break;
        appendEvent(batch, clock.time, memo.key(entry, 0), this.#number, threshold, active, source, row);
      }
      from = newline + 1;
    }
    this.rows = row - firstRow;
    return from;
  }

  /** As `readRows` for one record; -1 when it took none. */
  read(bytes: Uint8Array, start: number, limit: number, source: number, row: number, batch: EventBatch): number {
    const next = this.readRows(bytes, start, limit, start + 1, source, row, 1, batch);
    return next === start ? -1 : next;
  }

  /** As `readRows`, for the time alone: the least is in `earliest`. */
  skimRows(bytes: Uint8Array, start: number, limit: number, until: number): number {
    const { byteOffset } = bytes;
    if (this.#view.buffer !== bytes.buffer) this.#view = new DataView(bytes.buffer);
    let earliest = Number.POSITIVE_INFINITY;
    let from = start;
    while (from < until) {
      const newline = bytes.indexOf(NEWLINE, from);
      if (newline === -1 || newline >= limit) break;
      const time = this.#timeOf(byteOffset + from, byteOffset + newline);
      if (Number.isNaN(time)) break;
      if (time < earliest) earliest = time;
      from = newline + 1;
    }
    this.earliest = earliest;
    return from;
  }

  /** Reads the plain number in [from, to) into `#number`; false for what is left to the slow way: "5.", ".5", long ones, missing ones. */
  #readNumber(view: DataView, from: number, to: number): boolean {
    const decimal = this.#decimal;
    let at = from;
    const sign = view.getUint8(at);
    if (sign === MINUS || sign === PLUS) at++;
    const first = at;
    let mantissa = 0;
    let point = -1;
    for (; at < to; at++) {
      const byte = view.getUint8(at);
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
      else if (byte === decimal && point === -1) point = at;
      else return false;
    }
    const decimals = point === -1 ? 0 : to - point - 1;
    const digits = to - first - (point === -1 ? 0 : 1);
    if (digits <= 0 || digits > 15 || (point !== -1 && (decimals === 0 || decimals === digits))) return false;
    const number = decimals > 0 ? mantissa / (TEN[decimals] as number) : mantissa;
    this.#number = sign === MINUS ? -number : number;
    return this.#marks.length === 0 || !this.#marked(this.#number);
  }

  /** Appends the values of a wide table's row; false when there is none. */
  #appendWide(
    view: DataView,
    time: number,
    entry: number,
    threshold: number,
    active: number,
    source: number,
    row: number,
    batch: EventBatch,
  ): boolean {
    const columns = this.#valueColumns;
    const begins = this.#begins;
    // All are read before any is appended: a row is taken as a whole.
    for (let slot = 0; slot < columns.length; slot++) {
      const from = begins[columns[slot] as number] as number;
      const to = (begins[(columns[slot] as number) + 1] as number) - 1;
      const empty = from === to && this.#skipEmpty;
      if (!empty && !this.#readNumber(view, from, to)) return false;
      this.#have[slot] = empty ? 0 : 1;
      this.#values[slot] = this.#number;
    }
    const before = batch.length;
    for (let slot = 0; slot < columns.length; slot++) {
      if (this.#have[slot] === 1)
        appendEvent(batch, time, this.#memo.key(entry, slot), this.#values[slot] as number, threshold, active, source, row);
    }
    return batch.length > before;
  }

  /** Time of the record in [start, newline) of the view; NaN when it is not plain. */
  #timeOf(start: number, newline: number): number {
    const view = this.#view;
    if (newline + SLACK > view.byteLength) return Number.NaN;
    const delimiter = this.#delimiter;
    const delimiters = Math.imul(delimiter, ONES);
    let at = start;
    for (let column = 0; column < this.#timeColumn; column++) {
      for (;;) {
        const x = view.getInt32(at, true) ^ delimiters;
        const hit = ~(((x & LOWS) + LOWS) | x | LOWS);
        at += hit === 0 ? 4 : (31 - Math.clz32(hit & -hit)) >> 3;
        if (at >= newline) return Number.NaN;
        if (hit !== 0) break;
      }
      at++;
    }
    at = this.#clock.read(view, at);
    if (at === -1 || at > newline) return Number.NaN;
    const after = view.getUint8(at);
    return after === delimiter || after === NEWLINE || after === RETURN ? this.#clock.time : Number.NaN;
  }

  #marked(number: number): boolean {
    for (let i = 0; i < this.#marks.length; i++) if (this.#marks[i] === number) return true;
    return false;
  }
}
