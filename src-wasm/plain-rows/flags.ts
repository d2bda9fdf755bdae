/** Words of an active flag. */
import { withoutBlanksAfter, withoutBlanksBefore } from "./blanks";

export const NO_FLAG: u8 = 2;
/** Bytes a flag word: length, meaning, its text filled with zeros. */
const FLAG_BYTES: i32 = 16;

let flags: usize = 0;
let flagCount: i32 = 0;
/** The word met last, how long it is (0: none yet) and what it means: most rows have the same. */
let lastWord: i64 = 0;
let lastSize: i32 = 0;
let lastFlag: u8 = NO_FLAG;

export function setFlags(words: usize, count: i32): void {
  flags = words;
  flagCount = count;
}

/** What the word means, as a code of the active column; NO_FLAG for none of the usual ones. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function readFlag(from: usize, to: usize): u8 {
  const size = <i32>(to - from);
  // As long as the last one, which is one to eight bytes: the shift is defined.
  return size === lastSize && (load<i64>(from) ^ lastWord) << ((8 - size) << 3) === 0 ? lastFlag : readAnyFlag(from, to);
}

function readAnyFlag(start: usize, end: usize): u8 {
  const from = withoutBlanksBefore(start, end);
  const to = withoutBlanksAfter(from, end);
  const size = <i32>(to - from);
  if (size < 1 || size > 8) return NO_FLAG;
  const mask: i64 = size === 8 ? -1 : ((<i64>1) << (size << 3)) - 1;
  const word = load<i64>(from) & mask;
  for (let f = 0; f < flagCount; f++) {
    const at = flags + f * FLAG_BYTES;
    if (load<i64>(at, 8) !== word || load<u8>(at) !== <u8>size) continue;
    lastWord = word;
    lastSize = size;
    lastFlag = load<u8>(at, 1);
    return lastFlag;
  }
  return NO_FLAG;
}
