/**
 * Lines of text from columns of numbers, straight to bytes (AssemblyScript, WebAssembly with SIMD): series.csv and the lines of
 * `weir window`. The host (line-text.ts beside the file sinks) lays out the memory, copies columns in and takes the bytes out.
 *
 * Numbers stand as JavaScript writes them: the shortest decimal that reads back as the same double, the nearest of those (Giulietti 2021,
 * "The Schubfach way to render doubles"; ECMA-262, Number::toString). No allocation: all memory is the host's.
 */

// Kinds of column; must agree with the host.
/** f64 epoch ms, written as ISO 8601 UTC with milliseconds. */
const TIME: i32 = 0;
/** u32 addresses of texts. */
const TEXT: i32 = 1;
/** f64; NaN is written as null. */
const NUMBER: i32 = 2;

/** i32s a column: kind, where its elements are, the text that stands before each (0: none), unused. */
const COLUMN_BYTES: i32 = 16;
/** Characters of a time within the years 0 to 9999. */
const TIME_CHARS: i32 = 24;
/** The first and last power of ten in the table. */
const LEAST_POWER: i32 = -292;
const DAY_MS: i64 = 86400000;
const MOST_MS: f64 = 8.64e15;

let powers: usize = 0;
/** 64 bytes: the digits of the number at hand. */
let digits: usize = 0;
/** 32 bytes: the time written last. */
let timeText: usize = 0;
let timeLength: i32 = 0;
let lastTime: f64 = NaN;
let end: usize = 0;

/** `powerTable`: 617 powers of ten from 1e-292 as 128 bits, high and low u64, rounded up. `scratch`: 96 bytes. */
export function setTables(powerTable: usize, scratch: usize): void {
  powers = powerTable;
  digits = scratch;
  timeText = scratch + 64;
}

/** Where the next byte goes. */
export function getEnd(): usize {
  return end;
}

/**
 * Writes lines `from` to `to` of the columns from `at` on and answers how many it wrote: fewer when the next one might not end before
 * `limit`. `fixed`: the most bytes a line has beside its texts. Up to 64 bytes beyond `limit` may be touched.
 */
export function lines(columns: usize, columnCount: i32, last: usize, from: i32, to: i32, at: usize, limit: usize, fixed: i32): i32 {
  end = at;
  for (let row = from; row < to; row++) {
    let next = end;
    let room = <isize>limit - <isize>end - fixed;
    for (let c = 0; c < columnCount; c++) {
      const column = columns + c * COLUMN_BYTES;
      const kind = load<i32>(column);
      const values = <usize>load<u32>(column, 4);
      const before = <usize>load<u32>(column, 8);
      if (before !== 0) next = copyText(next, before);
      if (kind === TEXT) {
        const text = <usize>load<u32>(values + (row << 2));
        room -= load<i32>(text);
        if (room < 0) return row - from;
        next = copyText(next, text);
      } else if (kind === TIME) next = writeTime(next, load<f64>(values + (row << 3)));
      else next = writeNumber(next, load<f64>(values + (row << 3)));
    }
    if (room < 0) return row - from;
    end = copyText(next, last);
  }
  return to - from;
}

/** A text is its length in bytes (i32), then the bytes, filled up to a multiple of sixteen. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function copyText(to: usize, text: usize): usize {
  const length = load<i32>(text);
  for (let i = 0; i < length; i += 16) v128.store(to + i, v128.load(text + 4 + i));
  return to + length;
}

// --- times ---------------------------------------------------------------------------------------------------------------------

function writeTime(to: usize, ms: f64): usize {
  if (ms !== lastTime) {
    lastTime = ms;
    timeLength = Math.abs(ms) <= MOST_MS ? timeOf(<i64>Math.floor(ms)) : 0;
  }
  v128.store(to, v128.load(timeText));
  v128.store(to + 16, v128.load(timeText, 16));
  return to + timeLength;
}

/** Puts the time into `timeText` and answers its length. Days by Hinnant, "chrono-compatible low-level date algorithms". */
function timeOf(ms: i64): i32 {
  let day = ms / DAY_MS;
  if (day * DAY_MS > ms) day--;
  const rest = <i32>(ms - day * DAY_MS);
  const days = <i32>day + 719468;
  const era = (days >= 0 ? days : days - 146096) / 146097;
  const dayOfEra = days - era * 146097;
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const shifted = (5 * dayOfYear + 2) / 153;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  let at = timeText;
  if (year < 0 || year > 9999) {
    store<u8>(at, year < 0 ? 45 : 43);
    const size = year < 0 ? -year : year;
    pair(at + 1, size / 10000);
    pair(at + 3, (size / 100) % 100);
    pair(at + 5, size % 100);
    at += 7;
  } else {
    pair(at, year / 100);
    pair(at + 2, year % 100);
    at += 4;
  }
  store<u8>(at, 45);
  pair(at + 1, month);
  store<u8>(at, 45, 3);
  pair(at + 4, dayOfYear - (153 * shifted + 2) / 5 + 1);
  store<u8>(at, 84, 6);
  pair(at + 7, rest / 3600000);
  store<u8>(at, 58, 9);
  pair(at + 10, (rest / 60000) % 60);
  store<u8>(at, 58, 12);
  pair(at + 13, (rest / 1000) % 60);
  store<u8>(at, 46, 15);
  const milli = rest % 1000;
  store<u8>(at, <u8>(48 + milli / 100), 16);
  pair(at + 17, milli % 100);
  store<u8>(at, 90, 19);
  return <i32>(at + 20 - timeText);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function pair(at: usize, n: i32): void {
  store<u8>(at, <u8>(48 + <u32>n / 10));
  store<u8>(at, <u8>(48 + <u32>n % 10), 1);
}

/** "00000000". */
const ZEROS: u64 = 0x3030_3030_3030_3030;

// --- numbers -------------------------------------------------------------------------------------------------------------------

function writeNumber(at: usize, signed: f64): usize {
  let to = at;
  if (!(Math.abs(signed) < Infinity)) {
    store<u32>(to, 0x6c6c756e);
    return to + 4;
  }
  let value = signed;
  if (value < 0) {
    store<u8>(to++, 45);
    value = -value;
  }
  if (value < 9007199254740992) {
    const whole = <u64>value;
    if (<f64>whole === value) return writeDigits(to, whole, 0);
    // A decimal of at most fifteen digits that gives this double is the only one, and so the shortest. Most measured values have three.
    const thousandths = Math.round(value * 1000);
    if (thousandths < 1e15 && thousandths / 1000 === value) return writeDigits(to, <u64>thousandths, -3);
  }
  return writeShortest(to, value);
}

/** Schubfach, with the names of the paper. `value` is finite and above zero. */
function writeShortest(to: usize, value: f64): usize {
  const bits = reinterpret<u64>(value);
  const significand = bits & 0x000f_ffff_ffff_ffff;
  const exponent = <i32>(bits >> 52);
  const c: u64 = exponent !== 0 ? significand | 0x0010_0000_0000_0000 : significand;
  const q = exponent !== 0 ? exponent - 1075 : -1074;
  const closer: u64 = significand === 0 && exponent > 1 ? 1 : 0;
  const odd = c & 1;
  const k = (q * 1262611 - (closer !== 0 ? 524031 : 0)) >> 22;
  const h = <u64>(q + ((-k * 1741647) >> 19) + 1);
  const power = powers + ((-k - LEAST_POWER) << 4);
  const high = load<u64>(power);
  const low = load<u64>(power, 8);
  const lower = roundToOdd(high, low, (4 * c - 2 + closer) << h) + odd;
  const vb = roundToOdd(high, low, (4 * c) << h);
  const upper = roundToOdd(high, low, (4 * c + 2) << h) - odd;
  const s = vb >> 2;
  if (s >= 10) {
    const sp = s / 10;
    const under = lower <= 40 * sp;
    const over = 40 * sp + 40 <= upper;
    if (under !== over) return writeDigits(to, sp + (over ? 1 : 0), k + 1);
  }
  const under = lower <= 4 * s;
  const over = 4 * s + 4 <= upper;
  if (under !== over) return writeDigits(to, s + (over ? 1 : 0), k);
  const middle = 4 * s + 2;
  return writeDigits(to, s + (vb > middle || (vb === middle && (s & 1) !== 0) ? 1 : 0), k);
}

/** The high 64 bits of (high, low) * cp / 2^64, the last bit set when anything is lost. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function roundToOdd(high: u64, low: u64, cp: u64): u64 {
  const lost = mulHigh(low, cp);
  const middle = high * cp + lost;
  const top = mulHigh(high, cp) + (middle < lost ? 1 : 0);
  return top | (middle > 1 ? 1 : 0);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function mulHigh(a: u64, b: u64): u64 {
  const a0 = a & 0xffff_ffff;
  const a1 = a >> 32;
  const b0 = b & 0xffff_ffff;
  const b1 = b >> 32;
  const first = a1 * b0 + ((a0 * b0) >> 32);
  const second = a0 * b1 + (first & 0xffff_ffff);
  return a1 * b1 + (first >> 32) + (second >> 32);
}

/** Writes number * 10^exponent; ECMA-262, Number::toString. */
function writeDigits(to: usize, number: u64, exponent: i32): usize {
  if (number < 10 && exponent === 0) {
    store<u8>(to, <u8>(48 + number));
    return to + 1;
  }
  // Up to twenty-four digits, eight a block, of which the first and the last that count are found.
  let block = digits + 16;
  let rest = number;
  if (number >= 1_0000_0000) {
    let upper = number / 1_0000_0000;
    rest -= upper * 1_0000_0000;
    block = digits + 8;
    if (upper >= 1_0000_0000) {
      const top = upper / 1_0000_0000;
      upper -= top * 1_0000_0000;
      block = digits;
      eight(digits, top);
    }
    eight(digits + 8, upper);
  }
  eight(digits + 16, rest);
  const first = block + (<usize>ctz<u64>(load<u64>(block) ^ ZEROS) >> 3);
  let end = digits + 16;
  // The number is not zero, so that one of its blocks is not.
  while (load<u64>(end) === ZEROS) end -= 8;
  const last = end + 8 - (<usize>clz<u64>(load<u64>(end) ^ ZEROS) >> 3);
  const length = <i32>(last - first);
  /** Digits before the point. */
  const point = <i32>(digits + 24 - first) + exponent;
  if (point >= length && point <= 21) {
    copyDigits(to, first);
    for (let i = length; i < point; i++) store<u8>(to + i, 48);
    return to + point;
  }
  if (point > 0 && point <= 21) {
    copyDigits(to, first);
    store<u8>(to + point, 46);
    copyDigits(to + point + 1, first + point);
    return to + length + 1;
  }
  if (point > -6 && point <= 0) {
    store<u16>(to, 0x2e30);
    for (let i = 0; i < -point; i++) store<u8>(to + 2 + i, 48);
    copyDigits(to + 2 - point, first);
    return to + 2 - point + length;
  }
  return writeExponent(to, first, length, point - 1);
}

function writeExponent(at: usize, first: usize, length: i32, exponent: i32): usize {
  let to = at;
  store<u8>(to++, load<u8>(first));
  if (length > 1) {
    store<u8>(to++, 46);
    copyDigits(to, first + 1);
    to += length - 1;
  }
  store<u8>(to, 101);
  store<u8>(to, exponent < 0 ? 45 : 43, 1);
  to += 2;
  const size = exponent < 0 ? -exponent : exponent;
  if (size >= 100) store<u8>(to++, <u8>(48 + size / 100));
  if (size >= 10) store<u8>(to++, <u8>(48 + (size / 10) % 10));
  store<u8>(to++, <u8>(48 + size % 10));
  return to;
}

/** Twenty-four bytes, whatever counts of them. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function copyDigits(to: usize, from: usize): void {
  const end = load<u64>(from, 16);
  v128.store(to, v128.load(from));
  store<u64>(to, end, 16);
}

/** Eight digits of n < 10^8, all at once: halves in the two halves of a word, then pairs in quarters, then single digits in bytes. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function eight(at: usize, n: u64): void {
  const fours = n / 10000;
  let word = fours | ((n - fours * 10000) << 32);
  // n / 100 for n < 10,000, and n / 10 for n < 100.
  const pairs = ((word * 10486) >> 20) & 0x0000_007f_0000_007f;
  word = pairs | ((word - pairs * 100) << 16);
  const ones = ((word * 103) >> 10) & 0x000f_000f_000f_000f;
  word = ones | ((word - ones * 10) << 8);
  store<u64>(at, word | ZEROS);
}
