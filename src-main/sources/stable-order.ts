/** Most bits of a digit when there are several, and when one is enough. */
const DIGIT_BITS = 11;
const ONE_DIGIT_BITS = 13;
/** Times this far apart (ms, 24 days) fit a whole number of 32 bits. */
const MOST_SPAN = 2 ** 31;

/** Positions of the first `n` times in their order, equal times as they stood. */
export function timeOrder(times: Float64Array, n: number): Uint32Array {
  return radixOrder(times, n) ?? stableOrder(times, n);
}

/** By least significant digit radix sort (Knuth, TAOCP 3, 5.2.5); null when the times lie too far apart. */
function radixOrder(times: Float64Array, n: number): Uint32Array | null {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const time = times[i] as number;
    if (time < least) least = time;
    if (time > most) most = time;
  }
  if (!(most - least < MOST_SPAN)) return null;
  const offsets = new Int32Array(n);
  let whole = true;
  for (let i = 0; i < n; i++) {
    const offset = ((times[i] as number) - least) | 0;
    offsets[i] = offset;
    if (offset % 1000 !== 0) whole = false;
  }
  // Times in whole seconds, as most are, need ten bits less.
  if (whole) for (let i = 0; i < n; i++) offsets[i] = ((offsets[i] as number) / 1000) | 0;
  const bits = 32 - Math.clz32(whole ? (most - least) / 1000 : most - least);
  const digits = bits <= ONE_DIGIT_BITS ? 1 : Math.ceil(bits / DIGIT_BITS);
  const width = Math.ceil(bits / digits);
  let from = new Uint32Array(n);
  let to = new Uint32Array(n);
  for (let i = 0; i < n; i++) from[i] = i;
  const counts = new Uint32Array(1 << width);
  const mask = (1 << width) - 1;
  for (let shift = 0; shift < bits; shift += width) {
    counts.fill(0);
    for (let i = 0; i < n; i++) {
      const digit = ((offsets[i] as number) >>> shift) & mask;
      counts[digit] = (counts[digit] as number) + 1;
    }
    let sum = 0;
    for (let d = 0; d <= mask; d++) {
      const count = counts[d] as number;
      counts[d] = sum;
      sum += count;
    }
    for (let i = 0; i < n; i++) {
      const position = from[i] as number;
      const digit = ((offsets[position] as number) >>> shift) & mask;
      const at = counts[digit] as number;
      to[at] = position;
      counts[digit] = at + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Insertion sort up to here: rows a few places out of order are the usual case. */
const SHORT = 24;

/** Positions in time order, equal times as they stood: bottom-up merge sort over short runs sorted by insertion. */
function stableOrder(times: Float64Array, n: number): Uint32Array {
  let from = new Uint32Array(n);
  for (let start = 0; start < n; start += SHORT) {
    const end = Math.min(n, start + SHORT);
    from[start] = start;
    for (let i = start + 1; i < end; i++) {
      const time = times[i] as number;
      let j = i - 1;
      while (j >= start && (times[from[j] as number] as number) > time) {
        from[j + 1] = from[j] as number;
        j--;
      }
      from[j + 1] = i;
    }
  }
  let to = new Uint32Array(n);
  for (let width = SHORT; width < n; width *= 2) {
    for (let start = 0; start < n; start += width * 2) {
      const middle = Math.min(n, start + width);
      const end = Math.min(n, start + width * 2);
      // Already in order, as most are: copied as they stand.
      if (middle >= end || (times[from[middle - 1] as number] as number) <= (times[from[middle] as number] as number)) {
        to.set(from.subarray(start, end), start);
        continue;
      }
      let a = start;
      let b = middle;
      for (let k = start; k < end; k++) {
        const left = a < middle && (b >= end || (times[from[a] as number] as number) <= (times[from[b] as number] as number));
        to[k] = (left ? from[a++] : from[b++]) as number;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
