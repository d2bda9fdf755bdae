import type { KeyPicture } from "./session-picture.ts";

/** The stretch that pictures show, ms, and how many events lie outside of it. */
export interface MainRange {
  readonly from: number;
  readonly to: number;
  readonly outside: number;
}

/** How many times its own length the main stretch lies away from what is left out of it. */
export const FAR = 4;
/** A series of fewer events says nothing about what is usual. */
const ENOUGH = 50;

/**
 * Where nearly all events lie. One reading of a clock that went wrong (1970, 2099) would otherwise make days of data a line of one pixel:
 * it is left out of the picture when it lies far outside and there are few like it (three, or two in a thousand). null: nothing was read.
 */
export function mainRange(keys: readonly KeyPicture[]): MainRange | null {
  let total = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { series } of keys) {
    if (series.length === 0) continue;
    total += series.length;
    first = Math.min(first, series.firstTime);
    last = Math.max(last, series.lastTime);
    if (series.length < ENOUGH) continue;
    const usual = series.usual(FAR);
    from = Math.min(from, usual.from);
    to = Math.max(to, usual.to);
  }
  if (total === 0) return null;
  const whole = { from: first, to: last, outside: 0 };
  if (from > to) return whole;
  const reach = FAR * Math.max(to - from, 1000);
  if (first >= from - reach) from = first;
  if (last <= to + reach) to = last;
  if (from === first && to === last) return whole;
  let outside = 0;
  for (const { series } of keys) outside += series.count(first, from - 1) + series.count(to + 1, last);
  return outside <= Math.max(3, total * 0.002) ? { from, to, outside } : whole;
}
