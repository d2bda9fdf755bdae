/** The values an axis must hold. This file is the one that the page has of `reports`: charts of both have the same steps. */
export interface ValueSpan {
  readonly low: number;
  readonly high: number;
}

/** Where a value axis begins and ends, and the step of its labels; both ends are on a step. */
export interface ValueScale {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

const COUNTED_IN = [1, 2, 5];
/** A step must be seen in the last digits of a double. */
const FINEST = 1e-12;

/**
 * A scale people would draw: steps of 1, 2 or 5 × 10^n, the finest that holds the span in at most `most` of them. Values that are all
 * the same lie in its middle.
 * @param least the finest step allowed, as 1 where things are counted
 * @returns null for no values, and for those too far apart or too alike to be told apart
 */
export function valueScale({ low, high }: ValueSpan, most: number, least = 0): ValueScale | null {
  if (!(low <= high)) return null;
  if (low === high)
    return valueScale({ low: Math.min(low / 2, low * 1.5), high: low === 0 ? 1 : Math.max(low / 2, low * 1.5) }, most, least);
  const span = high - low;
  if (!Number.isFinite(span) || span < Math.max(Math.abs(low), Math.abs(high)) * FINEST) return null;
  for (let exponent = Math.floor(Math.log10(Math.max(span / most, least))); ; exponent++) {
    for (const counted of COUNTED_IN) {
      // From the text: 10 ** -5 is not the double nearest to 0.00001.
      const interval = Number(`${counted}e${exponent}`);
      const [first, last] = [Math.floor(low / interval + 1e-9), Math.ceil(high / interval - 1e-9)];
      if (interval >= least && last - first <= most)
        return { min: times(first, counted, exponent), max: times(last, counted, exponent), interval };
    }
  }
}

/** A step's whole number, as the double nearest to it: 3 × 0.1 would be 0.30000000000000004. */
const times = (n: number, counted: number, exponent: number): number => Number(`${n * counted}e${exponent}`);

export type Values = readonly number[] | Float64Array;

/** All values of several lists. */
export function* valuesOf(lists: readonly Values[]): Iterable<number> {
  for (const list of lists) yield* list;
}

/** What several lists of values span; `low` above `high` without any. Thousands of values, each time events come in: by their index, which is many times faster than by an iterator. */
export function spanOfAll(lists: readonly Values[]): ValueSpan {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      const value = list[i] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  return { low, high };
}
