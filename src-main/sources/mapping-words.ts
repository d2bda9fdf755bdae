import type { Mapping } from "./mapping.ts";

/**
 * How rows are understood, for a person, a part at a time: `time "event_time" (ymd, UTC)`, `station "station_id"`, `value "value"`. Of a
 * wide table at most `most` columns are named, of more how many there are.
 */
export function mappingWords(mapping: Mapping, most = Number.POSITIVE_INFINITY): string[] {
  // Counted from 1, as columns without a header are named.
  const column = (name: string | number): string => (typeof name === "number" ? `column ${name + 1}` : `"${name}"`);
  const { time, value, values, valueTimes, intervalEnd, threshold, noThreshold, active } = mapping;
  const more = time.milliseconds === undefined ? "" : ` with milliseconds ${column(time.milliseconds)}`;
  const parts = [`time ${time.columns.map(column).join(" and ")}${more} (${time.format}, ${time.zone})`];
  for (const part of ["station", "sensor", "alarm"] as const) {
    const from = mapping[part];
    const constant = mapping.constants[part];
    if (from !== undefined) parts.push(`${part} ${column(from)}`);
    else if (constant !== undefined) parts.push(`${part} always ${constant}`);
  }
  if (value !== undefined) parts.push(`value ${column(value)}`);
  if (values !== undefined) {
    const left = values.length - most;
    parts.push(`a sensor each ${values.slice(0, most).map(column).join(", ")}${left > 0 ? ` and ${left} more` : ""}`);
  }
  const own = (values ?? []).slice(0, most).flatMap((name) => {
    const at = valueTimes?.[String(name)];
    return at === undefined ? [] : [`${column(at)} of ${column(name)}`];
  });
  if (own.length > 0) parts.push(`times of their own ${own.join(", ")}`);
  if (intervalEnd !== undefined) parts.push(`on until ${column(intervalEnd)}`);
  if (threshold !== undefined)
    parts.push(`threshold ${column(threshold)}${noThreshold === undefined ? "" : ` (${noThreshold}: none)`}`);
  if (active !== undefined) parts.push(`active ${column(active)}`);
  return parts;
}
