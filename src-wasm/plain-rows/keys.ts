/**
 * The keys met so far, from the bytes of a row's key fields to a record of their ids: an open hash table of slots (hash, address of the
 * record; 8 bytes) and the records, one after the other. A look-up touches one slot and one record, as memory is what it waits for: thousands
 * of keys that come in turn do not stay in a core's nearest cache.
 *
 * A record: how many packed bytes (i32), an id a value column (i32, -1: none yet), the packed bytes at a multiple of eight.
 */

const SLOT_BYTES: i32 = 8;

let slots: usize = 0;
let mask: i32 = -1;
/** What a hash is shifted by to give a slot. */
let shift: i32 = 0;
let records: i32 = 0;
/** Where the next record goes, and how far there is room. */
let next: usize = 0;
let end: usize = 0;
let ids: i32 = 1;

/** Before any key is looked for: how many ids a key has. */
export function setIds(count: i32): void {
  ids = count;
}

/** Twice the slots (zero, a power of two) and room for more records; those that are stay where they are. */
export function setKeyRoom(newSlots: usize, count: i32, from: usize, to: usize): void {
  const old = slots;
  const oldMask = mask;
  slots = newSlots;
  mask = count - 1;
  shift = <i32>clz(mask);
  next = from;
  end = to;
  for (let s = 0; s <= oldMask; s++) {
    const record = load<i32>(old + s * SLOT_BYTES, 4);
    if (record === 0) continue;
    const known = load<i32>(old + s * SLOT_BYTES);
    let free = slotOf(known);
    while (load<i32>(slots + free * SLOT_BYTES, 4) !== 0) free = (free + 1) & mask;
    store<i32>(slots + free * SLOT_BYTES, known);
    store<i32>(slots + free * SLOT_BYTES, record, 4);
  }
}

/** Address of the id of a key for a value column. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function idAt(record: usize, value: i32): usize {
  return record + 4 + (value << 2);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function bytesAt(record: usize): usize {
  return record + ((4 + (ids << 2) + 7) & ~7);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function slotOf(hash: i32): i32 {
  return <i32>(<u32>(hash * 0x85ebca6b) >>> shift);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function recordIn(slot: i32): usize {
  return <usize>load<i32>(slots + slot * SLOT_BYTES, 4);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function packedSize(from: usize, to: usize): i32 {
  return (<i32>(to - from) & ~7) + 8;
}

/** The last eight bytes of a key, packed. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function lastOf(from: usize, to: usize): i64 {
  return load<i64>(from + packedSize(from, to) - 8) | ((<i64>-1) << ((<i64>(to - from) & 7) << 3));
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function hashOf(from: usize, packed: i32, last: i64): i32 {
  let mixed: i64 = 0x2545f4914f6cdd1d;
  for (let i = 0; i < packed - 8; i += 8) mixed = (mixed ^ load<i64>(from + i)) * 0x9e3779b97f4a7c15;
  mixed = (mixed ^ last) * 0x9e3779b97f4a7c15;
  return <i32>(mixed ^ (mixed >>> 32));
}

/** The record of the bytes in [from, to), packed as they stand and filled with 0xff, which no text here has, to a multiple of eight; 0: none. */
// @ts-expect-error: decorator of AssemblyScript
@inline
export function findKey(from: usize, to: usize): usize {
  const packed = packedSize(from, to);
  const last = lastOf(from, to);
  const hash = hashOf(from, packed, last);
  let slot = slotOf(hash);
  let record = recordIn(slot);
  for (; record !== 0; slot = (slot + 1) & mask, record = recordIn(slot)) {
    if (load<i32>(slots + slot * SLOT_BYTES) !== hash || load<i32>(record) !== packed) continue;
    const known = bytesAt(record);
    let i = 0;
    while (i < packed - 8 && load<i64>(known + i) === load<i64>(from + i)) i += 8;
    if (i === packed - 8 && load<i64>(known + i) === last) break;
  }
  return record;
}

/** As `findKey`; of bytes that are not known a new record, without ids. 0: there is no room for one. */
export function keyAt(from: usize, to: usize): usize {
  const found = findKey(from, to);
  const record = next;
  const packed = packedSize(from, to);
  const bytes = bytesAt(record);
  if (found !== 0) return found;
  if (records * 2 > mask || bytes + packed > end) return 0;
  next = bytes + packed;
  records++;
  store<i32>(record, packed);
  for (let v = 0; v < ids; v++) store<i32>(idAt(record, v), -1);
  const last = lastOf(from, to);
  memory.copy(bytes, from, packed - 8);
  store<i64>(bytes + packed - 8, last);
  const hash = hashOf(from, packed, last);
  let slot = slotOf(hash);
  while (recordIn(slot) !== 0) slot = (slot + 1) & mask;
  store<i32>(slots + slot * SLOT_BYTES, hash);
  store<i32>(slots + slot * SLOT_BYTES, <i32>record, 4);
  return record;
}
