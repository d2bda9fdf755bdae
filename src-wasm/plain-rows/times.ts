/** Epoch times and dates from bytes; NaN for other formats and for mistakes. */

const SPACE: u8 = 32;
const MINUS: u8 = 45;
const DOT: u8 = 46;
const COLON: u8 = 58;
const MAX_YEAR_MS: f64 = 8.64e15;
/** "yyyy-MM-dd HH:mm:ss" and the longest zone after it. */
const TIME_BYTES: i32 = 28;
/** " UTC" as it stands in memory. */
const SPACE_UTC: i32 = 0x43545520;

/** Milliseconds a unit of an epoch number; 0: dates. */
let epochScale: f64 = 0;
let zoneIsUtc: bool = false;

export function setTimes(scale: f64, utc: bool): void {
  epochScale = scale;
  zoneIsUtc = utc;
}

/** The date and hour read last, as they stand in the bytes, and their epoch ms. "1970-01-01 00" to begin with. */
let dateLow: i64 = 0x2d31302d30373931;
let dateHigh: i64 = 0x30203130;
let dateTime: f64 = 0;

/** The date, hour and minute of the last time that ended in " UTC", as they stand in the bytes, and their epoch ms; NaN: none yet. */
let minuteLow: i64 = 0;
let minuteHigh: i64 = 0;
let minuteTime: f64 = NaN;

/** Epoch ms; NaN for what is not epoch time or yyyy-MM-dd[T ]HH:mm:ss[.fff][ UTC|Z]. */
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

function readAnyTime(from: usize, to: usize): f64 {
  if (epochScale !== 0) return readEpoch(from, to);
  const size = <i32>(to - from);
  if (size < 19 || size > TIME_BYTES) return NaN;
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
  if (load<u8>(from, 13) !== COLON || load<u8>(from, 16) !== COLON) return NaN;
  const minute = two(from + 14);
  const second = two(from + 17);
  if (minute > 59 || second > 59) return NaN;
  let time = dateTime + <f64>(minute * 60000 + second * 1000);
  let at = from + 19;
  if (at < to && load<u8>(at) === DOT) {
    if (at + 4 > to) return NaN;
    const tenths = two(at + 1);
    const ones = <i32>load<u8>(at, 3) - 48;
    if (tenths > 99 || ones < 0 || ones > 9) return NaN;
    time += <f64>(tenths * 10 + ones);
    at += 4;
  }
  if (at === to) return zoneIsUtc ? time : NaN;
  if (at + 1 === to) return load<u8>(at) === 90 ? time : NaN;
  if (at + 4 !== to || load<i32>(at) !== SPACE_UTC) return NaN;
  if (size === 23) {
    minuteLow = load<i64>(from);
    minuteHigh = load<i64>(from, 8);
    minuteTime = time - <f64>(second * 1000);
  }
  return time;
}

/** Epoch ms of the full hour; NaN for what is no date. Days by Hinnant, "chrono-compatible low-level date algorithms". */
function readDate(from: usize): f64 {
  const gap = load<u8>(from, 10);
  if (load<u8>(from, 4) !== MINUS || load<u8>(from, 7) !== MINUS || (gap !== SPACE && gap !== 84)) return NaN;
  const year = two(from) * 100 + two(from + 2);
  const month = two(from + 5);
  const day = two(from + 8);
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
