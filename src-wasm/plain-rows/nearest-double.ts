/**
 * The double nearest to a whole number times a power of ten, by one or two multiplications with a power of five cut to 128 bits (Lemire,
 * "Number parsing at a gigabyte per second", 2021, algorithm 1). Results lie far within the range of doubles.
 */

/** Powers of ten from -64 to 64 are known. */
export const REACH: i32 = 64;
/** Of a double: bits of its mantissa, the least mantissa, what its exponent is written with. */
const MANTISSA_BITS: u64 = 52;
const LEAST_MANTISSA: u64 = (<u64>1) << MANTISSA_BITS;
const BIAS: i32 = 1023;
/** Bits of a product below those that are looked at: 53 of a mantissa, one to round by. */
const BELOW: u64 = 0x1ff;

/** 5^-64 … 5^64, the highest bit set: the high word of each, then the low one. */
let fives: usize = 0;

export function setFives(list: usize): void {
  fives = list;
}

/** NaN where that is not certain. `power`: -REACH to REACH. */
export function nearestDouble(whole: u64, power: i32): f64 {
  if (whole === 0) return 0;
  const five = fives + ((power + REACH) << 4);
  const shift = <i32>clz(whole);
  const factor = whole << shift;
  let high = highProduct(factor, load<u64>(five));
  let low = factor * load<u64>(five);
  if ((high & BELOW) === BELOW) {
    // What lies below may carry into it.
    const more = highProduct(factor, load<u64>(five, 8));
    low += more;
    if (low < more) high++;
    if (low === (<u64>-1) && (power < -27 || power > 55)) return NaN;
  }
  const top = <i32>(high >>> 63);
  let mantissa = high >>> (top + 9);
  // Just between two doubles, the one with an even mantissa is taken. Only these powers have such numbers.
  if (low <= 1 && power >= -4 && power <= 23 && (mantissa & 3) === 1 && mantissa << (top + 9) === high) mantissa--;
  mantissa = (mantissa + (mantissa & 1)) >>> 1;
  // 217706 / 65536 is the logarithm of ten to the base of two, near enough for such powers.
  let exponent = ((217706 * power) >> 16) + 63 + top - shift;
  if (mantissa === LEAST_MANTISSA << 1) {
    mantissa = LEAST_MANTISSA;
    exponent++;
  }
  return reinterpret<f64>((<u64>(exponent + BIAS) << MANTISSA_BITS) | (mantissa - LEAST_MANTISSA));
}

/** The high word of the product of two words. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function highProduct(a: u64, b: u64): u64 {
  const half: u64 = 0xffffffff;
  const low = (a & half) * (b & half);
  const one = (a >>> 32) * (b & half) + (low >>> 32);
  const other = (a & half) * (b >>> 32) + (one & half);
  return (a >>> 32) * (b >>> 32) + (one >>> 32) + (other >>> 32);
}
