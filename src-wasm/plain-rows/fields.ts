/** Where the fields of a row begin and end, 64 bytes a look. */
import { bitsBefore, bitsOf, bitsSet, oddOf } from "./bits";
import { copyFields } from "./copies";
import { DONE, NOT_PLAIN } from "./outcomes";

const NEWLINE: u8 = 10;
const RETURN: u8 = 13;

let delimiter: u8 = 0;
let quote: u8 = 0;
let columns: i32 = 0;

export function setFields(delimiterByte: u8, quoteByte: u8, columnCount: i32): void {
  delimiter = delimiterByte;
  quote = quoteByte;
  columns = columnCount;
}

/** `begins`: where the fields of a row begin, then one beyond the end of the last: i32 list of columns + 1. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function fieldStart(begins: usize, column: i32): usize {
  return <usize>load<i32>(begins + (column << 2));
}

// @ts-expect-error: decorator of AssemblyScript
@inline
export function fieldEnd(begins: usize, column: i32): usize {
  return <usize>load<i32>(begins + (column << 2), 4) - 1;
}

/**
 * Finds where the fields of the row at `from` begin, into a list; answers where its line ends. Of a row with a quote or a byte beyond ASCII
 * they are in a copy. NOT_PLAIN when there are too few or many, or a zero byte; DONE when the row does not end before `limit`.
 */
export function findFields(from: usize, limit: usize, begins: usize): usize {
  const delimiters = i8x16.splat(delimiter);
  const quotes = i8x16.splat(quote);
  const newlines = i8x16.splat(NEWLINE);
  if (load<u8>(from) === quote) return copyFields(from, limit, begins);
  let found = 1;
  store<i32>(begins, <i32>from);
  for (let at = from; at < limit; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const oddA = oddOf(a, quotes);
    const oddB = oddOf(b, quotes);
    const oddC = oddOf(c, quotes);
    const oddD = oddOf(d, quotes);
    const odd = v128.any_true(v128.or(v128.or(oddA, oddB), v128.or(oddC, oddD)));
    let ends = bitsOf(a, b, c, d, newlines);
    let hits = bitsOf(a, b, c, d, delimiters);
    if (at + 64 > limit) {
      const before = bitsBefore(limit - at);
      ends &= before;
      hits &= before;
    }
    if (ends === 0) {
      if (odd) return copyFields(from, limit, begins);
      for (; hits !== 0; hits &= hits - 1) {
        if (found === columns) return NOT_PLAIN;
        store<i32>(begins + (found << 2), <i32>(at + <usize>ctz(hits)) + 1);
        found++;
      }
      continue;
    }
    const before = ends ^ (ends - 1);
    if (odd && (bitsSet(oddA, oddB, oddC, oddD) & before) !== 0) return copyFields(from, limit, begins);
    hits &= before;
    // As many rounds for every row.
    if (found + <i32>popcnt(hits) !== columns) return NOT_PLAIN;
    for (; found < columns; found++) {
      store<i32>(begins + (found << 2), <i32>(at + <usize>ctz(hits)) + 1);
      hits &= hits - 1;
    }
    const newline = at + <usize>ctz(ends);
    const end = newline > from && load<u8>(newline - 1) === RETURN ? newline : newline + 1;
    store<i32>(begins + (columns << 2), <i32>end);
    return newline;
  }
  return DONE;
}
