/**
 * Plain CSV rows from bytes to columns, 64 bytes a look (AssemblyScript, WebAssembly with SIMD). The host (plain-rows.ts beside the
 * CSV source) lays out the memory, copies a piece of a file in and takes the columns out. What is not fully understood here (quotes, bytes
 * beyond ASCII, exponents, other time formats, missing values, any mistake) is left to the host's slow way: reading stops before that row.
 *
 * Only ASCII without quotes is read here, so bytes are characters. No allocation: all memory is the host's.
 */

// How a call ended; must agree with the host.
/** All rows asked for are read, or the piece holds no further whole row. */
const DONE: i32 = 0;
/** The next row is not plain. */
const NOT_PLAIN: i32 = 1;
/** The next row has a key without an id: `keyEntry` and `keySlot` say which. */
const NEW_KEY: i32 = 2;

const NEWLINE: u8 = 10;
const RETURN: u8 = 13;
const SPACE: u8 = 32;
const PLUS: u8 = 43;
const MINUS: u8 = 45;
const DOT: u8 = 46;
const COLON: u8 = 58;

const MAX_DIGITS: i32 = 15;
const MAX_YEAR_MS: f64 = 8.64e15;
/** "yyyy-MM-dd HH:mm:ss" and the longest zone after it. */
const TIME_BYTES: i32 = 28;
/** " UTC" as it stands in memory. */
const SPACE_UTC: i32 = 0x43545520;
const NO_FLAG: u8 = 2;
/** Eight times the digit zero, the number one and the highest bit. */
const ZEROS: u64 = 0x3030303030303030;
const ONES: u64 = 0x0101010101010101;
const HIGH_BITS: u64 = 0x8080808080808080;
/** Bytes a flag word: length, meaning, its text filled with zeros. */
const FLAG_BYTES: i32 = 16;
/** i32s a key entry: hash, where its packed bytes begin, how many there are. */
const ENTRY_BYTES: i32 = 12;

// --- what the host sets before it reads ----------------------------------------------------------------------------------

let delimiter: u8 = 0;
let quote: u8 = 0;
let decimal: u8 = 0;
let columns: i32 = 0;
let timeColumn: i32 = 0;
let thresholdColumn: i32 = -1;
let flagColumn: i32 = -1;
/** Positions of the key columns and of the value columns, as i32 lists. */
let keyColumns: usize = 0;
let keyCount: i32 = 0;
let valueColumns: usize = 0;
let valueCount: i32 = 0;
/** A wide table: empty values are left out. */
let wide: bool = false;
let skipEmpty: bool = false;
/** Milliseconds a unit of an epoch number; 0: dates. */
let epochScale: f64 = 0;
let zoneIsUtc: bool = false;
let noThreshold: f64 = NaN;
/** Numbers that may mean "missing", as f64 list. */
let marks: usize = 0;
let markCount: i32 = 0;
let flags: usize = 0;
let flagCount: i32 = 0;
/** Where fields begin (i32 list of columns + 1), and one row's values (f64) with what is there (u8). */
let begins: usize = 0;
let rowValues: usize = 0;
let rowHave: usize = 0;
/** Room for one row's packed key. */
let keyScratch: usize = 0;
let keyRoom: i32 = 0;
/** The key columns stand side by side in this order: a key is then the row's bytes from the first of them to the last. */
let keysAdjacent: bool = false;

export function setFormat(delimiterByte: u8, quoteByte: u8, decimalByte: u8, columnCount: i32, scale: f64, utc: bool): void {
  delimiter = delimiterByte;
  quote = quoteByte;
  decimal = decimalByte;
  columns = columnCount;
  epochScale = scale;
  zoneIsUtc = utc;
}

export function setColumns(time: i32, threshold: i32, flag: i32, keys: usize, keysLength: i32, values: usize, valuesLength: i32): void {
  timeColumn = time;
  thresholdColumn = threshold;
  flagColumn = flag;
  keyColumns = keys;
  keyCount = keysLength;
  keysAdjacent = keysLength > 0;
  for (let k = 1; k < keysLength; k++)
    if (load<i32>(keys + (k << 2)) !== load<i32>(keys + ((k - 1) << 2)) + 1) keysAdjacent = false;
  valueColumns = values;
  valueCount = valuesLength;
}

export function setValues(isWide: bool, skipsEmpty: bool, none: f64, markList: usize, marksLength: i32, words: usize, wordsLength: i32): void {
  wide = isWide;
  skipEmpty = skipsEmpty;
  noThreshold = none;
  marks = markList;
  markCount = marksLength;
  flags = words;
  flagCount = wordsLength;
}

export function setScratch(fields: usize, values: usize, have: usize, key: usize, keyBytes: i32): void {
  begins = fields;
  rowValues = values;
  rowHave = have;
  keyScratch = key;
  keyRoom = keyBytes;
}

// --- columns out -----------------------------------------------------------------------------------------------------------

let outTime: usize = 0;
let outKey: usize = 0;
let outValue: usize = 0;
let outThreshold: usize = 0;
let outActive: usize = 0;
let outRow: usize = 0;
/** Events in the columns, and how many they have room for. */
let length: i32 = 0;
let capacity: i32 = 0;

export function setColumnsOut(time: usize, key: usize, value: usize, threshold: usize, active: usize, row: usize, room: i32): void {
  outTime = time;
  outKey = key;
  outValue = value;
  outThreshold = threshold;
  outActive = active;
  outRow = row;
  capacity = room;
}

export function getLength(): i32 {
  return length;
}

export function setLength(n: i32): void {
  length = n;
}

// --- keys --------------------------------------------------------------------------------------------------------------------

/** Open hash table: slots of entry + 1 (0: free), entries, their packed bytes, and an id for each entry and value column (-1: none). */
let keySlots: usize = 0;
let keyMask: i32 = 0;
let keyEntries: usize = 0;
let keyBytes: usize = 0;
let keyIds: usize = 0;
let entryCount: i32 = 0;
let keyEntry: i32 = 0;
let keySlot: i32 = 0;
/** Room in the host's tables: entries and packed bytes. */
let entryRoom: i32 = 0;
let byteRoom: i32 = 0;
let bytesUsed: i32 = 0;

export function setKeys(slots: usize, mask: i32, entries: usize, bytes: usize, ids: usize, roomEntries: i32, roomBytes: i32): void {
  keySlots = slots;
  keyMask = mask;
  keyEntries = entries;
  keyBytes = bytes;
  keyIds = ids;
  entryRoom = roomEntries;
  byteRoom = roomBytes;
}

export function getKeyEntry(): i32 {
  return keyEntry;
}

export function getKeySlot(): i32 {
  return keySlot;
}

export function getEntryCount(): i32 {
  return entryCount;
}

/** After the host has made the tables larger: puts all entries into the new slots, which are zero. */
export function rehash(): void {
  for (let entry = 0; entry < entryCount; entry++) {
    let slot = slotOf(load<i32>(keyEntries + entry * ENTRY_BYTES));
    while (load<i32>(keySlots + (slot << 2)) !== 0) slot = (slot + 1) & keyMask;
    store<i32>(keySlots + (slot << 2), entry + 1);
  }
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function slotOf(hash: i32): i32 {
  const mixed = (hash ^ (hash >>> 15)) * 0x85ebca6b;
  return (mixed ^ (mixed >>> 13)) & keyMask;
}

/** Entry of the packed key in the scratch; -1 when the tables are full. A key that is new gets an entry without ids. */
function findKey(packed: i32, hash: i32): i32 {
  let slot = slotOf(hash);
  let entry = load<i32>(keySlots + (slot << 2)) - 1;
  for (; entry !== -1; entry = load<i32>(keySlots + (slot << 2)) - 1) {
    const at = keyEntries + entry * ENTRY_BYTES;
    if (load<i32>(at) === hash && load<i32>(at, 8) === packed) {
      const known = keyBytes + load<i32>(at, 4);
      let i = 0;
      while (i < packed && load<i32>(known + i) === load<i32>(keyScratch + i)) i += 4;
      if (i >= packed) return entry;
    }
    slot = (slot + 1) & keyMask;
  }
  return addKey(packed, hash, slot);
}

/** As `findKey` for the bytes of a row in [from, to), packed as they stand and filled with 0xff to a multiple of eight. */
function findSpan(from: usize, to: usize): i32 {
  const packed = (<i32>(to - from) & ~7) + 8;
  // Filled with 0xff, which no text here has.
  const last = load<i64>(from + packed - 8) | ((<i64>-1) << ((<i64>(to - from) & 7) << 3));
  let mixed: i64 = 0x2545f4914f6cdd1d;
  for (let i = 0; i < packed - 8; i += 8) mixed = (mixed ^ load<i64>(from + i)) * 0x9e3779b97f4a7c15;
  mixed = (mixed ^ last) * 0x9e3779b97f4a7c15;
  const hash = <i32>(mixed ^ (mixed >>> 32));
  let slot = slotOf(hash);
  let entry = load<i32>(keySlots + (slot << 2)) - 1;
  for (; entry !== -1; entry = load<i32>(keySlots + (slot << 2)) - 1) {
    const at = keyEntries + entry * ENTRY_BYTES;
    if (load<i32>(at) === hash && load<i32>(at, 8) === packed) {
      const known = keyBytes + load<i32>(at, 4);
      let i = 0;
      while (i < packed - 8 && load<i64>(known + i) === load<i64>(from + i)) i += 8;
      if (i === packed - 8 && load<i64>(known + i) === last) return entry;
    }
    slot = (slot + 1) & keyMask;
  }
  memory.copy(keyScratch, from, packed - 8);
  store<i64>(keyScratch + packed - 8, last);
  return addKey(packed, hash, slot);
}

function addKey(packed: i32, hash: i32, slot: i32): i32 {
  if (entryCount === entryRoom || bytesUsed + packed > byteRoom) return -1;
  const entry = entryCount++;
  const at = keyEntries + entry * ENTRY_BYTES;
  store<i32>(at, hash);
  store<i32>(at, bytesUsed, 4);
  store<i32>(at, packed, 8);
  memory.copy(keyBytes + bytesUsed, keyScratch, packed);
  bytesUsed += packed;
  for (let v = 0; v < valueCount; v++) store<i32>(keyIds + ((entry * valueCount + v) << 2), -1);
  store<i32>(keySlots + (slot << 2), entry + 1);
  return entry;
}

// --- rows ----------------------------------------------------------------------------------------------------------------------

let rows: i32 = 0;
let position: usize = 0;
let earliest: f64 = Infinity;

/** Rows read by the last call. */
export function getRows(): i32 {
  return rows;
}

/** Where the next row begins. */
export function getPosition(): usize {
  return position;
}

/** Least time met by the last `skim`. */
export function getEarliest(): f64 {
  return earliest;
}

/**
 * Reads the rows that begin in [start, until) and end before `limit`, at most `most`. Bytes up to 64 beyond `limit` may be looked at.
 * `fanOut`: most events a row can give.
 */
export function read(start: usize, until: usize, limit: usize, firstRow: f64, most: i32, fanOut: i32): i32 {
  let from = start;
  let n = 0;
  let outcome = DONE;
  while (from < until && n < most && length + fanOut <= capacity) {
    const next = readRow(from, limit, firstRow + <f64>n);
    if (next <= 2) {
      outcome = <i32>next;
      break;
    }
    from = next;
    n++;
  }
  rows = n;
  position = from;
  return outcome;
}

/** Where the row after this one begins, or an outcome. */
function readRow(from: usize, limit: usize, row: f64): usize {
  const newline = findFields(from, limit);
  if (newline <= 1) return newline;

  let hash: i32 = 0x811c9dc5;
  let packed = 0;
  let keyFrom: usize = 0;
  let keyTo: usize = 0;
  if (keysAdjacent) {
    keyFrom = fieldStart(load<i32>(keyColumns));
    keyTo = fieldEnd(load<i32>(keyColumns + ((keyCount - 1) << 2)));
    if (<i32>(keyTo - keyFrom) + 8 > keyRoom) return NOT_PLAIN;
  }
  for (let k = keysAdjacent ? keyCount : 0; k < keyCount; k++) {
    const column = load<i32>(keyColumns + (k << 2));
    let at = <usize>load<i32>(begins + (column << 2));
    const to = <usize>load<i32>(begins + ((column + 1) << 2)) - 1;
    if (packed + <i32>(to - at) + 4 > keyRoom) return NOT_PLAIN;
    for (; at + 4 <= to; at += 4) {
      const word = load<i32>(at);
      hash = (hash ^ word) * 16777619;
      store<i32>(keyScratch + packed, word);
      packed += 4;
    }
    // Filled with 0xff, which no text here has: fields that differ in where they end differ.
    const last = load<i32>(at) | (-1 << (<i32>(to - at) << 3));
    hash = (hash ^ last) * 16777619;
    store<i32>(keyScratch + packed, last);
    packed += 4;
  }

  const time = readTime(fieldStart(timeColumn), fieldEnd(timeColumn));
  if (Number.isNaN(time)) return NOT_PLAIN;
  let threshold: f64 = NaN;
  if (thresholdColumn >= 0) {
    threshold = readNumber(fieldStart(thresholdColumn), fieldEnd(thresholdColumn));
    if (Number.isNaN(threshold)) return NOT_PLAIN;
    if (threshold === noThreshold) threshold = NaN;
  }
  let active = NO_FLAG;
  if (flagColumn >= 0) {
    active = readFlag(fieldStart(flagColumn), fieldEnd(flagColumn));
    if (active === NO_FLAG) return NOT_PLAIN;
  }
  let present = 0;
  for (let v = 0; v < valueCount; v++) {
    const column = load<i32>(valueColumns + (v << 2));
    const start = fieldStart(column);
    const end = fieldEnd(column);
    const empty = wide && skipEmpty && start === end;
    if (!empty) {
      const value = readNumber(start, end);
      if (Number.isNaN(value)) return NOT_PLAIN;
      store<f64>(rowValues + (v << 3), value);
      present++;
    }
    store<u8>(rowHave + v, empty ? 0 : 1);
  }
  if (present === 0) return NOT_PLAIN;
  const entry = keysAdjacent ? findSpan(keyFrom, keyTo) : findKey(packed, hash);
  if (entry === -1) {
    keyEntry = -1;
    return NEW_KEY;
  }
  const before = length;
  for (let v = 0; v < valueCount; v++) {
    if (load<u8>(rowHave + v) === 0) continue;
    const key = load<i32>(keyIds + ((entry * valueCount + v) << 2));
    if (key === -1) {
      keyEntry = entry;
      keySlot = v;
      length = before;
      return NEW_KEY;
    }
    const i = length++;
    store<f64>(outTime + (i << 3), time);
    store<i32>(outKey + (i << 2), key);
    store<f64>(outValue + (i << 3), load<f64>(rowValues + (v << 3)));
    store<f64>(outThreshold + (i << 3), threshold);
    store<u8>(outActive + i, active);
    store<f64>(outRow + (i << 3), row);
  }
  return newline + 1;
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function fieldStart(column: i32): usize {
  return <usize>load<i32>(begins + (column << 2));
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function fieldEnd(column: i32): usize {
  return <usize>load<i32>(begins + ((column + 1) << 2)) - 1;
}

/** The bits of the bytes that lie before the limit. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function bitsBefore(bytes: usize): u64 {
  return bytes < 64 ? ((<u64>1) << <u64>bytes) - 1 : -1;
}

/** A bit a byte of 64: which of them are `byte`. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function bitsOf(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
  return bitsSet(i8x16.eq(a, byte), i8x16.eq(b, byte), i8x16.eq(c, byte), i8x16.eq(d, byte));
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function bitsSet(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u32>(i8x16.bitmask(a) | (i8x16.bitmask(b) << 16));
  const high = <u32>(i8x16.bitmask(c) | (i8x16.bitmask(d) << 16));
  return <u64>low | ((<u64>high) << 32);
}

/** Which bytes make a row not plain: a quote, a zero byte or one beyond ASCII. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function oddOf(bytes: v128, quotes: v128): v128 {
  return v128.or(i8x16.eq(bytes, quotes), i8x16.lt_s(bytes, i8x16.splat(1)));
}

/**
 * Finds where the fields of the row at `from` begin; answers where its line ends. NOT_PLAIN when there are too few or many, or a quote, a
 * zero byte or one beyond ASCII; DONE when the row does not end before `limit`.
 */
function findFields(from: usize, limit: usize): usize {
  const delimiters = i8x16.splat(delimiter);
  const quotes = i8x16.splat(quote);
  const newlines = i8x16.splat(NEWLINE);
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
      // What lies beyond the limit is not looked at: a row that does not end before it is none yet.
      if (odd) return at + 64 > limit ? DONE : NOT_PLAIN;
      for (; hits !== 0; hits &= hits - 1) {
        if (found === columns) return NOT_PLAIN;
        store<i32>(begins + (found << 2), <i32>(at + <usize>ctz(hits)) + 1);
        found++;
      }
      continue;
    }
    const before = ends ^ (ends - 1);
    if (odd && (bitsSet(oddA, oddB, oddC, oddD) & before) !== 0) return NOT_PLAIN;
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

/** As `read`, for the time alone: the least is `getEarliest`. Rows that are not plain stop it. */
export function skim(start: usize, until: usize, limit: usize): i32 {
  let from = start;
  earliest = Infinity;
  let outcome = DONE;
  while (from < until) {
    const next = skimRow(from, limit);
    if (next <= 1) {
      outcome = <i32>next;
      break;
    }
    from = next;
  }
  position = from;
  return outcome;
}

function skimRow(from: usize, limit: usize): usize {
  const delimiters = i8x16.splat(delimiter);
  const quotes = i8x16.splat(quote);
  const newlines = i8x16.splat(NEWLINE);
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
      if (odd && (bitsSet(oddA, oddB, oddC, oddD) & before) !== 0) return NOT_PLAIN;
      newline = at + <usize>ctz(ends);
    } else if (odd) return at + 64 > limit ? DONE : NOT_PLAIN;
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
      if (time < earliest) earliest = time;
      return newline + 1;
    }
  }
  return DONE;
}

// --- fields --------------------------------------------------------------------------------------------------------------------

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
function readTime(from: usize, to: usize): f64 {
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

/** A plain number; NaN for what is left to the slow way: "5.", ".5", long ones, those that may mean "missing". */
// @ts-expect-error: decorator of AssemblyScript
@inline
function readNumber(from: usize, to: usize): f64 {
  const number = to - from <= 8 ? readShort(from, to) : readLong(from, to);
  for (let m = 0; m < markCount; m++) if (load<f64>(marks + (m << 3)) === number) return NaN;
  return number;
}

/**
 * A number of at most eight bytes, all digits at once (Lemire, "Quickly parsing eight digits", 2018): the field is moved to the high end of
 * a word filled with zeros, and what stands before the decimal mark is moved over it.
 */
function readShort(from: usize, to: usize): f64 {
  if (from === to) return NaN;
  const sign = load<u8>(from);
  const at = sign === MINUS || sign === PLUS ? from + 1 : from;
  const size = <i64>(to - at);
  if (size === 0) return NaN;
  const gap = (8 - size) << 3;
  let digits = (load<u64>(at) << gap) | (gap === 0 ? 0 : ZEROS >>> <u64>(64 - gap));
  const unlike = digits ^ (<u64>decimal * ONES);
  const points = (unlike - ONES) & ~unlike & HIGH_BITS;
  let decimals = 0;
  if (points !== 0) {
    const bits = ctz(points) & ~7;
    const whole = digits & (((<u64>1) << bits) - 1);
    digits = (bits === 56 ? 0 : digits & ((<u64>-1) << (bits + 8))) | (whole << 8) | 48;
    decimals = 7 - <i32>(bits >> 3);
    // "5." and ".5"
    if (decimals === 0 || decimals === <i32>size - 1) return NaN;
  }
  const values = digits - ZEROS;
  if (((values | (digits + 0x4646464646464646)) & HIGH_BITS) !== 0) return NaN;
  const pairs = values * 10 + (values >>> 8);
  const number = <f64>(
    <u32>(((pairs & 0xff000000ff) * 0xf424000000064 + ((pairs >>> 16) & 0xff000000ff) * 0x271000000001) >>> 32)
  );
  const exact = decimals === 0 ? number : decimals === 1 ? number / 10 : number / powerOfTen(decimals);
  return sign === MINUS ? -exact : exact;
}

function readLong(from: usize, to: usize): f64 {
  let at = from;
  const sign = load<u8>(at);
  if (sign === MINUS || sign === PLUS) at++;
  const first = at;
  let mantissa: i64 = 0;
  let point: usize = 0;
  if (to - at > 17) return NaN;
  for (; at < to; at++) {
    const byte = load<u8>(at);
    const digit = <i32>byte - 48;
    if (<u32>digit <= 9) mantissa = mantissa * 10 + digit;
    else if (byte === decimal && point === 0) point = at;
    else return NaN;
  }
  const decimals = point === 0 ? 0 : <i32>(to - point) - 1;
  const digits = <i32>(to - first) - (point === 0 ? 0 : 1);
  if (digits <= 0 || digits > MAX_DIGITS || (point !== 0 && (decimals === 0 || decimals === digits))) return NaN;
  let number = <f64>mantissa;
  // Both are doubles exactly, so that the quotient is the nearest double (Clinger 1990, the fast path).
  if (decimals > 0) number /= powerOfTen(decimals);
  return sign === MINUS ? -number : number;
}

function powerOfTen(n: i32): f64 {
  let power: f64 = 1;
  for (let i = 0; i < n; i++) power *= 10;
  return power;
}

/** The flag word met last: most rows have the same. */
let lastFlag: usize = 0;

/** What the word means, as a code of the active column; NO_FLAG for none of the usual ones. */
function readFlag(from: usize, to: usize): u8 {
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
