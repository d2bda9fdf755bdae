import { type Duration, days, hours, minutes } from "weir";

const short = (value: number): number => Number(value.toPrecision(3));

/** As a sentence has it. */
export function lengthOf(ms: Duration): string {
  if (ms < minutes(1)) return `${short(ms / 1000)} s`;
  if (ms < minutes(100)) return `${short(ms / minutes(1))} min`;
  return ms < hours(100) ? `${short(ms / hours(1))} h` : `${short(ms / days(1))} d`;
}
