import { ACTIVE, appendEvent, type EventBatch, INACTIVE, NO_FLAG } from "../../engine/batch.ts";
import type { Mapping } from "../mapping.ts";
import { KEY_BASIS, KEY_PRIME, KeyMemo } from "./key-memo.ts";
import type { RowLayout } from "./row-reader.ts";
import { dateOrder } from "./time-reader.ts";

const KEY = 1;
const TIME = 2;
const VALUE = 3;
const THRESHOLD = 4;
const FLAG = 5;

const NEWLINE = 10;
const RETURN = 13;
interface FlagWord {
  readonly text: Uint8Array;
  readonly flag: number;
}

const MINUS = 45;
const PLUS = 43;
const COLON = 58;
const SPACE = 32;
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
  /** Words of the flag by their first byte. */
  readonly #flags: readonly (readonly FlagWord[] | undefined)[];
  readonly #memo: KeyMemo;
  readonly #wide: boolean;
  readonly #values: Float64Array;
  readonly #have: Uint8Array;
  #day = -1;
  #dayStart = 0;
  /** Read last. */
  time = Number.NaN;

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
    this.#quote = mapping.quote.charCodeAt(0);
    this.#decimal = mapping.decimal.charCodeAt(0);
    this.#timeColumn = layout.time;
    this.#epochScale = mapping.time.format === "epoch-s" ? 1000 : mapping.time.format === "epoch-ms" ? 1 : 0;
    this.#zoneIsUtc = mapping.time.zone === "UTC" || mapping.time.zone === "Z" || mapping.time.zone === "GMT";
    this.#noThreshold = mapping.noThreshold ?? Number.NaN;
    this.#wide = layout.values.length > 0;
    this.#marks = Float64Array.from(
      mapping.missing
        .filter((word) => word.trim() !== "")
        .map((word) => Number(word.replace(",", ".")))
        .filter((n) => Number.isFinite(n)),
    );
    this.#skipEmpty = this.#wide && mapping.missing.includes("");
    const words: FlagWord[][] = [];
    const add = (word: string, flag: number): void => {
      for (const form of forms(word)) (words[form.charCodeAt(0)] ??= []).push({ text: Uint8Array.from(Buffer.from(form)), flag });
    };
    for (const word of mapping.activeTrue) add(word, ACTIVE);
    for (const word of mapping.activeFalse) add(word, INACTIVE);
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
   * for a record that does not end before `limit` or must be read the slow way. One look at each byte: fields are parsed while their
   * end is looked for. Members are taken into locals first, which V8 then keeps in registers.
   */
  read(bytes: Uint8Array, start: number, limit: number, source: number, row: number, batch: EventBatch): number {
    const delimiter = this.#delimiter;
    const quote = this.#quote;
    const columns = this.#columns;
    const roles = this.#roles;
    const memo = this.#memo;
    const wide = this.#wide;
    let time = Number.NaN;
    let value = Number.NaN;
    let threshold = Number.NaN;
    let active = NO_FLAG;
    let at = start;
    let high = 0;
    let byte = 0;
    let hash = KEY_BASIS;
    let parts = 0;
    if (wide) this.#have.fill(0);
    for (let column = 0; column < columns; column++) {
      const from = at;
      byte = 0;
      switch (roles[column]) {
        case KEY:
          for (; at < limit; at++) {
            byte = bytes[at] as number;
            if (byte === delimiter || byte < 14) break;
            if (byte === quote) return -1;
            high |= byte;
            hash = Math.imul(hash ^ byte, KEY_PRIME);
          }
          hash = Math.imul(hash ^ 0xff, KEY_PRIME);
          memo.from[parts] = from;
          memo.to[parts++] = at;
          break;
        case TIME:
          at = this.#readTime(bytes, at, limit);
          if (at === -1) return -1;
          time = this.time;
          byte = bytes[at] as number;
          break;
        case VALUE:
        case THRESHOLD: {
          byte = at < limit ? (bytes[at] as number) : 0;
          if (byte === delimiter && wide && roles[column] === VALUE && this.#skipEmpty) break;
          const negative = byte === MINUS;
          if (negative || byte === PLUS) at++;
          const first = at;
          let mantissa = 0;
          let point = -1;
          for (; at < limit; at++) {
            byte = bytes[at] as number;
            const digit = byte - ZERO;
            if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
            else if (byte === this.#decimal && point === -1) point = at;
            else break;
          }
          const decimals = point === -1 ? 0 : at - point - 1;
          const digits = at - first - (point === -1 ? 0 : 1);
          // "5.", ".5" and long numbers are left to the slow way.
          if (digits === 0 || digits > 15 || (point !== -1 && (decimals === 0 || decimals === digits))) return -1;
          let number = decimals > 0 ? mantissa / (TEN[decimals] as number) : mantissa;
          if (negative) number = -number;
          if (this.#marks.length > 0 && this.#marked(number)) return -1;
          if (roles[column] === THRESHOLD) threshold = number === this.#noThreshold ? Number.NaN : number;
          else if (wide) {
            const slot = this.#slots[column] as number;
            this.#values[slot] = number;
            this.#have[slot] = 1;
          } else value = number;
          break;
        }
        case FLAG: {
          for (; at < limit; at++) {
            byte = bytes[at] as number;
            if (byte === delimiter || byte < 14) break;
          }
          active = this.#flag(bytes, from, at);
          if (active === -1) return -1;
          break;
        }
        default:
          for (; at < limit; at++) {
            byte = bytes[at] as number;
            if (byte === delimiter || byte < 14) break;
            if (byte === quote) return -1;
            high |= byte;
          }
      }
      if (at >= limit) return -1;
      if (column < columns - 1) {
        if (byte !== delimiter) return -1;
        at++;
      }
    }
    if (byte === RETURN) {
      if (++at >= limit) return -1;
      byte = bytes[at] as number;
    }
    if (byte !== NEWLINE || high > 127) return -1;
    const key = memo.find(bytes, parts, hash);
    if (!wide) {
      const i = batch.length++;
      batch.time[i] = time;
      batch.key[i] = memo.key(key, 0);
      batch.value[i] = value;
      batch.threshold[i] = threshold;
      batch.active[i] = active;
      batch.source[i] = source;
      batch.row[i] = row;
      return at + 1;
    }
    const before = batch.length;
    for (let slot = 0; slot < this.#values.length; slot++) {
      if (this.#have[slot] === 1)
        appendEvent(batch, time, memo.key(key, slot), this.#values[slot] as number, threshold, active, source, row);
    }
    return batch.length > before ? at + 1 : -1;
  }

  /** As `read`, for the time alone: it is in `time` when the answer is not -1. */
  skim(bytes: Uint8Array, start: number, limit: number): number {
    const delimiter = this.#delimiter;
    const quote = this.#quote;
    let at = start;
    for (let column = 0; column < this.#timeColumn; at++) {
      if (at >= limit) return -1;
      const byte = bytes[at] as number;
      if (byte === delimiter) column++;
      else if (byte === quote || byte === NEWLINE) return -1;
    }
    at = this.#readTime(bytes, at, limit);
    if (at === -1 || at >= limit) return -1;
    const after = bytes[at];
    if (after !== delimiter && after !== NEWLINE && after !== RETURN) return -1;
    for (; at < limit; at++) {
      const byte = bytes[at] as number;
      if (byte === NEWLINE) return at + 1;
      if (byte === quote) return -1;
    }
    return -1;
  }

  /** ACTIVE, INACTIVE, or -1 for a word that is none of the usual ones. */
  #flag(bytes: Uint8Array, from: number, to: number): number {
    const words = from < to ? this.#flags[bytes[from] as number] : undefined;
    if (words === undefined) return -1;
    for (let w = 0; w < words.length; w++) {
      const { text, flag } = words[w] as FlagWord;
      if (text.length !== to - from) continue;
      let i = 1;
      while (i < text.length && text[i] === bytes[from + i]) i++;
      if (i === text.length) return flag;
    }
    return -1;
  }

  #marked(number: number): boolean {
    for (let i = 0; i < this.#marks.length; i++) if (this.#marks[i] === number) return true;
    return false;
  }

  /** Reads a time into `time`; answers the position after it, or -1. The caller checks what stands there. */
  #readTime(bytes: Uint8Array, from: number, limit: number): number {
    if (this.#epochScale !== 0) {
      let ms = 0;
      let at = from;
      for (; at < limit; at++) {
        const digit = (bytes[at] as number) - ZERO;
        if (!(digit >= 0 && digit <= 9)) break;
        ms = ms * 10 + digit;
      }
      ms *= this.#epochScale;
      if (at === from || at - from > 14 || ms > 8.64e15) return -1;
      this.time = ms;
      return at;
    }
    // yyyy-MM-dd[T ]HH:mm:ss[.fff][ UTC|Z]
    if (from + 24 > limit) return -1;
    if (bytes[from + 4] !== MINUS || bytes[from + 7] !== MINUS || bytes[from + 13] !== COLON || bytes[from + 16] !== COLON)
      return -1;
    const gap = bytes[from + 10];
    if (gap !== SPACE && gap !== 84) return -1;
    const hour = two(bytes, from + 11);
    const minute = two(bytes, from + 14);
    const second = two(bytes, from + 17);
    const year = two(bytes, from) * 100 + two(bytes, from + 2);
    const month = two(bytes, from + 5);
    const day = two(bytes, from + 8);
    if (hour > 23 || minute > 59 || second > 59 || year > 9999 || year < 1000 || month < 1 || month > 12 || day < 1 || day > 31)
      return -1;
    let at = from + 19;
    let milli = 0;
    if (bytes[at] === 46) {
      const last = (bytes[at + 3] as number) - ZERO;
      milli = two(bytes, at + 1) * 10 + last;
      if (milli > 999 || last < 0 || last > 9) return -1;
      at += 4;
      if (at + 4 >= limit) return -1;
    }
    if (bytes[at] === 90) at++;
    else if (bytes[at] === SPACE && bytes[at + 1] === 85 && bytes[at + 2] === 84 && bytes[at + 3] === 67) at += 4;
    else if (!this.#zoneIsUtc) return -1;
    const code = (year * 13 + month) * 32 + day;
    if (code !== this.#day) {
      const dayStart = Date.UTC(year, month - 1, day);
      if (new Date(dayStart).getUTCDate() !== day) return -1;
      this.#day = code;
      this.#dayStart = dayStart;
    }
    this.time = this.#dayStart + hour * 3_600_000 + minute * 60_000 + second * 1000 + milli;
    return at;
  }
}

/** Two digits; a large number for anything else. */
function two(bytes: Uint8Array, at: number): number {
  const a = (bytes[at] as number) - ZERO;
  const b = (bytes[at + 1] as number) - ZERO;
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : 1_000_000;
}

/** Ways a flag word is usually written; others are read the slow way. */
function forms(word: string): string[] {
  const lower = word.toLowerCase();
  return [...new Set([lower, lower.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)])].filter(
    (form) => form.length <= 6 && /^[\x21-\x7e]+$/.test(form),
  );
}
