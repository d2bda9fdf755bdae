/**
 * Plain CSV rows from bytes to columns (AssemblyScript, WebAssembly with SIMD). The host (plain-rows.ts beside the CSV source) lays out the
 * memory, copies a piece of a file in and takes the columns out. What is not fully understood here (doubled quotes, other time formats,
 * missing values, any mistake) is left to the host's slow way: reading stops before that row.
 *
 * Numbers, times and flags are ASCII, of which bytes are characters; what else stands in a row is only compared. No allocation: all memory is
 * the host's.
 */
import { clearCopies, setCopyMarks } from "./plain-rows/copies";
import { fieldEnd, fieldStart, findFields, setFields } from "./plain-rows/fields";
import { NO_FLAG, readFlag, setFlags } from "./plain-rows/flags";
import { findKey, idAt, keyAt, setIds } from "./plain-rows/keys";
import { setFives } from "./plain-rows/nearest-double";
import { readNumber, setNumbers } from "./plain-rows/numbers";
import { DONE, NEW_KEY, NOT_PLAIN } from "./plain-rows/outcomes";
import { setSkimList, setSkimMarks, setSkimTime, skimmed, skimRow } from "./plain-rows/skim";
import { readTime, setTimes } from "./plain-rows/times";

export { setCopyRoom } from "./plain-rows/copies";
export { setKeyRoom } from "./plain-rows/keys";

const NAN_BITS: u64 = 0x7ff8000000000000;

let timeColumn: i32 = 0;
let thresholdColumn: i32 = -1;
let flagColumn: i32 = -1;
/** Positions of the key columns and of the value columns, as i32 lists. */
let keyColumns: usize = 0;
let keyCount: i32 = 0;
let valueColumns: usize = 0;
let valueCount: i32 = 0;
/** Of a wide table: empty values are left out. */
let skipEmpty: bool = false;
/** Whether an empty threshold or flag is none. */
let emptyThreshold: bool = false;
let emptyFlag: bool = false;
let noThreshold: f64 = NaN;
/** Thresholds met, 64 of them: how each is written (u64), what it is (f64). */
let thresholdWords: usize = 0;
/** Rows read together at least and at most. */
const FEW: i32 = 4;
let blockRows: i32 = 1;
/** Of each row of a block: where its fields begin (bytes a list), where the next row begins, its time, threshold, flag, record of its key. */
let lists: usize = 0;
let listBytes: i32 = 0;
let nexts: usize = 0;
let times: usize = 0;
let thresholds: usize = 0;
let actives: usize = 0;
let records: usize = 0;
/** Room for one row's packed key. */
let keyScratch: usize = 0;
let keyRoom: i32 = 0;
/** The key columns stand side by side in this order: a key is then the row's bytes from the first of them to the last. */
let keysAdjacent: bool = false;
let firstKey: i32 = 0;
let lastKey: i32 = 0;

/**
 * How rows are written. `utf8`: else a byte a character. `scale`: ms a unit of an epoch time, 0 for dates, whose `order` is as in times.ts;
 * `offset`: that of times without a zone, NaN where it changes. `powers`, `fives`: as in numbers.ts and nearest-double.ts.
 */
export function setFormat(
  delimiter: u8,
  quote: u8,
  decimal: u8,
  utf8: bool,
  columns: i32,
  scale: f64,
  offset: f64,
  order: i32,
  marks: usize,
  markCount: i32,
  powers: usize,
  fives: usize,
): void {
  setFields(delimiter, quote, columns);
  setCopyMarks(delimiter, quote, columns, utf8);
  listBytes = (columns + 1) << 2;
  setTimes(scale, offset, order);
  setNumbers(decimal, marks, markCount, powers);
  setFives(fives);
  setSkimMarks(delimiter, quote);
}

/** Where the roles stand, by column position; -1: nowhere. `keys` in ascending order. `key`: room for one row's key, `keyBytes` long. */
export function setColumns(
  time: i32,
  threshold: i32,
  flag: i32,
  keys: usize,
  keysLength: i32,
  key: usize,
  keyBytes: i32,
): void {
  timeColumn = time;
  setSkimTime(time);
  thresholdColumn = threshold;
  flagColumn = flag;
  keyColumns = keys;
  keyCount = keysLength;
  keyScratch = key;
  keyRoom = keyBytes;
  firstKey = keysLength > 0 ? load<i32>(keys) : 0;
  lastKey = keysLength > 0 ? load<i32>(keys + ((keysLength - 1) << 2)) : 0;
  keysAdjacent = keysLength > 0;
  for (let k = 1; k < keysLength; k++)
    if (load<i32>(keys + (k << 2)) !== load<i32>(keys + ((k - 1) << 2)) + 1) keysAdjacent = false;
}

/** What values are: their columns, which of values, thresholds and flags may be empty, the threshold that means none, flag words. */
export function setValues(
  list: usize,
  count: i32,
  values: bool,
  threshold: bool,
  flag: bool,
  none: f64,
  words: usize,
  wordCount: i32,
): void {
  valueColumns = list;
  valueCount = count;
  setIds(count);
  skipEmpty = values;
  emptyThreshold = threshold;
  emptyFlag = flag;
  noThreshold = none;
  setFlags(words, wordCount);
}

/** Room for a block of `count` rows, columns + 6 times eight bytes each, and 1024 zero bytes for thresholds. */
export function setBlock(room: usize, count: i32, words: usize): void {
  thresholdWords = words;
  blockRows = count;
  times = room;
  thresholds = times + (count << 3);
  nexts = thresholds + (count << 3);
  records = nexts + (count << 2);
  lists = records + (count << 2);
  actives = lists + count * listBytes;
  setSkimList(lists);
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

// --- rows --------------------------------------------------------------------------------------------------------------------

let rows: i32 = 0;
let position: usize = 0;
let earliest: f64 = Infinity;
let latest: f64 = -Infinity;
let behind: f64 = 0;
/** After NEW_KEY: the record (0: there is no room for one) and the value column without an id. */
let keyRecord: usize = 0;
let keySlot: i32 = 0;

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

/** The latest one. */
export function getLatest(): f64 {
  return latest;
}

/** How far one was behind the latest before it at most, ms. */
export function getBehind(): f64 {
  return behind;
}

export function getKeyRecord(): usize {
  return keyRecord;
}

export function getKeySlot(): i32 {
  return keySlot;
}

/**
 * Reads the rows that begin in [start, until) and end before `limit`, at most `most`. Bytes up to 64 beyond `limit` may be looked at.
 * `fanOut`: most events a row can give.
 */
export function read(start: usize, until: usize, limit: usize, firstRow: f64, most: i32, fanOut: i32): usize {
  rows = 0;
  position = start;
  let outcome = DONE;
  // Few at first: where every row has a new key, the work on those after it is done in vain.
  for (let together = min(FEW, blockRows); outcome === DONE && rows < most && position < until; together = min(together << 1, blockRows)) {
    const room = min(most - rows, (capacity - length) / fanOut);
    if (room < 1) break;
    const before = rows;
    outcome = readBlock(until, limit, firstRow + <f64>rows, min(together, room));
    if (rows === before) break;
  }
  return outcome;
}

/**
 * Reads `n` rows from the position on, one role after the other: a short loop over the rows of a block for each, in which a processor works on
 * several rows at once. With all of a row at a time it would wait for its divisions and for the memory of its key.
 *
 * Where a row is one event each role goes straight into its column: what lies beyond the length is no event yet. Globals that a loop needs are
 * read once before it, as they lie in memory.
 */
function readBlock(until: usize, limit: usize, firstRow: f64, n: i32): usize {
  let outcome = DONE;
  let count = 0;
  let from = position;
  clearCopies();
  for (let list = lists; count < n && from < until; count++, list += listBytes) {
    const newline = findFields(from, limit, list);
    if (newline <= NOT_PLAIN) {
      outcome = newline;
      break;
    }
    from = newline + 1;
    store<i32>(nexts + (count << 2), <i32>from);
  }
  const plain = valueCount === 1 && !skipEmpty ? readEvents(count, firstRow) : readWide(count, firstRow);
  if (plain < count) outcome = stopped;
  if (plain > 0) position = <usize>load<i32>(nexts + ((plain - 1) << 2));
  rows += plain;
  return outcome;
}

/** Why fewer rows than asked for were plain. */
let stopped: usize = DONE;

/** The events of the first n rows of a block, one each; answers of how many. */
function readEvents(n: i32, firstRow: f64): i32 {
  stopped = NOT_PLAIN;
  let plain = readTimes(n, outTime + (length << 3));
  plain = readThresholds(plain, outThreshold + (length << 3));
  plain = readFlags(plain, outActive + length);
  const known = findIds(plain, outKey + (length << 2));
  const valued = readValues(known, outValue + (length << 3));
  // A key that is new gets an id once all else of its row is plain.
  if (valued === known && known < plain && isNumber(known) && setKey(lists + known * listBytes)) {
    keyRecord = keyAt(keyFrom, keyTo);
    keySlot = 0;
    stopped = NEW_KEY;
  }
  let to = outRow + (length << 3);
  for (let r = 0; r < valued; r++, to += 8) store<f64>(to, firstRow + <f64>r);
  length += valued;
  return valued;
}

/** As `readEvents`, of a table with several values a row, or with values left out. */
function readWide(n: i32, firstRow: f64): i32 {
  stopped = NOT_PLAIN;
  let plain = readTimes(n, times);
  plain = readThresholds(plain, thresholds);
  plain = readFlags(plain, actives);
  plain = findKeys(plain);
  for (let r = 0; r < plain; r++) {
    const ended = addEvents(r, firstRow + <f64>r);
    if (ended === DONE) continue;
    stopped = ended;
    return r;
  }
  return plain;
}

/** Each of these looks at the first n rows of a block, writes what it reads of each to a list, and answers how many of them are plain. */
function readTimes(n: i32, to: usize): i32 {
  const column = timeColumn << 2;
  const step = listBytes;
  for (let r = 0, list = lists + column; r < n; r++, list += step, to += 8) {
    const time = readTime(fieldStart(list, 0), fieldEnd(list, 0));
    store<f64>(to, time);
    if (Number.isNaN(time)) return r;
  }
  return n;
}

function readThresholds(n: i32, to: usize): i32 {
  if (thresholdColumn < 0) {
    for (let r = 0; r < n; r++, to += 8) store<u64>(to, NAN_BITS);
    return n;
  }
  const step = listBytes;
  const words = thresholdWords;
  for (let r = 0, list = lists + (thresholdColumn << 2); r < n; r++, list += step, to += 8) {
    const from = fieldStart(list, 0);
    const end = fieldEnd(list, 0);
    // There are few of them, written the same each time: those of eight bytes at most are looked up by their bytes, none of which is zero.
    const bytes = <u64>(end - from);
    const word = load<u64>(from) & ((<u64>-1) >>> (64 - (bytes << 3)));
    const known = words + (<usize>((word * 0x9e3779b97f4a7c15) >>> 58) << 4);
    let threshold = load<u64>(known, 8);
    if (bytes - 1 >= 8 || load<u64>(known) !== word) {
      const number = readNumber(from, end);
      const none = bytes === 0 ? emptyThreshold : number === noThreshold;
      if (Number.isNaN(number) && !none) return r;
      threshold = none ? NAN_BITS : reinterpret<u64>(number);
      if (bytes - 1 < 8) {
        store<u64>(known, word);
        store<u64>(known, threshold, 8);
      }
    }
    store<u64>(to, threshold);
  }
  return n;
}

function readFlags(n: i32, to: usize): i32 {
  if (flagColumn < 0) {
    memory.fill(to, NO_FLAG, n);
    return n;
  }
  const step = listBytes;
  for (let r = 0, list = lists + (flagColumn << 2); r < n; r++, list += step) {
    const from = fieldStart(list, 0);
    const end = fieldEnd(list, 0);
    const flag = readFlag(from, end);
    if (flag === NO_FLAG && !(emptyFlag && from === end)) return r;
    store<u8>(to + r, flag);
  }
  return n;
}

function readValues(n: i32, to: usize): i32 {
  const step = listBytes;
  for (let r = 0, list = lists + (load<i32>(valueColumns) << 2); r < n; r++, list += step, to += 8) {
    const value = readNumber(fieldStart(list, 0), fieldEnd(list, 0));
    if (Number.isNaN(value)) return r;
    store<f64>(to, value);
  }
  return n;
}

/** Whether the value of row r, the only one, is a plain number. */
function isNumber(r: i32): bool {
  const list = lists + r * listBytes;
  const column = load<i32>(valueColumns);
  return !Number.isNaN(readNumber(fieldStart(list, column), fieldEnd(list, column)));
}

/** The id of each row's key, of its only value; stops at a key that has none. */
function findIds(n: i32, to: usize): i32 {
  const step = listBytes;
  for (let r = 0, list = lists; r < n; r++, list += step, to += 4) {
    if (!setKey(list)) return r;
    const record = findKey(keyFrom, keyTo);
    if (record === 0) return r;
    const id = load<i32>(idAt(record, 0));
    if (id === -1) return r;
    store<i32>(to, id);
  }
  return n;
}

/** The record of each row's key, 0: none. */
function findKeys(n: i32): i32 {
  for (let r = 0, list = lists; r < n; r++, list += listBytes) {
    if (!setKey(list)) return r;
    store<i32>(records + (r << 2), <i32>findKey(keyFrom, keyTo));
  }
  return n;
}

/** Where the key of the row looked at stands. */
let keyFrom: usize = 0;
let keyTo: usize = 0;

/** Sets where the key of a row stands; false when it is too long. Key fields that stand apart are put side by side in the scratch. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function setKey(list: usize): bool {
  if (!keysAdjacent) return packKey(list);
  keyFrom = fieldStart(list, firstKey);
  keyTo = fieldEnd(list, lastKey);
  return <i32>(keyTo - keyFrom) + 8 <= keyRoom;
}

function packKey(list: usize): bool {
  let packed = keyScratch;
  for (let k = 0; k < keyCount; k++) {
    const column = load<i32>(keyColumns + (k << 2));
    let at = fieldStart(list, column);
    const to = fieldEnd(list, column);
    if (packed + (to - at) + 12 > keyScratch + keyRoom) return false;
    for (; at + 4 <= to; at += 4, packed += 4) store<i32>(packed, load<i32>(at));
    // Filled with 0xff, which no text here has: fields that differ in where they end differ.
    store<i32>(packed, load<i32>(at) | (-1 << (<i32>(to - at) << 3)));
    packed += 4;
  }
  keyFrom = keyScratch;
  keyTo = packed;
  return true;
}

/** The events of row r of the block, all or none: its values, with what the row has beside them. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function addEvents(r: i32, row: f64): usize {
  const list = lists + r * listBytes;
  const known = <usize>load<i32>(records + (r << 2));
  let i = length;
  let unknown = -1;
  for (let v = 0; v < valueCount; v++) {
    const column = load<i32>(valueColumns + (v << 2));
    const from = fieldStart(list, column);
    const to = fieldEnd(list, column);
    if (skipEmpty && from === to) continue;
    const value = readNumber(from, to);
    if (Number.isNaN(value)) return NOT_PLAIN;
    const key = known === 0 ? -1 : load<i32>(idAt(known, v));
    if (key === -1 && unknown === -1) unknown = v;
    store<f64>(outTime + (i << 3), load<f64>(times + (r << 3)));
    store<i32>(outKey + (i << 2), key);
    store<f64>(outValue + (i << 3), value);
    store<u64>(outThreshold + (i << 3), load<u64>(thresholds + (r << 3)));
    store<u8>(outActive + i, load<u8>(actives + r));
    store<f64>(outRow + (i << 3), row);
    i++;
  }
  if (i === length) return NOT_PLAIN;
  if (unknown !== -1) {
    setKey(list);
    keyRecord = keyAt(keyFrom, keyTo);
    keySlot = unknown;
    return NEW_KEY;
  }
  length = i;
  return DONE;
}

/** As `read`, for the times alone: what was met is in `getEarliest`, `getLatest` and `getBehind`. Rows that are not plain stop it. */
export function skim(start: usize, until: usize, limit: usize): usize {
  let from = start;
  earliest = Infinity;
  latest = -Infinity;
  behind = 0;
  let outcome = DONE;
  while (from < until) {
    const next = skimRow(from, limit);
    if (next <= NOT_PLAIN) {
      outcome = next;
      break;
    }
    const time = skimmed;
    if (time < earliest) earliest = time;
    if (time >= latest) latest = time;
    else if (latest - time > behind) behind = latest - time;
    from = next;
  }
  position = from;
  return outcome;
}
