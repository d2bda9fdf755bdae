import { readFileSync } from "node:fs";
import { z } from "zod";
import { checkDocument } from "./check-document.ts";
import { ENCODINGS } from "./encodings.ts";
import { MOST_COLUMNS } from "./found-mapping.ts";
import { MOST_TIME_COLUMNS } from "./joined-time.ts";

/** A column by its name, or by its 0-based position where there is no header. */
const column = z.union([z.string(), z.number().int().nonnegative()]);
const text = z.string().max(1000);

const mappingSchema = z.strictObject({
  version: z.literal(1).default(1),
  /** The catalogue preset this came from, if any. */
  preset: text.optional(),
  encoding: z.enum(ENCODINGS).default("utf-8"),
  delimiter: z.string().length(1).default(","),
  quote: z.string().length(1).default('"'),
  /** Records before the header (comments, a title) that are passed over. */
  skip: z.number().int().min(0).max(1000).default(0),
  header: z.boolean().default(true),
  /** Records below the header that hold no reading (units, how each column was sampled) and are passed over. */
  below: z.number().int().min(1).max(10).optional(),
  /** Column names; from the header when absent. A name may be "" for a column without one. */
  columns: z.array(text).max(MOST_COLUMNS).optional(),
  decimal: z.enum([".", ","]).default("."),
  /** Between groups of three digits; " " stands for any blank. */
  thousands: z.enum([".", ",", "'", " "]).optional(),
  /** One column, date and time of day in two, or their parts in several. */
  time: z.strictObject({
    columns: z.array(column).min(1).max(MOST_TIME_COLUMNS),
    /** iso, ymd, dmy, mdy (order of the date's parts), epoch-s, epoch-ms, epoch-us, epoch-ns, excel-days; or a pattern such as dd/MM/yyyy HH:mm. */
    format: text.default("iso"),
    /** Of times that carry none: UTC, ±hh:mm or an IANA name. */
    zone: text.default("UTC"),
    /** Of the second, 0 to 999, where they stand in a column of their own. */
    milliseconds: column.optional(),
  }),
  station: column.optional(),
  sensor: column.optional(),
  alarm: column.optional(),
  /** Key parts that stand in no column. */
  constants: z.strictObject({ station: text.optional(), sensor: text.optional(), alarm: text.optional() }).default({}),
  /** Long table: one value column. */
  value: column.optional(),
  /** Wide table: each of these columns is a sensor. */
  values: z.array(column).max(MOST_COLUMNS).optional(),
  /** By column of `values`: the column of its own time, written as `time` is, which is that of the others. */
  valueTimes: z.record(text, column).optional(),
  /** By column: what stands behind its numbers, and is none of them. */
  units: z.record(text, z.string().min(1).max(20)).optional(),
  threshold: column.optional(),
  /** The threshold that means "none". */
  noThreshold: z.number().optional(),
  active: column.optional(),
  activeTrue: z.array(text).default(["true", "1", "yes", "y", "on", "t"]),
  activeFalse: z.array(text).default(["false", "0", "no", "n", "off", "f"]),
  /** Texts of a value that mean "not measured": no event in a wide table, a conversion error in a long one. */
  missing: z.array(text).default(["", "NA", "N/A", "null", "NULL", "-"]),
  /** Table of intervals: a row is an alarm that was on from `time` to this column. Gives an active row and an inactive one. */
  intervalEnd: column.optional(),
});

/** How a row becomes an event. */
export type Mapping = z.infer<typeof mappingSchema>;

const unfinishedSchema = mappingSchema.extend({
  time: mappingSchema.shape.time.extend({ columns: z.array(column).max(MOST_TIME_COLUMNS).default([]) }).prefault({}),
});

/** A mapping in which the columns of the time and of what is measured may not be named yet. */
export type UnfinishedMapping = z.infer<typeof unfinishedSchema>;

/** Checks an unfinished mapping given as plain data. Throws an Error of one line that names the field. */
export function parseUnfinished(data: unknown, where: string): UnfinishedMapping {
  return parsed(unfinishedSchema, data, where);
}

/** Whether rows can be read by it: it names a time, and what is measured or until when it was. */
export function isFinished({ time, value, values, intervalEnd }: UnfinishedMapping): boolean {
  return time.columns.length > 0 && (value !== undefined || values !== undefined || intervalEnd !== undefined);
}

/** Checks a mapping given as plain data. Throws an Error of one line that names the field. */
export function parseMapping(data: unknown, where: string): Mapping {
  const mapping = parsed(mappingSchema, data, where);
  if (mapping.value === undefined && mapping.values === undefined && mapping.intervalEnd === undefined) {
    throw new Error(`${where}: name the value column ("value"), several ("values") or the end of an interval ("intervalEnd")`);
  }
  if (mapping.thousands === mapping.decimal)
    throw new Error(`${where}: field thousands: ${mapping.decimal} is the decimal mark already`);
  if (mapping.valueTimes !== undefined && (mapping.values ?? []).length === 0)
    throw new Error(`${where}: field valueTimes: times of their own have columns of "values"; name those`);
  if ((mapping.values ?? []).length > 0) refuseBesideValues(mapping, where);
  const twice = mapping.values?.find((name, i, all) => all.indexOf(name) !== i);
  // A row would give the same event again, and a hostile mapping as many as it likes.
  if (twice !== undefined)
    throw new Error(`${where}: field values: column ${JSON.stringify(twice).slice(0, 100)} is named twice`);
  return mapping;
}

/** Each of several values is a sensor of its own: what names another sensor or value beside them would be ignored. */
function refuseBesideValues({ sensor, constants, value }: Mapping, where: string): void {
  const quoted = (name: string | number): string => JSON.stringify(name).slice(0, 100);
  const each = 'each column of "values" is a sensor';
  const make = (name: string): string => `${each}; make ${name} the station or the alarm, or name one "value"`;
  if (sensor !== undefined) throw new Error(`${where}: field sensor: ${make(quoted(sensor))}`);
  if (constants.sensor !== undefined) throw new Error(`${where}: field constants.sensor: ${make(quoted(constants.sensor))}`);
  if (value !== undefined)
    throw new Error(`${where}: field value: ${each}; put ${quoted(value)} among them, or leave "values" out to read it alone`);
}

function parsed<T>(schema: z.ZodType<T>, data: unknown, where: string): T {
  const result = checkDocument(schema, data);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".") || "(top)";
  if (issue !== undefined && isMissing(data, issue.path))
    throw new Error(`${where}: field ${field} is missing; write ${WANTED[field] ?? "it"} (docs/mapping.md)`);
  throw new Error(`${where}: field ${field}: ${issue?.message ?? "wrong"}`);
}

/** What stands in the fields that must be there. */
const WANTED: Readonly<Record<string, string>> = {
  time: '"time": {"columns": ["NAME OF THE TIME COLUMN"]}',
  "time.columns": '"columns": ["NAME OF THE TIME COLUMN"] in "time"',
};

function isMissing(data: unknown, path: readonly PropertyKey[]): boolean {
  let inner = data;
  for (const step of path) {
    if (typeof inner !== "object" || inner === null) return false;
    if (!Object.hasOwn(inner, step)) return true;
    inner = (inner as Record<PropertyKey, unknown>)[step];
  }
  return false;
}

export function readMappingFile(path: string): Mapping {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`cannot read mapping file ${path}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch (error) {
    throw new Error(`mapping file ${path} is not valid JSON: ${(error as Error).message}`);
  }
  return parseMapping(data, `mapping file ${path}`);
}
