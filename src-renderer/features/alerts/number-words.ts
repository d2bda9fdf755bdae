import type { Zone } from "../../frame-actions.ts";
import { clock, day, dayAndClock, duration, shortDay } from "../../ui/format-time.ts";

const YEAR = 365.25 * 86_400_000;
/** Counts and codes are not taken for times: of 1990 at least, and of the years around the data. ms */
const FIRST = 631_152_000_000;
const AROUND = 20 * YEAR;
/** Names of lengths of time in ms, as rules call them; below a second they say little and may be something else. */
const LENGTH =
  /(?:duration|gap|interval|span|lead|horizon|lookahead|elapsed|dwell|jitter|delay|latency|timeout|wait|step)(?:_?ms)?$/i;
/** Of those the ones that are often so short: one of a few ms may be a share of an interval instead. */
const SHORT = /(?:jitter|delay|latency)(?:_?ms)?$/i;
const SHORTEST = 10;
/** Names that say the unit of a length of time. ms */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/(?<!per)_?seconds$/i, 1000],
  [/(?<!per)_?minutes$/i, 60_000],
  [/(?<!per)_?hours$/i, 3_600_000],
  [/(?<!per)_?days$/i, 86_400_000],
];

/** Numbers of a state or of evidence that are times or lengths of time, as people read them. */
export interface NumberWords {
  /** Of the data around: a time is known by lying near it, ms. */
  readonly near: number;
  readonly zone: Zone;
}

/** A time of ms, with its year where that is another one than the data's around; null: it is none. */
export function timeText(value: number, { near, zone }: NumberWords): string | null {
  if (!(value > FIRST && Math.abs(value - near) < AROUND)) return null;
  const year = day(value, zone).slice(-4);
  return year === day(near, zone).slice(-4) ? `${shortDay(value, zone)} ${clock(value, zone)}` : dayAndClock(value, zone);
}

/** A number called `name` with the name it then goes by: `silentMinutes` 12.5 is `silent`, 12 min 30 s. null: it is a plain number. */
export function numberWords(name: string, value: number, words: NumberWords): { name: string; text: string } | null {
  const time = timeText(value, words);
  if (time !== null) return { name, text: time };
  for (const [unit, size] of UNITS) {
    const short = name.replace(unit, "");
    if (short !== name && short !== "") return { name: short, text: duration(value * size) };
  }
  return LENGTH.test(name) && Math.abs(value) >= (SHORT.test(name) ? SHORTEST : 1000) ? { name, text: duration(value) } : null;
}
