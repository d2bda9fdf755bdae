import { ACTIVE, appendEvent, type EventBatch, INACTIVE, NO_FLAG } from "../../engine/batch.ts";
import type { Mapping } from "../mapping.ts";
import { FastTime } from "./fast-time.ts";
import { FlagWords } from "./flag-words.ts";
import { KEY_BASIS, KEY_PRIME, KeyMemo, MOST_KEY_WORDS } from "./key-memo.ts";
import type { RowLayout } from "./row-reader.ts";
import { dateOrder } from "./time-reader.ts";

const KEY = 1;
const TIME = 2;
const VALUE = 3;
const THRESHOLD = 4;
const FLAG = 5;

const NEWLINE = 10;
const RETURN = 13;
const MINUS = 45;
const PLUS = 43;
const ZERO = 48;
/** Powers of ten that a double holds exactly: mantissa / 10^n is then the nearest double (Clinger 1990, the fast path). */
const TEN = Array.from({ length: 23 }, (_, n) => 10 ** n);
/** Four bytes at once: ones, high bits, spaces, and the first byte that may stand in a field (others: control characters). */
const ONES = 0x01010101;
const HIGHS = 0x80808080 | 0;
const SPACES = 0x20202020;
const LEAST = 0x0e0e0e0e;

/**
 * Reads plain rows from bytes straight into columns: no string a field, four bytes a look (SWAR, Mycroft 1987: a byte of x is zero where
 * (x - 0x01…) & ~x & 0x80… first has a bit). What it does not fully understand (bytes beyond ASCII, exponents, other time formats, missing
 * values, any mistake) it leaves to the RowReader, so both accept and refuse the same rows. The caller keeps it off quotes: bytes
 * before `limit` hold none.
 */
export class FastRows {
  readonly #columns: number;
  readonly #delimiter: number;
  readonly #decimal: number;
  readonly #roles: Uint8Array;
  /** For VALUE columns: position among the values of a wide table. */
  readonly #slots: Int32Array;
  readonly #timeColumn: number;
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
    this.#roles = new Uint8Array(layout.columns);
    this.#slots = new Int32Array(layout.columns);
    for (const column of [layout.station, layout.sensor, layout.alarm]) if (column >= 0) this.#roles[column] = KEY;
    if (layout.threshold >= 0) this.#roles[layout.threshold] = THRESHOLD;
    if (layout.active >= 0) this.#roles[layout.active] = FLAG;
    if (layout.value >= 0) this.#roles[layout.value] = VALUE;
    layout.values.forEach(({ column }, slot) => {
      this.#roles[column] = VALUE;
      this.#slots[column] = slot;
    });
    this.#roles[layout.time] = TIME;
    const slots = Math.max(1, layout.values.length);
    this.#values = new Float64Array(slots);
    this.#have = new Uint8Array(slots);
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
    const { byteOffset } = bytes;
    if (this.#view.buffer !== bytes.buffer) this.#view = new DataView(bytes.buffer);
    let row = firstRow;
    let from = start;
    while (from < until && row - firstRow < most) {
      const newline = bytes.indexOf(NEWLINE, from);
      if (newline === -1 || newline >= limit) break;
      if (!this.#record(byteOffset + from, byteOffset + newline, source, row, batch)) break;
      row++;
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

  /** Reads the record in [start, newline) of the view; false, having appended nothing, when it is not plain. */
  #record(start: number, newline: number, source: number, row: number, batch: EventBatch): boolean {
    const view = this.#view;
    // Words are read up to three bytes beyond a field.
    if (newline + 4 > view.byteLength) return false;
    const end = newline > start && view.getUint8(newline - 1) === RETURN ? newline - 1 : newline;
    const delimiter = this.#delimiter;
    const delimiters = Math.imul(delimiter, ONES);
    const columns = this.#columns;
    const roles = this.#roles;
    const memo = this.#memo;
    const { words } = memo;
    const wide = this.#wide;
    let time = Number.NaN;
    let value = Number.NaN;
    let threshold = Number.NaN;
    let active = NO_FLAG;
    let at = start;
    let bad = 0;
    let hash = KEY_BASIS;
    let packed = 0;
    if (wide) this.#have.fill(0);
    for (let column = 0; column < columns; column++) {
      const role = roles[column];
      switch (role) {
        case TIME:
          at = this.#clock.read(view, at);
          if (at === -1) return false;
          time = this.#clock.time;
          break;
        case VALUE:
        case THRESHOLD: {
          let byte = view.getUint8(at);
          if (wide && role === VALUE && this.#skipEmpty && (byte === delimiter || at === end)) break;
          const negative = byte === MINUS;
          if (negative || byte === PLUS) byte = view.getUint8(++at);
          const first = at;
          let mantissa = 0;
          let point = -1;
          for (; at < end; byte = view.getUint8(++at)) {
            const digit = byte - ZERO;
            if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
            else if (byte === this.#decimal && point === -1) point = at;
            else break;
          }
          const decimals = point === -1 ? 0 : at - point - 1;
          const digits = at - first - (point === -1 ? 0 : 1);
          // "5.", ".5" and long numbers are left to the slow way.
          if (digits <= 0 || digits > 15 || (point !== -1 && (decimals === 0 || decimals === digits))) return false;
          let number = decimals > 0 ? mantissa / (TEN[decimals] as number) : mantissa;
          if (negative) number = -number;
          if (this.#marks.length > 0 && this.#marked(number)) return false;
          if (role === THRESHOLD) threshold = number === this.#noThreshold ? Number.NaN : number;
          else if (wide) {
            const slot = this.#slots[column] as number;
            this.#values[slot] = number;
            this.#have[slot] = 1;
          } else value = number;
          break;
        }
        case FLAG: {
          const length = this.#flags.match(view, at, end, delimiter);
          if (length === -1) return false;
          active = this.#flags.flag;
          at += length;
          break;
        }
        default: {
          // A key field or one that is not used, four bytes at a time up to its end.
          for (;;) {
            const word = view.getInt32(at, true);
            const x = word ^ delimiters;
            const hit = (x - ONES) & ~x & HIGHS;
            let n = hit === 0 ? 4 : (31 - Math.clz32(hit & -hit)) >> 3;
            if (at + n > end) n = end - at;
            if (n === 4) {
              bad |= word | ((word - LEAST) & ~word);
              if (role === KEY) {
                if (packed >= MOST_KEY_WORDS) return false;
                hash = Math.imul(hash ^ word, KEY_PRIME);
                words[packed++] = word;
              }
              at += 4;
              continue;
            }
            const mask = (1 << (n * 8)) - 1;
            const text = (word & mask) | (SPACES & ~mask);
            bad |= text | ((text - LEAST) & ~text);
            if (role === KEY) {
              if (packed >= MOST_KEY_WORDS) return false;
              const filled = word | ~mask;
              hash = Math.imul(hash ^ filled, KEY_PRIME);
              words[packed++] = filled;
            }
            at += n;
            break;
          }
        }
      }
      if (column === columns - 1) {
        if (at !== end) return false;
      } else {
        if (at >= end || view.getUint8(at) !== delimiter) return false;
        at++;
      }
    }
    if ((bad & HIGHS) !== 0) return false;
    const key = memo.find(packed, hash);
    if (!wide) {
      const i = batch.length++;
      batch.time[i] = time;
      batch.key[i] = memo.key(key, 0);
      batch.value[i] = value;
      batch.threshold[i] = threshold;
      batch.active[i] = active;
      batch.source[i] = source;
      batch.row[i] = row;
      return true;
    }
    const before = batch.length;
    for (let slot = 0; slot < this.#values.length; slot++) {
      if (this.#have[slot] === 1)
        appendEvent(batch, time, memo.key(key, slot), this.#values[slot] as number, threshold, active, source, row);
    }
    return batch.length > before;
  }

  /** Time of the record in [start, newline) of the view; NaN when it is not plain. */
  #timeOf(start: number, newline: number): number {
    const view = this.#view;
    if (newline + 4 > view.byteLength) return Number.NaN;
    const delimiter = this.#delimiter;
    const delimiters = Math.imul(delimiter, ONES);
    let at = start;
    for (let column = 0; column < this.#timeColumn; column++) {
      for (;;) {
        const x = view.getInt32(at, true) ^ delimiters;
        const hit = (x - ONES) & ~x & HIGHS;
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
