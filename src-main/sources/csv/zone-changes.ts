const DAY = 86_400_000;
/** The Gregorian calendar, weekdays too, repeats itself after so long, and with it whatever rule a zone follows. */
const CYCLE = 146_097 * DAY;
const FIRST = Date.UTC(1850, 0, 1);
/** No zone has changes that are told year by year, and follow no rule, after this. */
const BY_RULE = Date.UTC(2100, 0, 1);
const END = BY_RULE + CYCLE;

/** A zone as plain data: the offset (ms east of UTC) that holds from each of the times (UTC ms) on, in order; the first before it too. */
export interface ZoneChanges {
  readonly from: readonly number[];
  readonly offset: readonly number[];
}

/** What `offsetAt` says of all times, for an engine that does not know the zone. Two changes within a day count as one. */
export function zoneChanges(offsetAt: (utc: number) => number): ZoneChanges {
  const from = [FIRST];
  let before = offsetAt(FIRST);
  const offset = [before];
  let at = FIRST;
  while (at < END) {
    const next = at + (at < BY_RULE ? DAY : 7 * DAY);
    const after = offsetAt(next);
    if (after !== before) {
      let [low, high] = [at, next];
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (offsetAt(middle) === before) low = middle;
        else high = middle;
      }
      from.push(high);
      offset.push(after);
      before = after;
    }
    at = next;
  }
  return { from, offset };
}

/** ms east of UTC at a time (UTC ms). */
export function offsetIn({ from, offset }: ZoneChanges, utc: number): number {
  const time = utc < END ? utc : utc - Math.ceil((utc - END + 1) / CYCLE) * CYCLE;
  let low = 0;
  let high = from.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] as number) <= time) low = middle;
    else high = middle;
  }
  return offset[low] as number;
}
