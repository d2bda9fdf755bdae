import type { Random } from "./random.ts";

/** Rows as text around a good one: what a faulty producer makes of it. */
export interface DirtyRow {
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly value: number;
  readonly threshold: number;
}

const timeText = (time: number): string => {
  const iso = new Date(time).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
};

const NOT_NUMBERS = ["n/a", "NaN", "Infinity", "-Infinity", "", "ERR", "--", "0x1F", "1e999", "24,5"];
const NOT_TIMES = [
  "2017-02-30 10:00:00 UTC",
  "2017-13-01 00:00:00 UTC",
  "18/02/2017",
  "",
  "yesterday",
  "2017-02-18 25:61:61 UTC",
  "0000-00-00 00:00:00 UTC",
];
const NOT_ROWS = [
  "",
  "\u0000\u0001\u0002\u0007",
  "###### reboot ######",
  "ÿþ\u001b[31m",
  '{"station_id":1161115010}',
  "station_id,datapoint_id,alarm_id,event_time,value,valueThreshold,isActive,storedtime",
];

const pick = (random: Random, of: readonly string[]): string => of[random.below(of.length)] ?? "";

/**
 * The share of rows after which a bad one follows. A quote that is never closed swallows every row up to the next quote, in any reader that
 * follows RFC 4180; it is kept rare for that.
 */
export const DIRTY_SHARE = 0.03;

/** One bad line (with its line end), to stand beside the good row it was made from. */
export function dirtyLine(random: Random, row: DirtyRow): string {
  const { station, sensor, alarm, threshold } = row;
  const line = (time: string, value: string) => `${station},${sensor},${alarm},${time},${value},${threshold},false,\n`;
  const now = timeText(row.time);
  const value = String(row.value);
  const kind = random.uniform();
  if (kind < 0.2) return line(now, pick(random, NOT_NUMBERS));
  if (kind < 0.36) return line(pick(random, NOT_TIMES), value);
  if (kind < 0.46) return `${station},${sensor},${alarm},${now},${value}\n`;
  if (kind < 0.54) return `${station},${sensor},${alarm},${now},${value},${threshold},false,,,extra\n`;
  if (kind < 0.6) return `${station},"${sensor}"x,${alarm},${now},${value},${threshold},false,\n`;
  if (kind < 0.601) return `${station},"${sensor},${alarm},${now},${value},${threshold},false,\n`;
  if (kind < 0.68) return `${pick(random, NOT_ROWS)}\n`;
  if (kind < 0.76) return line(now, value);
  // A row that was held back for hours: late for whoever reads in arrival order.
  return line(timeText(row.time - Math.floor(random.between(2, 6) * 3_600_000)), value);
}

/** A row from a device whose clock is decades ahead. Only the end of a file gets some: they would make every later row late. */
export const futureLine = (random: Random, row: DirtyRow): string =>
  `${row.station},${row.sensor},${row.alarm},${timeText(row.time + 82 * 365 * 86_400_000 + random.below(86_400_000))},${row.value},${row.threshold},false,\n`;
