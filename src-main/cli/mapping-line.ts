import type { Mapping } from "../sources/mapping.ts";

/** Value columns of a wide table that are named; of more, how many there are. */
const NAMED = 4;

/** How rows were understood, on one line for a person: `time event_time (ymd, UTC), station station_id, value value`. */
export function mappingLine(mapping: Mapping): string {
  // Counted from 1, as columns without a header are named.
  const column = (name: string | number): string => (typeof name === "number" ? `column ${name + 1}` : `"${name}"`);
  const { time, value, values, intervalEnd, threshold, noThreshold, active, preset } = mapping;
  const parts = [`time ${time.columns.map(column).join(" and ")} (${time.format}, ${time.zone})`];
  for (const part of ["station", "sensor", "alarm"] as const) {
    const from = mapping[part];
    const constant = mapping.constants[part];
    if (from !== undefined) parts.push(`${part} ${column(from)}`);
    else if (constant !== undefined) parts.push(`${part} always ${constant}`);
  }
  if (value !== undefined) parts.push(`value ${column(value)}`);
  if (values !== undefined) {
    const more = values.length - NAMED;
    parts.push(`a sensor each ${values.slice(0, NAMED).map(column).join(", ")}${more > 0 ? ` and ${more} more` : ""}`);
  }
  if (intervalEnd !== undefined) parts.push(`on until ${column(intervalEnd)}`);
  if (threshold !== undefined)
    parts.push(`threshold ${column(threshold)}${noThreshold === undefined ? "" : ` (${noThreshold}: none)`}`);
  if (active !== undefined) parts.push(`active ${column(active)}`);
  return `columns${preset === undefined ? "" : `, as ${preset}`}: ${parts.join(", ")}`;
}
