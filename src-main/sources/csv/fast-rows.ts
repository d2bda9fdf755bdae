import { ACTIVE, type EventBatch, INACTIVE, NO_FLAG } from "../../engine/batch.ts";
import type { Mapping } from "../mapping.ts";
import type { RowLayout } from "./row-reader.ts";
import { KeyMemo } from "./key-memo.ts";
import { dateOrder } from "./time-reader.ts";

const SKIP = 0;
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

/**
 * Reads plain rows from bytes straight into columns: no string a field. What it does not fully understand (quotes, bytes beyond ASCII,
 * exponents, other time formats, missing values, any mistake) it leaves to the RowReader, so both accept and refuse the same rows.
 */
export class FastRows {
  readonly #columns: number;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #decimal: number;
  readonly #roles: Uint8Array;
  /** For VALUE columns: position among the values of a wide table. */
  readonly #slots: Int32Array;
  readonly #timeColumn: number;
  readonly #epochScale: number;
  readonly #zoneIsUtc: boolean;
  readonly #noThreshold: number;
  /** Numbers that may be written as a "missing" mark: the slow way decides by the text. */
  readonly #marks: Float64Array;
  readonly #skipEmpty: boolean;
  readonly #flags: ReadonlyMap<number, number>;
  readonly #memo: KeyMemo;
  readonly #wide: boolean;
  readonly #values: Float64Array;
  readonly #have: Uint8Array;
  #day = -1;
  #dayStart = 0;
  #number = 0;
  /** Of the record `skim` read last. */
  time = Number.NaN;

  /** null when the mapping is not of the plain kind. */
  static for(mapping: Mapping, layout: RowLayout): FastRows | null {
    const ascii = (text: string): boolean => text.length === 1 && text.charCodeAt(0) < 128;
    const { format } = mapping.time;
    const known = format === "epoch-s" || format === "epoch-ms" || (!format.startsWith("epoch-") && dateOrder(format) === "ymd");
    const distinct = new Set([layout.time, layout.station, layout.sensor, layout.alarm, layout.value, layout.threshold, layout.active, ...layout.values.map(({ column }) => column)].filter((c) => c >= 0));
    const roles = [layout.time, layout.station, layout.sensor, layout.alarm, layout.value, layout.threshold, layout.active].filter((c) => c >= 0).length + layout.values.length;
    const plain = known && layout.secondTime < 0 && layout.intervalEnd < 0 && distinct.size === roles;
    return plain && ascii(mapping.delimiter) && ascii(mapping.quote) && mapping.encoding !== "utf-16le" ? new FastRows(mapping, layout) : null;
  }

  private constructor(mapping: Mapping, layout: RowLayout) {
    this.#columns = layout.columns;
    this.#delimiter = mapping.delimiter.charCodeAt(0);
    this.#quote = mapping.quote.charCodeAt(0);
    this.#decimal = mapping.decimal.charCodeAt(0);
    this.#timeColumn = layout.time;
    this.#epochScale = mapping.time.format === "epoch-s" ? 1000 : mapping.time.format === "epoch-ms" ? 1 : 0;
    this.#zoneIsUtc = mapping.time.zone === "UTC" || mapping.time.zone === "Z" || mapping.time.zone === "GMT";
    this.#noThreshold = mapping.noThreshold ?? Number.NaN;
    this.#wide = layout.values.length > 0;
    this.#marks = Float64Array.from(mapping.missing.map((word) => Number(word.replace(",", "."))).filter((n) => Number.isFinite(n) && n !== 0));
    this.#skipEmpty = this.#wide && mapping.missing.includes("");
    const words = new Map<number, number>();
    for (const word of mapping.activeTrue) for (const form of forms(word)) words.set(wordCode(form), ACTIVE);
    for (const word of mapping.activeFalse) for (const form of forms(word)) if (!words.has(wordCode(form))) words.set(wordCode(form), INACTIVE);
    this.#flags = words;
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
   * Appends the events of the record that starts at `start` and answers where the next one starts. Answers -1, having appended nothing,
   * for a record that does not end before `limit` or must be read the slow way.
   */
  read(bytes: Uint8Array, start: number, limit: number, source: number, row: number, batch: EventBatch): number {
    const delimiter = this.#delimiter;
    const quote = this.#quote;
    const columns = this.#columns;
    const memo = this.#memo;
    let time = Number.NaN;
    let threshold = Number.NaN;
    let active = NO_FLAG;
    let column = 0;
    let at = start;
    let high = 0;
    let byte = 0;
    memo.begin();
    if (this.#wide) this.#have.fill(0);
    for (;;) {
      const from = at;
      const role = column < columns ? (this.#roles[column] as number) : SKIP;
      if (role === KEY) {
        // The key is hashed while its end is looked for.
        let hash = memo.hash;
        for (; at < limit; at++) {
          byte = bytes[at] as number;
          if (byte === delimiter || byte === NEWLINE) break;
          if (byte === quote) return -1;
          high |= byte;
          hash = Math.imul(hash ^ byte, 16_777_619);
        }
        // A carriage return would be in the hash: such a file ends in another column, or is read the slow way.
        if (byte === NEWLINE && bytes[at - 1] === RETURN) return -1;
        memo.part(column, from, at, hash);
      } else {
        for (; at < limit; at++) {
          byte = bytes[at] as number;
          if (byte === delimiter || byte === NEWLINE) break;
          if (byte === quote) return -1;
          high |= byte;
        }
        const to = byte === NEWLINE && at > from && bytes[at - 1] === RETURN ? at - 1 : at;
        switch (role) {
          case TIME:
            time = this.#time(bytes, from, to);
            if (Number.isNaN(time)) return -1;
            break;
          case VALUE: {
            const slot = this.#slots[column] as number;
            if (from === to && this.#skipEmpty) break;
            if (!this.#parse(bytes, from, to) || this.#marked()) return -1;
            this.#values[slot] = this.#number;
            this.#have[slot] = 1;
            break;
          }
          case THRESHOLD:
            if (!this.#parse(bytes, from, to) || this.#marked()) return -1;
            threshold = this.#number === this.#noThreshold ? Number.NaN : this.#number;
            break;
          case FLAG: {
            const flag = this.#flag(bytes, from, to);
            if (flag < 0) return -1;
            active = flag;
            break;
          }
        }
      }
      column++;
      if (at >= limit) return -1;
      at++;
      if (byte === NEWLINE) break;
    }
    if (column !== columns || high > 127) return -1;
    const base = memo.find(bytes);
    if (!this.#wide) {
      this.#append(batch, time, memo.key(base, 0), this.#values[0] as number, threshold, active, source, row);
      return at;
    }
    const from = batch.length;
    for (let slot = 0; slot < this.#values.length; slot++) {
      if (this.#have[slot] === 1) this.#append(batch, time, memo.key(base, slot), this.#values[slot] as number, threshold, active, source, row);
    }
    return batch.length > from ? at : -1;
  }

  /** As `read`, for the time alone: it is in `time` when the answer is not -1. */
  skim(bytes: Uint8Array, start: number, limit: number): number {
    const delimiter = this.#delimiter;
    const quote = this.#quote;
    let column = 0;
    let from = start;
    let time = Number.NaN;
    for (let at = start; at < limit; at++) {
      const byte = bytes[at] as number;
      if (byte === quote) return -1;
      if (byte !== delimiter && byte !== NEWLINE) continue;
      if (column === this.#timeColumn) {
        time = this.#time(bytes, from, byte === NEWLINE && bytes[at - 1] === RETURN ? at - 1 : at);
        if (Number.isNaN(time)) return -1;
      }
      if (byte === NEWLINE) {
        this.time = time;
        return Number.isNaN(time) ? -1 : at + 1;
      }
      column++;
      from = at + 1;
    }
    return -1;
  }

  #append(batch: EventBatch, time: number, key: number, value: number, threshold: number, active: number, source: number, row: number): void {
    const i = batch.length++;
    batch.time[i] = time;
    batch.key[i] = key;
    batch.value[i] = value;
    batch.threshold[i] = threshold;
    batch.active[i] = active;
    batch.source[i] = source;
    batch.row[i] = row;
  }

  /** Whole and decimal digits, at most 15 in all, into #number. */
  #parse(bytes: Uint8Array, from: number, to: number): boolean {
    let at = from;
    let negative = false;
    if (at < to && (bytes[at] === MINUS || bytes[at] === PLUS)) negative = bytes[at++] === MINUS;
    const first = at;
    let mantissa = 0;
    let decimals = -1;
    for (; at < to; at++) {
      const byte = bytes[at] as number;
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        if (decimals >= 0) decimals++;
      } else if (byte === this.#decimal && decimals < 0) decimals = 0;
      else return false;
    }
    const digits = at - first - (decimals >= 0 ? 1 : 0);
    if (digits === 0 || digits > 15) return false;
    // A comma needs digits on both sides; "5." is left to the slow way, whatever the mark.
    if (decimals === 0 || (decimals >= 0 && digits === decimals)) return false;
    const value = decimals > 0 ? mantissa / (TEN[decimals] as number) : mantissa;
    this.#number = negative ? -value : value;
    return true;
  }

  #marked(): boolean {
    for (let i = 0; i < this.#marks.length; i++) if (this.#marks[i] === this.#number) return true;
    return false;
  }

  #flag(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > 6 || to === from) return -1;
    let code = 0;
    for (let at = from; at < to; at++) code = code * 256 + (bytes[at] as number);
    return this.#flags.get(code) ?? -1;
  }

  #time(bytes: Uint8Array, from: number, to: number): number {
    if (this.#epochScale !== 0) {
      if (to - from > 14 || !this.#parse(bytes, from, to) || !Number.isInteger(this.#number)) return Number.NaN;
      return this.#number * this.#epochScale;
    }
    // yyyy-MM-dd[T ]HH:mm:ss[.fff][ UTC|Z]
    const length = to - from;
    if (length < 19 || length > 24) return Number.NaN;
    if (bytes[from + 4] !== MINUS || bytes[from + 7] !== MINUS || bytes[from + 13] !== 58 || bytes[from + 16] !== 58) return Number.NaN;
    const gap = bytes[from + 10];
    if (gap !== 32 && gap !== 84) return Number.NaN;
    const hour = two(bytes, from + 11);
    const minute = two(bytes, from + 14);
    const second = two(bytes, from + 17);
    if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
    let milli = 0;
    let rest = from + 19;
    if (bytes[rest] === 46 && to - rest >= 4) {
      const last = (bytes[rest + 3] as number) - ZERO;
      milli = two(bytes, rest + 1) * 10 + last;
      if (!(last >= 0 && last <= 9 && milli >= 0)) return Number.NaN;
      rest += 4;
    }
    const tail = to - rest;
    const utc = (tail === 1 && bytes[rest] === 90) || (tail === 4 && bytes[rest] === 32 && bytes[rest + 1] === 85 && bytes[rest + 2] === 84 && bytes[rest + 3] === 67);
    if (!utc && !(tail === 0 && this.#zoneIsUtc)) return Number.NaN;
    const year = two(bytes, from) * 100 + two(bytes, from + 2);
    const month = two(bytes, from + 5);
    const day = two(bytes, from + 8);
    const code = (year * 13 + month) * 32 + day;
    if (code !== this.#day || Number.isNaN(code)) {
      if (!(year >= 1000 && month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
      const start = Date.UTC(year, month - 1, day);
      if (new Date(start).getUTCDate() !== day) return Number.NaN;
      this.#day = code;
      this.#dayStart = start;
    }
    return this.#dayStart + hour * 3_600_000 + minute * 60_000 + second * 1000 + milli;
  }
}

/** Two digits; NaN for anything else. */
function two(bytes: Uint8Array, at: number): number {
  const a = (bytes[at] as number) - ZERO;
  const b = (bytes[at + 1] as number) - ZERO;
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : Number.NaN;
}

/** Ways a flag word is usually written; others are read the slow way. */
function forms(word: string): string[] {
  const lower = word.toLowerCase();
  return [...new Set([lower, lower.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)])].filter((form) => form.length <= 6 && /^[\x21-\x7e]+$/.test(form));
}

function wordCode(word: string): number {
  let code = 0;
  for (let i = 0; i < word.length; i++) code = code * 256 + word.charCodeAt(i);
  return code;
}

