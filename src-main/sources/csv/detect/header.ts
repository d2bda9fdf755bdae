import { createTimeReader } from "../time-reader.ts";

/** A number with a point, as the C locale writes it. */
export const NUMBER_POINT = /^(?:[+-] *)?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** One with a comma. */
export const NUMBER_COMMA = /^[+-]?\d+(?:,\d+)?$/;

export interface Header {
  /** The first row holds names, not data. */
  readonly present: boolean;
  readonly reason: string;
}

/** `width`: fields of the rows behind the first. */
export function guessHeader(first: readonly string[], rest: readonly string[][], width: number): Header {
  const names = first.filter((field) => field.trim() !== "");
  if (names.some(isMeasured)) return { present: false, reason: "the first row holds numbers or times" };
  if (rest.length === 0) return { present: true, reason: "a single row of names" };
  if (isShort(first, rest, width))
    return { present: true, reason: `${first.length} names for ${width} columns: the first has none` };
  return { present: true, reason: `${names.length} names, no number` };
}

/** A name for each column; "" for those without one. */
export function headerNames(first: readonly string[], rest: readonly string[][], width: number): string[] {
  const names = isShort(first, rest, width) ? ["", ...first] : [...first];
  while (names.length < width) names.push("");
  return ofPairs(names.slice(0, width).map((name) => name.trim()));
}

/** As historians write a time and a value of each tag, whose name stands above the time alone: it is that of the value too. */
function ofPairs(names: readonly string[]): string[] {
  const pairs = names.length > 2 && names.length % 2 === 0 && names.every((name, i) => (name === "") === (i % 2 === 1));
  const tags = names.filter((name) => name !== "");
  const distinct = new Set(tags).size === tags.length && !tags.some((name) => /time|date|zeit/i.test(name));
  return names.map((name, i) => (pairs && distinct && name === "" ? (names[i - 1] as string) : name));
}

/** As R and pandas write a table: the column of the row's own name has none. Not where rows end in a delimiter that the header has not. */
function isShort(first: readonly string[], rest: readonly string[][], width: number): boolean {
  return first.length === width - 1 && rest.some((row) => row.length === width && row[width - 1]?.trim() !== "");
}

const READERS = ["ymd", "dmy", "mdy"].map((format) => createTimeReader(format, "UTC"));

/** Whether a text is a date, or a time with one, in any order of its parts. */
export function isTime(text: string): boolean {
  return text.length < 80 && READERS.some((read) => !Number.isNaN(read(text)));
}

/** Whether a cell holds a number or a time. */
export function isMeasured(cell: string): boolean {
  const text = cell.trim();
  return NUMBER_POINT.test(text) || NUMBER_COMMA.test(text) || isTime(text);
}
