import { zoneInName } from "../sources/csv/detect/named-zone.ts";
import { timeFormats } from "../sources/csv/detect/time-column.ts";
import { createTimeReader, type DateOrder, type TimeReader } from "../sources/csv/time-reader.ts";

/** How times of labels are to be read where they do not say it. */
export interface LabelTimesAsked {
  readonly zone: string;
  /** Of dates such as 03/04/2026; null: as they can be read, the likelier one where they can in two. */
  readonly order: DateOrder | null;
}

/** The order that was taken of dates which can be read in another one too. */
export interface DatesTaken {
  readonly order: DateOrder;
  readonly other: DateOrder;
  /** The first text that is another time so. */
  readonly example: string;
}

export interface LabelTimes {
  readonly readers: readonly [start: TimeReader, end: TimeReader];
  /** null: the dates say it, or it was asked for. */
  readonly datesTaken: DatesTaken | null;
}

/** What stands first in a date of an order. */
export const FIRST = { dmy: "day", mdy: "month", ymd: "year" } as const;
/** Rows that say how times are written. */
const SAMPLE = 10_000;
/** Whole numbers below it are ms since 1970, as above a millennium later: as seconds they would be of before March 1973. */
const SECONDS = 1e8;
/** A date that does not begin with a year of four digits, nor has a month by its name. */
const SHORT = /^\s*\d{1,2}[-/. ]\d/;

/**
 * Readers for the starts and ends of labels, `pairs` of texts as they stand: in the form and order of day and month that both have, else each
 * in its own. `names`: of their columns, which may say a zone.
 */
export function labelTimes(
  pairs: readonly (readonly [start: string, end: string])[],
  names: readonly [start: string, end: string],
  { zone, order }: LabelTimesAsked,
): LabelTimes {
  const sample = pairs.slice(0, SAMPLE);
  const all = sample.flat();
  const both = formatOf(all, order);
  const columns = ([0, 1] as const).map((which) => sample.map((pair) => pair[which]));
  const formats = columns.map((texts) => both ?? formatOf(texts, order) ?? "iso");
  const reader = (which: 0 | 1): TimeReader => createTimeReader(formats[which] as string, zoneInName(names[which]) ?? zone);
  const taken = both === null ? columns.map((texts, i) => datesTaken(texts, formats[i] as string)) : [datesTaken(all, both)];
  return { readers: [reader(0), reader(1)], datesTaken: order === null ? (taken.find((each) => each !== null) ?? null) : null };
}

/** null: not all of the texts are times of one form. */
function formatOf(all: readonly string[], order: DateOrder | null): string | null {
  const texts = all.filter((text) => text !== "");
  if (texts.length === 0) return null;
  if (order !== null && texts.every((text) => SHORT.test(text))) return order;
  if (texts.every((text) => /^-?\d+$/.test(text) && Math.abs(Number(text)) < SECONDS && !/^(?:19|20)\d{6}$/.test(text)))
    return "epoch-ms";
  const [format = null] = timeFormats({ columns: ["time"], header: true, body: texts.map((text) => [text]), units: new Map() });
  if (format === null) return null;
  const read = createTimeReader(format, "UTC");
  return texts.every((text) => !Number.isNaN(read(text))) ? format : null;
}

/** null: the texts cannot be read in another order of day and month, or are the same times so. */
function datesTaken(all: readonly string[], format: string): DatesTaken | null {
  const texts = all.filter((text) => text !== "");
  if (format !== "dmy" && format !== "mdy" && format !== "ymd") return null;
  // Nobody writes 12.31.2026.
  const dots = format === "dmy" && texts.every((text) => /^\s*\d{1,2}\./.test(text));
  if (dots || !texts.every((text) => SHORT.test(text))) return null;
  const other = format === "dmy" ? "mdy" : "dmy";
  const [read, readOther] = [createTimeReader(format, "UTC"), createTimeReader(other, "UTC")];
  if (texts.some((text) => Number.isNaN(readOther(text)))) return null;
  const example = texts.find((text) => read(text) !== readOther(text));
  return example === undefined ? null : { order: format, other, example };
}
