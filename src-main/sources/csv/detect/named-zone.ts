import { zoneHours } from "../time-reader.ts";

/** Places whose clocks change, by the two names of their time. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ["EST/EDT", "America/New_York"],
  ["CST/CDT", "America/Chicago"],
  ["MST/MDT", "America/Denver"],
  ["PST/PDT", "America/Los_Angeles"],
  ["AKST/AKDT", "America/Anchorage"],
  ["GMT/BST", "Europe/London"],
  ["WET/WEST", "Europe/Lisbon"],
  ["CET/CEST", "Europe/Berlin"],
  ["MEZ/MESZ", "Europe/Berlin"],
  ["EET/EEST", "Europe/Helsinki"],
  ["AEST/AEDT", "Australia/Sydney"],
  ["NZST/NZDT", "Pacific/Auckland"],
]);

/**
 * The zone that the name of a column of times says: `Date Time, GMT-05:00`, `Time (Europe/Rome)`, `MTU (CET/CEST)`, `Time (EST)`, `utc_time`;
 * undefined: it says none.
 */
export function zoneInName(name: string): string | undefined {
  const [, sign, hours, minutes = "00"] = /\b(?:UTC|GMT) ?([+-])(0?\d|1[0-4])(?::?([0-5]\d))?\b/.exec(name) ?? [];
  if (hours !== undefined) return `${sign}${hours.padStart(2, "0")}:${minutes}`;
  const [pair = ""] = /\b[A-Z]{3,4}\/[A-Z]{3,4}\b/.exec(name) ?? [];
  const clocks = PLACES.get(pair);
  if (clocks !== undefined) return clocks;
  const [place] = /\b[A-Z][A-Za-z]+\/[A-Z][A-Za-z_]+\b/.exec(name) ?? [];
  if (place !== undefined && Intl.supportedValuesOf("timeZone").includes(place)) return place;
  if (/(?:^|[^a-z])utc(?:$|[^a-z])|Utc$/i.test(name)) return "UTC";
  const [, letters = ""] = /[[(]([A-Z]{3,4})[\])]$/.exec(name) ?? [];
  const east = zoneHours(letters);
  return east === undefined ? undefined : `${east < 0 ? "-" : "+"}${String(Math.abs(east)).padStart(2, "0")}:00`;
}
