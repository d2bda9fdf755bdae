import { bare } from "./bare.ts";
import { hourOfDay } from "./hour-of-day.ts";

/**
 * How far a value went up within a look-ahead on the days before, by the hour (UTC) it set off at, climbing then or not: the room that fills at
 * nine fills at nine tomorrow too. For each of the 24 hours, one after the other: days seen, at most so many as are remembered, and the mean
 * gain in the value's unit. Empty before the first.
 */
export type Days = number[];

const HOURS = 24;
const SEEN = 0;
const GAIN = 1;
const PER_HOUR = 2;
/** Days that an hour is remembered. */
const REMEMBERED = 7;

/** From `time` on it went up by `gain` within a look-ahead; `ofHour`: share of an hour that this stands for. */
export function learnDay(days: Days, time: number, gain: number, ofHour: number): void {
  const list = bare(days);
  if (list.length === 0) for (let i = 0; i < HOURS * PER_HOUR; i++) list[i] = 0;
  const at = hourOfDay(time) * PER_HOUR;
  const seen = Math.min((list[at + SEEN] ?? 0) + ofHour, REMEMBERED);
  const mean = list[at + GAIN] ?? 0;
  list[at + SEEN] = seen;
  list[at + GAIN] = mean + (ofHour / Math.max(seen, ofHour)) * (gain - mean);
}

/** What it gained within a look-ahead on the days before, at the hour of `time`; undefined where no day was seen. */
export function usualGain(days: Days, time: number): number | undefined {
  const at = hourOfDay(time) * PER_HOUR;
  return (days[at + SEEN] ?? 0) > 0 ? days[at + GAIN] : undefined;
}
