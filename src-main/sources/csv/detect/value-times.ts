import { createTimeReader, isCounted } from "../time-reader.ts";
import { columnTexts, mostly } from "./column-texts.ts";
import { isMissing } from "./odd-values.ts";
import { END_NAME, LATER_NAME } from "./role-names.ts";
import type { SampleTable } from "./sample-table.ts";
import { countedFormat, type TimeColumn } from "./time-column.ts";

/** A value column and the column of its own time, by position. */
export interface TimedValue {
  readonly time: number;
  readonly value: number;
}

/** Share of a column's texts that must be times, or numbers. */
const SHARE = 0.9;

/**
 * The pairs of a table in which each value has a time of its own in the column before it, as historians and loggers write series of
 * different rates: time, value, time, value. Either their names pair up (`t1, v1, t2, v2`, `Time, Temp, Time, Hum`, `Pump Time, Pump Value`), or
 * these are all its columns and the values have no names, or the shorter series end in blanks. Empty where there are not several.
 */
export function timedValues(table: SampleTable, time: TimeColumn, isNumber: (text: string) => boolean): readonly TimedValue[] {
  if (time.indexes.length !== 1) return [];
  const { columns, body } = table;
  const read = createTimeReader(time.format, "UTC");
  const isTimes = (i: number): boolean => {
    const name = columns[i] as string;
    const texts = columnTexts(body, i);
    const good = texts.filter((text) => !Number.isNaN(read(text))).length;
    if (good === 0 || !mostly(good, texts.length, SHARE, false)) return false;
    return !isCounted(time.format) || countedFormat(texts, name) === time.format;
  };
  const isValues = (i: number): boolean => {
    const texts = columnTexts(body, i).filter((text) => !isMissing(text));
    const good = texts.filter(isNumber).length;
    return good > 0 && mostly(good, texts.length, SHARE, false);
  };
  const times = columns.map((_, i) => isTimes(i));
  const pairs = columns.flatMap((_, i) =>
    times[i] === true && times[i + 1] === false && isValues(i + 1) ? [{ time: i, value: i + 1 }] : [],
  );
  // Of one row, and told by their names: when it began and ended, was measured and stored.
  if (pairs.length < 2 || pairs.some((pair) => isOfRow(columns[pair.time] as string))) return [];
  const all =
    pairs.length * 2 === columns.length && areAlike(table, pairs) && (areNameless(table, pairs) || endApart(table, pairs));
  return all || namesPair(table, pairs) ? pairs : [];
}

const isOfRow = (name: string): boolean => END_NAME.test(name) || LATER_NAME.test(name);

/** Whether the names of the times differ in nothing but what the names of their values say too, and numbers. */
function namesPair({ columns }: SampleTable, pairs: readonly TimedValue[]): boolean {
  const own = pairs.map(({ time, value }) => {
    const said = new Set(wordsOf(columns[value] as string));
    return wordsOf(columns[time] as string)
      .filter((word) => !said.has(word))
      .join(" ");
  });
  return own[0] !== "" && own.every((words) => words === own[0]);
}

/** Whether no names say otherwise. */
const areNameless = ({ header, columns }: SampleTable, pairs: readonly TimedValue[]): boolean =>
  !header || pairs.every(({ time, value }) => columns[value] === "" || columns[value] === columns[time]);

/** Whether rows have some of the pairs and of the others neither the time nor the value. */
function endApart({ body }: SampleTable, pairs: readonly TimedValue[]): boolean {
  const filled = (row: readonly string[], i: number): boolean => (row[i] ?? "").trim() !== "";
  return body.some(
    (row) =>
      pairs.some(({ time, value }) => !filled(row, time) && !filled(row, value)) &&
      pairs.some(({ time, value }) => filled(row, time) && filled(row, value)),
  );
}

/** Whether all times have a time of day, or none: a date may stand beside the time it is a part of. */
function areAlike({ body }: SampleTable, pairs: readonly TimedValue[]): boolean {
  const clocks = pairs.filter(({ time }) => columnTexts(body, time).some((text) => text.includes(":")));
  return clocks.length === 0 || clocks.length === pairs.length;
}

/** In small letters, without numbers. */
function wordsOf(name: string): string[] {
  return (name.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{Lo}+/gu) ?? []).map((word) => word.toLowerCase());
}
