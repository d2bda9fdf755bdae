/** Epoch times and dates from bytes; NaN for other formats and for mistakes. */
import { withoutBlanksAfter, withoutBlanksBefore } from "./blanks";

const SPACE: u8 = 32;
const PLUS: u8 = 43;
const COMMA: u8 = 44;
const MINUS: u8 = 45;
const DOT: u8 = 46;
const SLASH: u8 = 47;
const COLON: u8 = 58;
const MAX_YEAR_MS: f64 = 8.64e15;
/** "yyyy-MM-dd HH:mm" and with seconds, nine digits after them and the longest zone. */
const SHORTEST: i32 = 16;
const LONGEST: i32 = 36;
/** "UTC", and with a blank before it, as they stand in memory. */
const UTC: i32 = 0x435455;
const SPACE_UTC: i32 = 0x43545520;

/** Milliseconds a unit of an epoch number; 0: dates. */
let epochScale: f64 = 0;
/** Of times that carry no zone, ms east of UTC; NaN: it changes. */
let ownOffset: f64 = NaN;
/** Where year, month and day stand in a date, and the marks between them. */
let yearAt: usize = 0;
let monthAt: usize = 5;
let dayAt: usize = 8;
let firstMark: usize = 4;

/** `order`: 0 of year, month and day, 1 of day, month and year, 2 of month, day and year. */
export function setTimes(scale: f64, offset: f64, order: i32): void {
  epochScale = scale;
  ownOffset = offset;
  if (order === 0) return;
  yearAt = 6;
  monthAt = order === 1 ? 3 : 0;
  dayAt = order === 1 ? 0 : 3;
  firstMark = 2;
}

/** The date and hour read last, as they stand in the bytes, and their epoch ms; none to begin with. */
let dateLow: i64 = 0;
let dateHigh: i64 = 0;
let dateTime: f64 = 0;

/** The date, hour and minute of the last time that ended in " UTC", as they stand in the bytes, and their epoch ms; NaN: none yet. */
let minuteLow: i64 = 0;
let minuteHigh: i64 = 0;
let minuteTime: f64 = NaN;

/** Epoch ms; NaN for what is not epoch time or yyyy-MM-dd[T ]HH:mm[:ss[.fffffffff]][ UTC|Z|±hh:mm], its date in the order that is set. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function readTime(from: usize, to: usize): f64 {
  // Most rows are of the same minute as the one before, and there are many of them.
  if (to - from === 23 && load<i64>(from) === minuteLow && load<i64>(from, 8) === minuteHigh) {
    const tens = <u32>load<u8>(from, 17) - 48;
    const ones = <u32>load<u8>(from, 18) - 48;
    if (load<u8>(from, 16) === COLON && tens <= 5 && ones <= 9 && load<i32>(from, 19) === SPACE_UTC)
      return minuteTime + <f64>((tens * 10 + ones) * 1000);
  }
  return readAnyTime(from, to);
}

function readAnyTime(start: usize, end: usize): f64 {
  const from = withoutBlanksBefore(start, end);
  const to = withoutBlanksAfter(from, end);
  if (epochScale !== 0) return readEpoch(from, to);
  const size = <i32>(to - from);
  if (size < SHORTEST || size > LONGEST) return NaN;
  // Neighbouring rows share the first thirteen characters.
  const low = load<i64>(from);
  const high = load<i64>(from, 8) & 0xff_ffff_ffff;
  if (low !== dateLow || high !== dateHigh) {
    const hours = readDate(from);
    if (Number.isNaN(hours)) return NaN;
    dateLow = low;
    dateHigh = high;
    dateTime = hours;
  }
  const minute = two(from + 14);
  if (load<u8>(from, 13) !== COLON || minute > 59) return NaN;
  const time = dateTime + <f64>(minute * 60000);
  let at = from + 16;
  let ms = 0;
  if (at < to && load<u8>(at) === COLON) {
    const second = two(at + 1);
    at += 3;
    if (second > 59 || at > to) return NaN;
    ms = second * 1000;
    if (at + 4 === to && load<i32>(at) === SPACE_UTC) {
      minuteLow = load<i64>(from);
      minuteHigh = load<i64>(from, 8);
      minuteTime = time;
      return time + <f64>ms;
    }
    if (at < to && (load<u8>(at) === DOT || load<u8>(at) === COMMA)) {
      const first = ++at;
      for (let digit = digitAt(at); at < to && digit <= 9; digit = digitAt(++at))
        ms += at === first ? digit * 100 : at === first + 1 ? digit * 10 : at === first + 2 ? digit : 0;
      if (at === first || at > first + 9) return NaN;
    }
  }
  const offset = readZone(at, to);
  return time + <f64>ms - offset;
}

/** How far the zone is east of UTC, ms; NaN for what is none of Z, UTC and ±hh[[:]mm], with or without a blank before it. */
function readZone(from: usize, to: usize): f64 {
  if (from === to) return ownOffset;
  const at = load<u8>(from) === SPACE ? from + 1 : from;
  const mark = load<u8>(at);
  const size = <i32>(to - at);
  if (size === 1) return mark === 90 ? 0 : NaN;
  if (size === 3 && (load<i32>(at) & 0xffffff) === UTC) return 0;
  if (mark !== PLUS && mark !== MINUS) return NaN;
  const hours = two(at + 1);
  const colon = size === 6 && load<u8>(at, 3) === COLON;
  if (size !== 3 && size !== 5 && !colon) return NaN;
  const minutes = size === 3 ? 0 : two(at + 3 + <usize>colon);
  if (hours > 23 || minutes > 59) return NaN;
  const offset = <f64>(hours * 60 + minutes) * 60000;
  return mark === MINUS ? -offset : offset;
}

/** Epoch ms of the full hour; NaN for what is no date. Days by Hinnant, "chrono-compatible low-level date algorithms". */
function readDate(from: usize): f64 {
  const gap = load<u8>(from, 10);
  if (!isMark(load<u8>(from + firstMark)) || !isMark(load<u8>(from + firstMark + 3)) || (gap !== SPACE && gap !== 84)) return NaN;
  const year = two(from + yearAt) * 100 + two(from + yearAt + 2);
  const month = two(from + monthAt);
  const day = two(from + dayAt);
  const hour = two(from + 11);
  if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 || hour > 23) return NaN;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const most = month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  if (day > most) return NaN;
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  const days = era * 146097 + dayOfEra - 719468;
  return <f64>days * 86400000 + <f64>hour * 3600000;
}

/** Between the parts of a date. */
function isMark(byte: u8): bool {
  return byte === MINUS || byte === DOT || byte === SLASH;
}

function readEpoch(from: usize, to: usize): f64 {
  const digits = <i32>(to - from);
  if (digits < 1 || digits > 14) return NaN;
  let ms: f64 = 0;
  for (let at = from; at < to; at++) {
    const digit = <i32>load<u8>(at) - 48;
    if (digit < 0 || digit > 9) return NaN;
    ms = ms * 10 + <f64>digit;
  }
  ms *= epochScale;
  return ms > MAX_YEAR_MS ? NaN : ms;
}

/** Two digits; a large number for anything else. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function two(at: usize): i32 {
  const a = <i32>load<u8>(at) - 48;
  const b = <i32>load<u8>(at, 1) - 48;
  return <u32>a <= 9 && <u32>b <= 9 ? a * 10 + b : 1000000;
}

/** A digit; a large number for anything else. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function digitAt(at: usize): i32 {
  const digit = <i32>load<u8>(at) - 48;
  return <u32>digit <= 9 ? digit : 1000000;
}
