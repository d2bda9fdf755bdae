import type { Mapping } from "../mapping.ts";
import { zoneInName } from "./detect/named-zone.ts";

const ZONE =
  /\b(?:UTC|GMT) ?[+-]\d{1,2}(?::?\d\d)?\b|\b[A-Z]{3,4}\/[A-Z]{3,4}\b|\b[A-Z][A-Za-z]+\/[A-Z][A-Za-z_]+\b|[[(][A-Z]{3,4}[\])]$/;

/** Columns as the first of several files has them, and the zone in which this one's times are. */
interface Zoned {
  readonly columns: readonly string[];
  readonly zone: string;
}

/**
 * A column of times whose name differs from that of the first file by the zone it says: `Date Time, GMT-05:00` is `Date Time, GMT-04:00` in
 * summer. null: there is none, or the zone of the first was said otherwise.
 */
export function inOtherZone(columns: readonly string[], { columns: times, zone }: Mapping["time"]): Zoned | null {
  const [time, ...more] = times;
  if (typeof time !== "string" || more.length > 0 || columns.includes(time) || zoneInName(time) !== zone) return null;
  const bare = time.replace(ZONE, "");
  const at = columns.findIndex((name) => name.replace(ZONE, "") === bare);
  const own = zoneInName(columns[at] ?? "");
  return own === undefined ? null : { columns: columns.map((name, i) => (i === at ? time : name)), zone: own };
}
