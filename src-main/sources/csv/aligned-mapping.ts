import type { Mapping } from "../mapping.ts";

/** A column a mapping cannot do without. */
export interface MissingColumn {
  readonly role: string;
  readonly column: string | number;
}

/** A mapping as it is for a file of columns of its own. */
export interface AlignedMapping {
  /** null: `missing` is not there. */
  readonly mapping: Mapping | null;
  readonly missing: MissingColumn | null;
  /** Columns the mapping reads and this file has not: there is nothing of them in its events. */
  readonly lacking: readonly string[];
}

/**
 * By place in `known` the place of the column of the same name in `columns`, -1 where there is none. Of several of one name the second is
 * the second, also where letters are large in one of them and small in the other.
 */
export function placesOf(known: readonly string[], columns: readonly string[]): readonly number[] {
  const free = new Set(columns.keys());
  const places = known.map(() => -1);
  for (const said of [(name: string) => name, (name: string) => name.toLowerCase()]) {
    const byName = new Map<string, number[]>();
    for (const at of free) {
      const name = said(columns[at] as string);
      const those = byName.get(name);
      if (those === undefined) byName.set(name, [at]);
      else those.push(at);
    }
    for (const [i, name] of known.entries()) {
      if (places[i] !== -1) continue;
      const at = byName.get(said(name))?.shift();
      if (at === undefined) continue;
      places[i] = at;
      free.delete(at);
    }
  }
  return places;
}

/** A column as a mapping names it: by its name where that tells it from the others, else by its place. */
export function columnIn(columns: readonly string[], at: number): string | number {
  const name = columns[at] ?? "";
  return name !== "" && columns.indexOf(name) === at ? name : at;
}

/**
 * The mapping of files whose first has the columns `known`, for one of them that has `columns`, the place of each of those known in which
 * `places` says. Key parts and times must be there, and a value; thresholds, flags and other values need not.
 */
export function alignedMapping(
  mapping: Mapping,
  known: readonly string[],
  columns: readonly string[],
  places: readonly number[],
): AlignedMapping {
  const lacking: string[] = [];
  let missing: MissingColumn | null = null;
  const nameOf = (column: string | number): string => (typeof column === "number" ? (known[column] ?? String(column)) : column);
  const placeOf = (column: string | number): number => {
    const at = typeof column === "number" ? column : known.indexOf(column);
    return at === -1 ? columns.indexOf(column as string) : (places[at] ?? -1);
  };
  const needed = <T extends string | number | undefined>(column: T, role: string): T | string | number => {
    if (column === undefined) return column;
    const at = placeOf(column);
    if (at === -1) missing ??= { role, column: nameOf(column) };
    return columnIn(columns, at);
  };
  const optional = (column: string | number | undefined): string | number | undefined => {
    if (column === undefined) return undefined;
    const at = placeOf(column);
    if (at === -1) lacking.push(nameOf(column));
    return at === -1 ? undefined : columnIn(columns, at);
  };
  const { time, value, values, valueTimes, units, active } = mapping;
  const aligned: Mapping = {
    ...mapping,
    columns: undefined,
    time: {
      ...time,
      columns: time.columns.map((column) => needed(column, "time")),
      milliseconds: needed(time.milliseconds, "milliseconds"),
    },
    station: needed(mapping.station, "station"),
    sensor: needed(mapping.sensor, "sensor"),
    alarm: needed(mapping.alarm, "alarm"),
    value: needed(value, "value"),
    intervalEnd: needed(mapping.intervalEnd, "end of the interval"),
    values: values?.map(optional).filter((column) => column !== undefined),
    threshold: optional(mapping.threshold),
    // A switch is its own value.
    active: active === value ? needed(active, "value") : optional(active),
    valueTimes: byColumn(valueTimes, placeOf, columns, (at) => needed(at, "time")),
    units: byColumn(units, placeOf, columns, (unit) => unit),
  };
  if (values !== undefined && values.length > 0 && aligned.values?.length === 0)
    missing ??= { role: "value", column: nameOf(values[0] as string | number) };
  return { mapping: missing === null ? aligned : null, missing, lacking };
}

/** What is said by column, of those that are there. */
function byColumn<T>(
  said: Readonly<Record<string, T>> | undefined,
  placeOf: (column: string | number) => number,
  columns: readonly string[],
  of: (value: T) => T,
): Record<string, T> | undefined {
  if (said === undefined) return undefined;
  const entries = Object.entries(said).flatMap(([name, value]) => {
    const at = placeOf(name) === -1 && /^\d{1,5}$/.test(name) ? placeOf(Number(name)) : placeOf(name);
    return at === -1 ? [] : [[String(columnIn(columns, at)), of(value)] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
