/** 64 bytes of text as bits: where the bytes that matter are. */

/** The bits of the bytes that lie before the limit. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function bitsBefore(bytes: usize): u64 {
  return bytes < 64 ? ((<u64>1) << <u64>bytes) - 1 : -1;
}

/** A bit a byte of 64: which of them are `byte`. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function bitsOf(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
  return bitsSet(i8x16.eq(a, byte), i8x16.eq(b, byte), i8x16.eq(c, byte), i8x16.eq(d, byte));
}

// @ts-expect-error: decorator of AssemblyScript
@inline
export function bitsSet(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>(i8x16.bitmask(a) | (i8x16.bitmask(b) << 16));
  const high = <u32>(i8x16.bitmask(c) | (i8x16.bitmask(d) << 16));
  return <u64>low | ((<u64>high) << 32);
}

/** Which bytes want a closer look: a quote, a zero byte or one beyond ASCII. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function oddOf(bytes: v128, quotes: v128): v128 {
  return v128.or(i8x16.eq(bytes, quotes), i8x16.lt_s(bytes, i8x16.splat(1)));
}
