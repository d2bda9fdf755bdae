/** The earliest time of rows, without reading anything else of them. */
import { bitsBefore, bitsOf, bitsSet } from "./bits";
import { clearCopies, copyFields } from "./copies";
import { fieldEnd, fieldStart } from "./fields";
import { DONE, NOT_PLAIN } from "./outcomes";
import { readTime } from "./times";

const NEWLINE: u8 = 10;
const RETURN: u8 = 13;

let delimiter: u8 = 0;
let quote: u8 = 0;
let timeColumn: i32 = 0;
/** Where the fields of a copied row begin. */
let begins: usize = 0;

export function setSkimMarks(delimiterByte: u8, quoteByte: u8): void {
  delimiter = delimiterByte;
  quote = quoteByte;
}

export function setSkimTime(column: i32): void {
  timeColumn = column;
}

/** Room for where the fields of one row begin. */
export function setSkimList(list: usize): void {
  begins = list;
}

/** The time of the row that was skimmed last. */
export let skimmed: f64 = NaN;

/** Where the row after the one at `from` begins, or an outcome. Its time is `skimmed`. */
export function skimRow(from: usize, limit: usize): usize {
  const delimiters = i8x16.splat(delimiter);
  const quotes = i8x16.splat(quote);
  const newlines = i8x16.splat(NEWLINE);
  if (load<u8>(from) === quote) return skimCopy(from, limit);
  let left = timeColumn;
  let start: usize = left === 0 ? from : 0;
  let end: usize = 0;
  for (let at = from; at < limit; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const oddA = i8x16.eq(a, quotes);
    const oddB = i8x16.eq(b, quotes);
    const oddC = i8x16.eq(c, quotes);
    const oddD = i8x16.eq(d, quotes);
    const odd = v128.any_true(v128.or(v128.or(oddA, oddB), v128.or(oddC, oddD)));
    let ends = bitsOf(a, b, c, d, newlines);
    if (at + 64 > limit) ends &= bitsBefore(limit - at);
    let newline: usize = 0;
    let before: u64 = -1;
    if (ends !== 0) {
      before = ends ^ (ends - 1);
      if (odd && (bitsSet(oddA, oddB, oddC, oddD) & before) !== 0) return skimCopy(from, limit);
      newline = at + <usize>ctz(ends);
    } else if (odd) return skimCopy(from, limit);
    if (end === 0) {
      // What lies beyond the limit is only found in a row that does not end before it.
      let hits = bitsOf(a, b, c, d, delimiters) & before;
      while (hits !== 0 && end === 0) {
        const next = at + <usize>ctz(hits) + 1;
        if (start !== 0) end = next - 1;
        else if (--left === 0) start = next;
        hits &= hits - 1;
      }
    }
    if (newline !== 0) {
      if (start === 0) return NOT_PLAIN;
      if (end === 0) end = newline > from && load<u8>(newline - 1) === RETURN ? newline - 1 : newline;
      const time = readTime(start, end);
      if (Number.isNaN(time)) return NOT_PLAIN;
      skimmed = time;
      return newline + 1;
    }
  }
  return DONE;
}

/** As `skimRow`, of a row with quotes. */
function skimCopy(from: usize, limit: usize): usize {
  clearCopies();
  const newline = copyFields(from, limit, begins);
  if (newline <= NOT_PLAIN) return newline;
  const time = readTime(fieldStart(begins, timeColumn), fieldEnd(begins, timeColumn));
  if (Number.isNaN(time)) return NOT_PLAIN;
  skimmed = time;
  return newline + 1;
}
