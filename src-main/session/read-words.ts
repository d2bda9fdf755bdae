import type { Mapping } from "../sources/mapping.ts";

/** The unit in which a source writes a sensor's readings, `kW` of `1.2 kW`, as its mapping found it; "": readings are bare numbers. */
export function unitRead({ units = {}, value, values }: Mapping, sensor: string): string {
  // Of a wide table a sensor is called as its column.
  const column = values === undefined ? String(value) : sensor;
  return Object.hasOwn(units, column) ? (units[column] ?? "") : "";
}

/** What readings are called that are of no sensor and no alarm: their column. */
export function valueRead(mapping: Mapping | null | undefined): string {
  const { value } = mapping ?? {};
  return typeof value === "string" && value !== "" ? value : "Value";
}
