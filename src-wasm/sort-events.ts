/**
 * Events in columns put into time order (AssemblyScript, WebAssembly). The host (event-sorter.ts beside the sources) lays out the memory:
 * two sets of columns, one to fill, one that holds them in order. No allocation: all memory is the host's.
 *
 * Least significant digit radix sort (Knuth, TAOCP 3, 5.2.5) of the times' offsets from the least. A chunk in near order has one digit or
 * two. The last one moves the events themselves, all columns at once: in near order they go to places that lie close together.
 */

const DIGIT_BITS: i32 = 11;
const ONE_DIGIT_BITS: i32 = 13;
/** Times this far apart (ms, 24 days) fit a whole number of 32 bits. */
const MOST_SPAN: f64 = 2147483648;
/** A whole number below 2^32 added to it stands in the low half of its bits. */
const WHOLE: f64 = 4503599627370496;

/** Of the columns time, value, threshold, row (f64), key (u32), source (u16), active (u8): bytes from one to the next of eight, four, two. */
let inputs: usize = 0;
let outputs: usize = 0;
let eights: usize = 0;
let fours: usize = 0;
let twos: usize = 0;
let counts: usize = 0;
let offsets: usize = 0;
let orderA: usize = 0;
let orderB: usize = 0;
let least: f64 = 0;
let most: f64 = 0;

/**
 * Columns of a set, `capacity` elements each: time, value, threshold, row (f64), key (u32), source (u16), active (u8), one after the
 * other, `gap` bytes between them. `scratch`: 32 KiB for counts, then three times `capacity` u32.
 */
export function setColumns(input: usize, output: usize, capacity: i32, gap: i32, scratch: usize): void {
  inputs = input;
  outputs = output;
  eights = (<usize>capacity << 3) + gap;
  fours = (<usize>capacity << 2) + gap;
  twos = (<usize>capacity << 1) + gap;
  counts = scratch;
  offsets = counts + 32768;
  orderA = offsets + (<usize>capacity << 2);
  orderB = orderA + (<usize>capacity << 2);
}

/**
 * Puts the first n events in the order of their times, equal times as they stand, into the other set; answers false, with nothing done,
 * when the times lie too far apart.
 */
export function sort(n: i32): bool {
  findSpan(n);
  if (!(most - least < MOST_SPAN)) return false;
  let span = n === 0 ? 0 : <u32>(most - least);
  // Times in whole seconds, as most are, need ten bits less.
  if (secondsFromLeast(n)) span /= 1000;
  else offsetsFromLeast(n);
  const bits = max(1, 32 - <i32>clz(span));
  const digits = bits <= ONE_DIGIT_BITS ? 1 : (bits + DIGIT_BITS - 1) / DIGIT_BITS;
  const width = (bits + digits - 1) / digits;
  let order: usize = 0;
  let shift = 0;
  for (let d = 1; d < digits; d++, shift += width) order = orderBy(order, shift, width, n);
  move(order, shift, width, n);
  return true;
}

function findSpan(n: i32): void {
  let lows = f64x2.splat(Infinity);
  let highs = f64x2.splat(-Infinity);
  const end = inputs + (<usize>n << 3);
  let at = inputs;
  for (; at + 16 <= end; at += 16) {
    const times = v128.load(at);
    lows = f64x2.pmin(lows, times);
    highs = f64x2.pmax(highs, times);
  }
  least = min(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1));
  most = max(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1));
  if (at < end) {
    least = min(least, load<f64>(at));
    most = max(most, load<f64>(at));
  }
}

/** ms from the least time. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function offsetOf(time: f64, from: f64): u32 {
  return <u32>reinterpret<u64>(floor(time - from) + WHOLE);
}

/** Makes the offsets seconds from the least time on; false at the first that is no whole number of them. */
function secondsFromLeast(n: i32): bool {
  const from = least;
  const times = inputs;
  const to = offsets;
  for (let i = 0; i < n; i++) {
    const offset = offsetOf(load<f64>(times + (<usize>i << 3)), from);
    const seconds = offset / 1000;
    if (seconds * 1000 !== offset) return false;
    store<u32>(to + (<usize>i << 2), seconds);
  }
  return true;
}

function offsetsFromLeast(n: i32): void {
  const from = least;
  for (let i = 0; i < n; i++) store<u32>(offsets + (<usize>i << 2), offsetOf(load<f64>(inputs + (<usize>i << 3)), from));
}

/** Where the count of an event's digit is. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function countAt(position: u32, shift: i32, mask: u32): usize {
  return counts + (<usize>((load<u32>(offsets + (<usize>position << 2)) >> shift) & mask) << 2);
}

/** Makes the count of each digit the place of the first event that has it. The order does not matter for that. */
function findPlaces(shift: i32, width: i32, n: i32): void {
  const size = 1 << width;
  const mask = <u32>size - 1;
  memory.fill(counts, 0, size << 2);
  for (let i: u32 = 0; i < <u32>n; i++) {
    const at = countAt(i, shift, mask);
    store<u32>(at, load<u32>(at) + 1);
  }
  let sum: u32 = 0;
  for (let at = counts, end = counts + (size << 2); at < end; at += 4) {
    const count = load<u32>(at);
    store<u32>(at, sum);
    sum += count;
  }
}

/** The place of the next event with the digit of this one. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function takePlace(position: u32, shift: i32, mask: u32): u32 {
  const at = countAt(position, shift, mask);
  const place = load<u32>(at);
  store<u32>(at, place + 1);
  return place;
}

/** Positions in the order of one digit more; `order`: those before, 0: as they stand. Answers where the list is. */
function orderBy(order: usize, shift: i32, width: i32, n: i32): usize {
  findPlaces(shift, width, n);
  const mask = <u32>(1 << width) - 1;
  const to = order === orderA ? orderB : orderA;
  for (let i: u32 = 0; i < <u32>n; i++) {
    const position = order === 0 ? i : load<u32>(order + (<usize>i << 2));
    store<u32>(to + (<usize>takePlace(position, shift, mask) << 2), position);
  }
  return to;
}

/** Moves the events to their places by the last digit. */
function move(order: usize, shift: i32, width: i32, n: i32): void {
  findPlaces(shift, width, n);
  const mask = <u32>(1 << width) - 1;
  for (let i: u32 = 0; i < <u32>n; i++) {
    const position = order === 0 ? i : load<u32>(order + (<usize>i << 2));
    moveEvent(position, takePlace(position, shift, mask));
  }
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function moveEvent(position: u32, place: u32): void {
  let from = inputs;
  let to = outputs;
  let i = <usize>position << 3;
  let o = <usize>place << 3;
  for (let column = 0; column < 4; column++, from += eights, to += eights) store<u64>(to + o, load<u64>(from + i));
  i >>>= 1;
  o >>>= 1;
  store<u32>(to + o, load<u32>(from + i));
  from += fours;
  to += fours;
  i >>>= 1;
  o >>>= 1;
  store<u16>(to + o, load<u16>(from + i));
  store<u8>(to + twos + (o >>> 1), load<u8>(from + twos + (i >>> 1)));
}
