/** Words of an active flag. */

export const NO_FLAG: u8 = 2;
/** Bytes a flag word: length, meaning, its text filled with zeros. */
const FLAG_BYTES: i32 = 16;

let flags: usize = 0;
let flagCount: i32 = 0;
/** The word met last: most rows have the same. */
let lastFlag: usize = 0;

export function setFlags(words: usize, count: i32): void {
  flags = words;
  flagCount = count;
}

/** What the word means, as a code of the active column; NO_FLAG for none of the usual ones. */
export function readFlag(from: usize, to: usize): u8 {
  const size = <i32>(to - from);
  if (size < 1 || size > 8) return NO_FLAG;
  const mask: i64 = size === 8 ? -1 : ((<i64>1) << (size << 3)) - 1;
  const word = load<i64>(from) & mask;
  if (lastFlag !== 0 && load<i64>(lastFlag, 8) === word && load<u8>(lastFlag) === <u8>size) return load<u8>(lastFlag, 1);
  for (let f = 0; f < flagCount; f++) {
    const at = flags + f * FLAG_BYTES;
    if (load<i64>(at, 8) === word && load<u8>(at) === <u8>size) {
      lastFlag = at;
      return load<u8>(at, 1);
    }
  }
  return NO_FLAG;
}
