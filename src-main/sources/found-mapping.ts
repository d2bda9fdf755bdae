import type { Mapping } from "./mapping.ts";

/** A table of more is a mistake, or meant to do harm. */
export const MOST_COLUMNS = 10_000;
/** Characters of a column's name at most. */
const LONGEST_NAME = 1000;

/** What a look at a file finds; the rest is as in a mapping that does not say it. A catalogue may name a time column that is not there. */
export type FoundMapping = Pick<Mapping, "encoding" | "delimiter" | "quote" | "skip" | "header" | "below" | "columns"> &
  Partial<Omit<Mapping, "time">> & {
    readonly time: Omit<Mapping["time"], "columns"> & { readonly columns: readonly (string | number | undefined)[] };
  };

/**
 * The mapping of what was found in a file: what `parseMapping` makes of the same, which is for documents that anyone may have written. A run
 * over files needs no more than this, and starts without a library that checks documents. Throws an Error of one line.
 */
export function foundMapping(found: FoundMapping): Mapping {
  const { columns = [], time } = found;
  const long = columns.findIndex((name) => name.length > LONGEST_NAME);
  if (long !== -1)
    throw new Error(`the name of column ${long + 1} is longer than ${LONGEST_NAME} characters; shorten it in the file`);
  const times = time.columns.filter((column) => column !== undefined);
  if (times.length < time.columns.length)
    throw new Error("its time column is not among its columns; name it in a mapping file (docs/mapping.md)");
  if (found.value === undefined && found.values === undefined && found.intervalEnd === undefined)
    throw new Error("no value column is known; name it in a mapping file (docs/mapping.md)");
  const mapping = {
    version: 1 as const,
    preset: found.preset,
    encoding: found.encoding,
    delimiter: found.delimiter,
    quote: found.quote,
    skip: found.skip,
    header: found.header,
    below: found.below,
    columns,
    decimal: found.decimal ?? ".",
    thousands: found.thousands,
    time: { ...time, columns: times },
    station: found.station,
    sensor: found.sensor,
    alarm: found.alarm,
    constants: found.constants ?? {},
    value: found.value,
    values: found.values,
    valueTimes: found.valueTimes,
    units: found.units,
    threshold: found.threshold,
    noThreshold: found.noThreshold,
    active: found.active,
    activeTrue: found.activeTrue ?? ["true", "1", "yes", "y", "on", "t"],
    activeFalse: found.activeFalse ?? ["false", "0", "no", "n", "off", "f"],
    missing: found.missing ?? ["", "NA", "N/A", "null", "NULL", "-"],
    intervalEnd: found.intervalEnd,
  };
  // What is not said is not there.
  return Object.fromEntries(Object.entries(mapping).filter(([, said]) => said !== undefined)) as Mapping;
}
