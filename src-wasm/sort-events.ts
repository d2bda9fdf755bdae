/**
 * Events in columns put into time order (AssemblyScript, WebAssembly). The host (event-sorter.ts beside the sources) lays out the memory:
 * two sets of columns, one to fill, one that holds them in order. No allocation: all memory is the host's.
 */

const DIGIT_BITS: i32 = 11;
const ONE_DIGIT_BITS: i32 = 13;
/** Times this far apart (ms, 24 days) fit a whole number of 32 bits. */
const MOST_SPAN: f64 = 2147483648;

let inputs: usize = 0;
let outputs: usize = 0;
let room: usize = 0;
let counts: usize = 0;
let offsets: usize = 0;
let orderA: usize = 0;
let orderB: usize = 0;

/**
 * Columns of a set, `capacity` elements each: time, value, threshold, row (f64), key (u32), source (u16), active (u8), one after the
 * other. `scratch`: 32 KiB for counts, then three times `capacity` u32.
 */
export function setColumns(input: usize, output: usize, capacity: i32, scratch: usize): void {
  inputs = input;
  outputs = output;
  room = <usize>capacity;
  counts = scratch;
  offsets = counts + 32768;
  orderA = offsets + (room << 2);
  orderB = orderA + (room << 2);
}

/**
 * Puts the first n events in the order of their times, equal times as they stand, into the other set; answers false, with nothing done,
 * when the times lie too far apart. Least significant digit radix sort (Knuth, TAOCP 3, 5.2.5).
 */
export function sort(n: i32): bool {
  let least: f64 = Infinity;
  let most: f64 = -Infinity;
  for (let i = 0; i < n; i++) {
    const time = load<f64>(inputs + (i << 3));
    least = min(least, time);
    most = max(most, time);
  }
  if (!(most - least < MOST_SPAN)) return false;
  let span = <u32>(most - least);
  // Times in whole seconds, as most are, need ten bits less.
  if (secondsFrom(least, n)) span /= 1000;
  else for (let i = 0; i < n; i++) store<u32>(offsets + (i << 2), <u32>(load<f64>(inputs + (i << 3)) - least));
  gather(orderBy(span, n), n);
  return true;
}

/** Makes the offsets seconds from `least` on; false at the first that is no whole number of them. */
function secondsFrom(least: f64, n: i32): bool {
  for (let i = 0; i < n; i++) {
    const offset = <u32>(load<f64>(inputs + (i << 3)) - least);
    const seconds = offset / 1000;
    if (seconds * 1000 !== offset) return false;
    store<u32>(offsets + (i << 2), seconds);
  }
  return true;
}

/** Positions of the first n offsets in their order: where the list is. */
function orderBy(span: u32, n: i32): usize {
  const bits = 32 - <i32>clz(span);
  const digits = bits <= ONE_DIGIT_BITS ? 1 : (bits + DIGIT_BITS - 1) / DIGIT_BITS;
  const width = (bits + digits - 1) / digits;
  const size = 1 << width;
  const mask = <u32>size - 1;
  let from = orderA;
  let to = orderB;
  // The first digit is counted in the order they stand.
  let first = true;
  if (bits === 0) for (let i = 0; i < n; i++) store<u32>(from + (i << 2), i);
  for (let shift = 0; shift < bits; shift += width) {
    memory.fill(counts, 0, size << 2);
    for (let i = 0; i < n; i++) {
      const at = counts + (((load<u32>(offsets + (i << 2)) >> shift) & mask) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
    let sum: u32 = 0;
    for (let d = 0; d < size; d++) {
      const at = counts + (d << 2);
      const count = load<u32>(at);
      store<u32>(at, sum);
      sum += count;
    }
    for (let i = 0; i < n; i++) {
      const position = first ? <u32>i : load<u32>(from + (i << 2));
      const at = counts + (((load<u32>(offsets + (position << 2)) >> shift) & mask) << 2);
      const place = load<u32>(at);
      store<u32>(to + (place << 2), position);
      store<u32>(at, place + 1);
    }
    const swap = from;
    from = to;
    to = swap;
    first = false;
  }
  return from;
}

function gather(order: usize, n: i32): void {
  let from = inputs;
  let to = outputs;
  for (let column = 0; column < 4; column++) {
    for (let i = 0; i < n; i++) store<u64>(to + (i << 3), load<u64>(from + (load<u32>(order + (i << 2)) << 3)));
    from += room << 3;
    to += room << 3;
  }
  for (let i = 0; i < n; i++) store<u32>(to + (i << 2), load<u32>(from + (load<u32>(order + (i << 2)) << 2)));
  from += room << 2;
  to += room << 2;
  for (let i = 0; i < n; i++) store<u16>(to + (i << 1), load<u16>(from + (load<u32>(order + (i << 2)) << 1)));
  from += room << 1;
  to += room << 1;
  for (let i = 0; i < n; i++) store<u8>(to + i, load<u8>(from + load<u32>(order + (i << 2))));
}
