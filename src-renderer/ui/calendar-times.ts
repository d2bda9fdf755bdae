import type { Zone } from "../frame-actions.ts";
import { clock, clockMinutes, month, shortDay, year, yearMonth } from "./format-time.ts";

const DAY = 86_400_000;
const SECOND = 1000;

type Unit = "ms" | "second" | "day" | "month" | "year";

interface Step {
  readonly unit: Unit;
  readonly n: number;
  /** Room one label takes, px: its text and what parts it from the next. */
  readonly room: number;
  /** About how long it is, ms. */
  readonly length: number;
}

const steps = (unit: Unit, size: number, room: number, counts: readonly number[]): Step[] =>
  counts.map((n) => ({ unit, n, room, length: n * size }));

/** Steps people count time in; a month is at most 31 days, so that no more labels come than there is room for. */
const STEPS: readonly Step[] = [
  ...steps("ms", 1, 88, [1, 2, 5, 10, 20, 50, 100, 200, 500]),
  ...steps("second", SECOND, 66, [1, 2, 5, 10, 15, 30]),
  ...steps("second", SECOND, 54, [60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200]),
  ...steps("day", DAY, 54, [1, 2, 3, 7, 14]),
  ...steps("month", 30 * DAY, 62, [1, 2, 3, 6]),
  ...steps("year", 365 * DAY, 54, [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]),
];
const LONGEST: Step = { unit: "year", n: 5000, room: 54, length: 5000 * 365 * DAY };

/** More labels than these are noise, however wide the plot. */
const MOST = 14;

/** A time of the calendar, ms. Days and months beyond their ends go on into the next ones. */
function timeOf(zone: Zone, year: number, month: number, day: number, ms = 0): number {
  const date = new Date(0);
  if (zone === "UTC") return date.setUTCFullYear(year, month, day) + ms;
  date.setFullYear(year, month, day);
  date.setHours(0, 0, 0, ms);
  return date.getTime();
}

function partsOf(time: number, zone: Zone): { readonly year: number; readonly month: number; readonly day: number } {
  const date = new Date(time);
  return zone === "UTC"
    ? { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() }
    : { year: date.getFullYear(), month: date.getMonth(), day: date.getDate() };
}

/** Times of `step` from the last one at or before `from` on, in the calendar of the zone. Never ends. */
function* timesFrom(from: number, { unit, n }: Step, zone: Zone): Generator<number> {
  const { year, month, day } = partsOf(from, zone);
  if (unit === "year") for (let at = Math.floor(year / n) * n; ; at += n) yield timeOf(zone, at, 0, 1);
  if (unit === "month") for (let at = Math.floor(month / n) * n; ; at += n) yield timeOf(zone, year, at, 1);
  if (unit === "day") {
    // Days since the epoch's, which was a Thursday: weeks begin on Mondays.
    const number = Math.round(timeOf("UTC", year, month, day) / DAY);
    const shift = n % 7 === 0 ? 3 : 0;
    const back = (((number + shift) % n) + n) % n;
    for (let at = day - back; ; at += n) yield timeOf(zone, year, month, at);
  }
  const size = unit === "ms" ? n : n * SECOND;
  for (let on = 0; ; on++) {
    const midnight = timeOf(zone, year, month, day + on);
    const next = timeOf(zone, year, month, day + on + 1);
    const first = Math.max(0, Math.floor((from - midnight) / size) - Math.ceil(3_600_000 / size));
    // Steps of hours are those of the clock; shorter ones count on from midnight, an hour longer where the day is.
    if (size < 3_600_000) for (let at = first; midnight + at * size < next; at++) yield midnight + at * size;
    else
      for (let at = first; at * size < DAY; at++) {
        const time = zone === "UTC" ? midnight + at * size : timeOf(zone, year, month, day + on, at * size);
        if (time < next) yield time;
      }
  }
}

export interface CalendarTimes {
  readonly times: readonly number[];
  readonly label: (time: number) => string;
}

/**
 * At most about `most` times in [from, to] on even steps of the calendar, or as many as a plot so wide (px) has room for; none closer than
 * `edge` (a share) to either end; and how they are written.
 */
export function calendarTimes(
  from: number,
  to: number,
  most: number | { readonly width: number },
  zone: Zone,
  edge = 0,
): CalendarTimes {
  const span = to - from;
  if (!(span > 0) || Math.abs(from) > 8.6e15 || Math.abs(to) > 8.6e15) return { times: [], label: () => "" };
  const fits = (room: number): number => (typeof most === "number" ? most : Math.max(2, Math.min(MOST, most.width / room)));
  const step = STEPS.find(({ length, room }) => span / length <= fits(room)) ?? LONGEST;
  const times: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const time of timesFrom(from, step, zone)) {
    if (!(time <= to - edge * span)) break;
    if (time >= from + edge * span && time > last) times.push(time);
    last = Math.max(last, time);
  }
  return { times, label: (time) => labelOf(time, step, zone, time === times[0]) };
}

function labelOf(time: number, { unit, n }: Step, zone: Zone, first: boolean): string {
  if (unit === "year") return year(time, zone);
  if (unit === "month") return first || partsOf(time, zone).month === 0 ? yearMonth(time, zone) : month(time, zone);
  if (clock(time, zone) === "00:00:00" && time % SECOND === 0) return shortDay(time, zone);
  if (unit === "ms") return clock(time, zone, true);
  return n < 60 ? clock(time, zone) : clockMinutes(time, zone);
}
