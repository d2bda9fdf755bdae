/**
 * Rows with quotes or with bytes beyond ASCII: copied without their quotes, so that whoever reads a field finds it as in a plain row. What is
 * not certain is not plain: a doubled quote, one within a field, anything between a quote and the delimiter, a control character, bytes that
 * are not of the encoding.
 */
import { DONE, NOT_PLAIN } from "./outcomes";

const NEWLINE: u8 = 10;
const RETURN: u8 = 13;
const SPACE: i8 = 32;
/** A byte order mark, which a decoder may leave out, and what it puts for bytes that are not of the encoding. */
const ORDER_MARK: i32 = 0xfeff;
const REPLACEMENT: i32 = 0xfffd;

let delimiter: u8 = 0;
let quote: u8 = 0;
let columns: i32 = 0;
/** Else every byte is a character. */
let utf8: bool = false;
/** Room for copies, and where the next one goes. */
let room: usize = 0;
let end: usize = 0;
let next: usize = 0;

export function setCopyMarks(delimiterByte: u8, quoteByte: u8, columnCount: i32, isUtf8: bool): void {
  delimiter = delimiterByte;
  quote = quoteByte;
  columns = columnCount;
  utf8 = isUtf8;
}

/** Up to 16 bytes beyond the room may be written to. */
export function setCopyRoom(from: usize, to: usize): void {
  room = from;
  end = to;
}

/** Before the copies of a block, which are good until then. */
export function clearCopies(): void {
  next = room;
}

/**
 * As `findFields`, in a copy of the row. Its fields are parted by zero bytes, which no text here has, so that those with a delimiter in them
 * are not taken for two. DONE also when there is no room for it.
 */
export function copyFields(from: usize, limit: usize, begins: usize): usize {
  const delimiters = i8x16.splat(delimiter);
  const quotes = i8x16.splat(quote);
  const spaces = i8x16.splat(SPACE);
  let at = from;
  let to = next;
  // A copy is no longer than its row.
  const stop = min(limit, from + (end - to));
  for (let field = 0; ; field++) {
    store<i32>(begins + (field << 2), <i32>to);
    const quoted = load<u8>(at) === quote;
    if (quoted) at++;
    const ends = quoted ? quotes : delimiters;
    let mark: u8 = 0;
    for (;;) {
      if (at >= stop) return DONE;
      const bytes = v128.load(at);
      v128.store(to, bytes);
      // Signed: bytes beyond ASCII are below the space, too.
      const marks = i8x16.bitmask(v128.or(v128.or(i8x16.eq(bytes, ends), i8x16.eq(bytes, quotes)), i8x16.lt_s(bytes, spaces)));
      const plain: usize = marks === 0 ? 16 : <usize>ctz(marks);
      at += plain;
      to += plain;
      if (marks === 0) continue;
      mark = load<u8>(at);
      if (mark < 128) break;
      while (load<u8>(at) >= 128) {
        const size = characterBytes(at);
        if (at + 4 > stop) return DONE;
        if (size === 0) return NOT_PLAIN;
        store<i32>(to, load<i32>(at));
        at += size;
        to += size;
      }
    }
    if (at >= stop) return DONE;
    if (quoted) {
      if (mark !== quote) return NOT_PLAIN;
      at++;
      if (at >= stop) return DONE;
      mark = load<u8>(at);
    }
    if (mark === delimiter) {
      if (field + 1 === columns) return NOT_PLAIN;
      store<u8>(to, 0);
      to++;
      at++;
      continue;
    }
    if (mark === RETURN) {
      at++;
      if (at >= stop) return DONE;
      mark = load<u8>(at);
    }
    if (mark !== NEWLINE || field + 1 !== columns) return NOT_PLAIN;
    store<i32>(begins + (columns << 2), <i32>to + 1);
    next = to;
    return at;
  }
}

/** How many bytes the character has that begins beyond ASCII; 0 for what is none, or is not read as it is written. */
function characterBytes(at: usize): i32 {
  const lead = <i32>load<u8>(at);
  // Keys are filled with 0xff.
  if (!utf8) return lead === 0xff ? 0 : 1;
  const second = continuation(at + 1);
  if (lead < 0xe0) return lead >= 0xc2 && second >= 0 ? 2 : 0;
  const third = continuation(at + 2);
  if ((second | third) < 0) return 0;
  if (lead < 0xf0) {
    const code = ((lead & 15) << 12) | (second << 6) | third;
    return code < 0x800 || code >>> 11 === 0x1b || code === ORDER_MARK || code === REPLACEMENT ? 0 : 3;
  }
  const fourth = continuation(at + 3);
  if (lead > 0xf4 || fourth < 0) return 0;
  const code = ((lead & 7) << 18) | (second << 12) | (third << 6) | fourth;
  return code < 0x10000 || code > 0x10ffff ? 0 : 4;
}

/** The six bits of a byte that continues a character; -1 for another. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function continuation(at: usize): i32 {
  const byte = <i32>load<u8>(at);
  return byte >>> 6 === 2 ? byte & 63 : -1;
}
