import { isUnit } from "../units.ts";
import { mostFrequent } from "./dialect.ts";
import { isMeasured, isTime } from "./header.ts";
import { isMissing } from "./odd-values.ts";
import { TIME_NAME } from "./time-column.ts";

/** Rows above a table at most. */
const MOST = 30;
/** Rows that tell what a column holds. */
const ENOUGH = 100;
/** First rows of a table at most that may be cut or hold no readings. */
const BROKEN = 3;
/** Share of a column's cells that must be numbers or times, and of a row's cells in such columns. */
const SHARE = 0.8;

/**
 * How many rows stand above the one of the names: serial numbers and settings, of another number of fields, with numbers in them, or above
 * the first that names a time. 0 where the first row is one of names, or of data. `rows`: from the first that is no comment or title; null for one that cannot be parted.
 */
export function rowsAboveNames(rows: readonly (readonly string[] | null)[], width: number): number {
  // What stands above is told from the rows below it, of which there may be hardly more.
  const from = Math.min(MOST, rows.length >> 1);
  const below = rows.slice(from, from + ENOUGH);
  const whole = below.filter((row) => row?.length === width) as (readonly string[])[];
  const columns = Array.from({ length: width }, (_, i) => i);
  const measured = columns.filter((i) => mostlyMeasured(whole.map((row) => cellOf(row, i))));
  const isData = (row: readonly string[] | null | undefined): boolean =>
    row?.length === width && mostlyMeasured(measured.map((i) => cellOf(row, i)));
  if (isNames(rows[0], width) && (isData(rows[1]) || rows.length < BROKEN)) return 0;
  const first = rows.slice(0, MOST + 1).findIndex((row, i) => isData(row) && isData(rows[i + 1] ?? row));
  if (first < 1) return 0;
  if (isNames(rows[0], width)) return firstNames(rows.slice(0, first), width, measured);
  // Units stand below the names, and none below that of the time.
  const time = measured.find((i) => isTime(cellOf(rows[first] as readonly string[], i)));
  const isRemark = (row: readonly string[]): boolean =>
    row.some((cell) => isUnit(cell.trim())) || (time !== undefined && cellOf(row, time) === "");
  let last = first - 1;
  while (last > Math.max(0, first - BROKEN) && !isNames(rows[last], width)) last--;
  let names = last;
  while (isNames(rows[names], width) && isRemark(rows[names] as readonly string[])) names--;
  if (isNames(rows[names], width)) return names;
  // All of them have what is a unit elsewhere: `ms` may be a name as well.
  return names === last ? 0 : names + 1 + firstNames(rows.slice(names + 1, last + 1), width, measured);
}

/** Of rows of texts the first that names a time, as of settings and titles none does; else the first of as many different names as any has. */
function firstNames(rows: readonly (readonly string[] | null)[], width: number, measured: readonly number[]): number {
  const named = rows.findIndex(
    (row) => row !== null && isNames(row, width) && measured.some((i) => TIME_NAME.test(cellOf(row, i))),
  );
  if (named !== -1) return named;
  const filled = rows.map((row) => (row !== null && isNames(row, width) ? namesIn(row) : 0));
  return filled.indexOf(Math.max(...filled));
}

const namesIn = (row: readonly string[]): number => new Set(row.map((cell) => cell.trim()).filter((cell) => cell !== "")).size;

/**
 * The names of columns with what stands above them, of the nearest rows last. Where several have the same one: the tag of a time and a value, or
 * the first line of a name in two. One that stands above the first of several, as many each time, is that of all of them. Where some have none:
 * those above, as a logger has its channels above the line that begins with date and time, and above one of units.
 */
export function namesInTwoRows(rows: readonly (readonly string[] | null)[], names: readonly string[]): readonly string[] {
  const filled = names.filter((name) => name.trim() !== "");
  const above = rows.at(-1);
  if (new Set(filled).size === filled.length) return filledFrom(rows, names);
  if (!isNames(above, names.length)) return names;
  const tops = (above as readonly string[]).map((cell) => cell.trim());
  const starts = tops.flatMap((cell, i) => (cell === "" ? [] : [i]));
  const [step] = mostFrequent(starts.slice(1).map((start, i) => start - (starts[i] as number)));
  const grouped = starts.length > 1 && step > 1 && starts.every((start, i) => start === i * step);
  return names.map((name, i) => `${grouped ? tops[i - (i % step)] : tops[i]} ${name}`.trim());
}

/** With what the nearest row above has in the places of all names that are not there or mostly units: different texts that are none. */
function filledFrom(rows: readonly (readonly string[] | null)[], names: readonly string[]): readonly string[] {
  const units = names.filter((name) => isUnit(name.trim())).length;
  const ofUnits = units > 1 && units > namesIn(names) / 2;
  // That of the row's number may be missing.
  const empty = names.flatMap((name, i) => (i > 0 && (name.trim() === "" || (ofUnits && isUnit(name.trim()))) ? [i] : []));
  if (empty.length === 0) return names;
  const row = rows.findLast((cells) => {
    const texts = empty.map((i) => cells?.[i]?.trim() ?? "");
    return texts.every((text) => text !== "" && !isUnit(text)) && new Set(texts).size === texts.length;
  });
  return row == null ? names : names.map((name, i) => (empty.includes(i) ? cellOf(row, i) : name));
}

const cellOf = (row: readonly string[], i: number): string => (row[i] ?? "").trim();

function isNames(row: readonly string[] | null | undefined, width: number): boolean {
  return row?.length === width && !row.some(isMeasured);
}

function mostlyMeasured(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => !isMissing(cell));
  return filled.length > 0 && filled.filter(isMeasured).length >= filled.length * SHARE;
}
