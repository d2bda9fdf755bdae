import { createIanaZone, unknownZone } from "./iana-zone.ts";

const DAY = 86_400_000;

/**
 * Offset in ms east of UTC of a local time (ms as if UTC), for UTC, ±hh:mm or an IANA name. In the repeated hour the earlier time wins, and a
 * time that the clocks skip counts on from before. A local time has one offset, whatever was asked before. IANA zones are asked once a day of
 * data, more often around a change. Throws an Error of one line for a zone it does not know.
 */
export function createZone(zone: string): (local: number) => number {
  if (isUtc(zone)) return () => 0;
  if (!isNamedZone(zone)) {
    const fixed = fixedOffset(zone);
    if (Number.isNaN(fixed)) throw unknownZone(zone);
    return () => fixed;
  }
  const offsetAt = createIanaZone(zone);
  const days = new Map<number, Day>();
  return (local) => {
    const number = Math.floor(local / DAY);
    let day = days.get(number);
    if (day === undefined) {
      day = dayAround(number * DAY, offsetAt);
      if (days.size > 10_000) days.clear();
      days.set(number, day);
    }
    const { before, after, changesAt } = day;
    return local - before >= changesAt && local - after >= changesAt ? after : before;
  };
}

/** An IANA name, or what should be one: neither UTC nor an offset. */
export function isNamedZone(zone: string): boolean {
  return !isUtc(zone) && !/^[+-]\d{2}:?\d{2}$/.test(zone);
}

function isUtc(zone: string): boolean {
  return zone === "UTC" || zone === "Z" || zone === "GMT";
}

/** ms east of UTC of ±hh, ±hhmm or ±hh:mm; NaN for one no place can have. */
export function fixedOffset(text: string): number {
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(text[3] === ":" ? 4 : 3) || "0");
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (hours * 60 + minutes) * (text[0] === "-" ? -60_000 : 60_000);
}

/** A local day and those beside it: clocks change at most once in them. */
interface Day {
  readonly before: number;
  readonly after: number;
  /** UTC ms from which `after` holds; -Infinity where nothing changes. */
  readonly changesAt: number;
}

function dayAround(start: number, offsetAt: (utc: number) => number): Day {
  let from = start - DAY;
  let to = start + 2 * DAY;
  const before = offsetAt(from);
  const after = offsetAt(to);
  if (before === after) return { before, after, changesAt: Number.NEGATIVE_INFINITY };
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (offsetAt(middle) === before) from = middle;
    else to = middle;
  }
  return { before, after, changesAt: to };
}
