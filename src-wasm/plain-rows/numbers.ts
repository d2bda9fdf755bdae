/**
 * Plain numbers from bytes. NaN for what is left to the slow way: "5.", ".5", those of twenty digits, very large and very small ones, those
 * that may mean "missing", mistakes.
 */
import { withoutBlanksAfter, withoutBlanksBefore } from "./blanks";
import { nearestDouble, REACH } from "./nearest-double";

const PLUS: u8 = 43;
const MINUS: u8 = 45;
const EXPONENT: u8 = 101;
/** Those of a whole number that a double holds, and a word. */
const EXACT_DIGITS: i32 = 15;
const MAX_DIGITS: i32 = 19;
/** A sign, digits, a decimal mark, and an exponent of two digits with its sign. */
const LONGEST: usize = 32;
/** Eight times the digit zero, the number one and the highest bit. */
const ZEROS: u64 = 0x3030303030303030;
const ONES: u64 = 0x0101010101010101;
const HIGH_BITS: u64 = 0x8080808080808080;

let decimal: u8 = 0;
/** Numbers that may mean "missing", as f64 list. */
let marks: usize = 0;
let markCount: i32 = 0;
/** 10^0 … 10^15. */
let powers: usize = 0;

/** `room`: 128 bytes for powers of ten. */
export function setNumbers(decimalByte: u8, markList: usize, marksLength: i32, room: usize): void {
  decimal = decimalByte;
  marks = markList;
  markCount = marksLength;
  powers = room;
  let power: f64 = 1;
  for (let i = 0; i <= EXACT_DIGITS; i++, power *= 10) store<f64>(powers + (i << 3), power);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
export function readNumber(from: usize, to: usize): f64 {
  let number = to - from <= 8 ? readShort(from, to) : NaN;
  if (Number.isNaN(number)) number = readLong(from, to);
  for (let m = 0; m < markCount; m++) if (load<f64>(marks + (m << 3)) === number) return NaN;
  return number;
}

/**
 * A number of at most eight bytes, all digits at once (Lemire, "Quickly parsing eight digits", 2018): the field is moved to the high end of
 * a word filled with zeros, and what stands before the decimal mark is moved over it. No branch depends on how the number is written, as
 * neighbouring rows are written differently: it would be guessed wrong.
 */
// @ts-expect-error: decorator of AssemblyScript
@inline
function readShort(from: usize, to: usize): f64 {
  const sign = load<u8>(from);
  const at = from + (<usize>(sign === MINUS) | <usize>(sign === PLUS));
  const size = <i64>to - <i64>at;
  if (size <= 0) return NaN;
  const gap = <u64>(8 - size) << 3;
  const digits = (load<u64>(at) << gap) | ((ZEROS >>> 8) >>> (56 - gap));
  const unlike = digits ^ (<u64>decimal * ONES);
  const points = (unlike - ONES) & ~unlike & HIGH_BITS;
  // The bytes before the mark move up by one over it; without a mark they all stay.
  const upTo = points ^ (points - 1);
  const before = digits & (upTo >>> 8);
  const moved = (digits & ~upTo) | (before << 8) | 48;
  const marked = <u64>(points !== 0);
  const whole = digits ^ ((digits ^ moved) & (0 - marked));
  const place = <i64>(ctz(points) >>> 3);
  const decimals = (7 - place) & (0 - <i64>marked);
  // "5." and ".5"
  if (marked !== 0 && ((place === 7) | (place === 8 - size))) return NaN;
  const values = whole - ZEROS;
  if (((values | (whole + 0x4646464646464646)) & HIGH_BITS) !== 0) return NaN;
  const pairs = values * 10 + (values >>> 8);
  const number = <f64>(
    <u32>(((pairs & 0xff000000ff) * 0xf424000000064 + ((pairs >>> 16) & 0xff000000ff) * 0x271000000001) >>> 32)
  );
  const exact = number / load<f64>(powers + (<usize>decimals << 3));
  return reinterpret<f64>(reinterpret<u64>(exact) | (<u64>(sign === MINUS) << 63));
}

function readLong(start: usize, end: usize): f64 {
  let at = withoutBlanksBefore(start, end);
  const to = withoutBlanksAfter(at, end);
  if (to - at > LONGEST) return NaN;
  const sign = load<u8>(at);
  if (sign === MINUS || sign === PLUS) at++;
  const first = at;
  let mantissa: u64 = 0;
  let digits = 0;
  let point: usize = 0;
  for (; at < to; at++) {
    const byte = load<u8>(at);
    const digit = <i32>byte - 48;
    if (<u32>digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits += <i32>(mantissa !== 0);
    } else if (byte === decimal && point === 0) point = at;
    else break;
  }
  const decimals = point === 0 ? 0 : <i32>(at - point) - 1;
  if (digits > MAX_DIGITS || at === first || point === first || (point !== 0 && decimals === 0)) return NaN;
  let exponent = 0;
  if (at < to) {
    if ((load<u8>(at) | 32) !== EXPONENT) return NaN;
    exponent = readExponent(at + 1, to);
    if (exponent === NO_EXPONENT) return NaN;
  }
  exponent -= decimals;
  // Both are doubles exactly, so that the quotient is the nearest double (Clinger 1990, the fast path).
  const number =
    digits <= EXACT_DIGITS && exponent <= 0 && exponent >= -EXACT_DIGITS
      ? <f64>mantissa / load<f64>(powers + (-exponent << 3))
      : exponent < -REACH || exponent > REACH
        ? NaN
        : nearestDouble(mantissa, exponent);
  return sign === MINUS ? -number : number;
}

const NO_EXPONENT: i32 = 1000;

/** One or two digits with or without a sign. */
function readExponent(from: usize, to: usize): i32 {
  const sign = load<u8>(from);
  const at = from < to && (sign === MINUS || sign === PLUS) ? from + 1 : from;
  const ones = <u32>load<u8>(to - 1) - 48;
  const tens = to - at === 2 ? <u32>load<u8>(at) - 48 : 0;
  if (to - at - 1 > 1 || ones > 9 || tens > 9) return NO_EXPONENT;
  const exponent = <i32>(tens * 10 + ones);
  return sign === MINUS ? -exponent : exponent;
}
