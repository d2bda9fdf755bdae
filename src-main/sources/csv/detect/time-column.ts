import { groupedDigits } from "../../grouped-digits.ts";
import { createTimeReader, isCounted } from "../time-reader.ts";
import { columnTexts, mostly } from "./column-texts.ts";
import { dayOrMonth, isYearFirst } from "./day-or-month.ts";
import { mostFrequent } from "./dialect.ts";
import { isClock, timesInHeader, withoutTime } from "./missing-time.ts";
import { refuseOtherCalendar } from "./other-calendar.ts";
import { END_NAME, LATER_NAME } from "./role-names.ts";
import type { SampleTable } from "./sample-table.ts";
import { timeOfDayColumns } from "./time-of-day.ts";
import { datePartColumns } from "./time-parts.ts";
import { zoneColumn } from "./zone-of-times.ts";

/** Where the time of a table stands: in one column, in a date and a time of day, or in parts of them. */
export interface TimeColumn {
  readonly indexes: readonly number[];
  /** Where the milliseconds stand in a column of their own. */
  readonly milliseconds?: number;
  /** As in a Mapping. */
  readonly format: string;
  readonly reason: string;
}

/** The higher the surer. */
type Candidate = TimeColumn & { readonly rank: number };

const FORMATS = ["ymd", "dmy", "mdy"] as const;
const SHORT_FORMATS = ["dmy", "mdy", "ymd"] as const;
const DIGIT_FORMATS = new Map(
  ["yyyyMMdd", "yyyyMMddHH", "yyyyMMddHHmm", "yyyyMMddHHmmss"].map((format) => [format.length, format]),
);
export const TIME_NAME =
  /time|date|stamp|datum|zeit|\bts\b|when|^x_value$|heure|\bhora\b|fecha|tijd|время|дата|\bczas|\bčas|vrijeme|\bidő|zaman|tarih|χρόν|ημερομην|时间|日期|時刻|時間|日時|日付|시간|일시|날짜/i;
/** Share of a column's texts that must be times. */
const SHARE = 0.9;

/** Throws an Error of one line when there is none. */
export function guessTime(table: SampleTable): TimeColumn {
  const candidates = [...table.columns.flatMap((_, column) => candidatesIn(table, column)), ...partedTime(table)];
  const [best] = candidates.sort((a, b) => b.rank - a.rank || (a.indexes[0] as number) - (b.indexes[0] as number));
  if (best === undefined) throw new Error(withoutTime(table));
  // A row a day would put the readings of all its hours at its beginning.
  if (table.columns.filter(isClock).length > 2) throw new Error(timesInHeader(table.columns));
  refuseOtherCalendar(table, best);
  const milliseconds = millisecondsColumn(table, best.indexes);
  const zone = isCounted(best.format) ? undefined : zoneColumn(table, best);
  const indexes = zone === undefined ? best.indexes : [...best.indexes, zone];
  return milliseconds === undefined ? { ...best, indexes } : { ...best, indexes, milliseconds };
}

/** Milliseconds of a second, of any column's name; `ms` may be a value as well, but not behind a date and a time of day, nor in three digits each. */
const MILLISECONDS_NAME =
  /^(?:time[ _]?)?(?:milli(?:s|tm)?(?:ec(?:ond)?s?)?|millisekunden?|milisegundos?|millisecondi|sub[ _]?sec(?:ond)?s?)$/i;
const MS_NAME = /^(?:time[ _]?)?m(?:illi)?s(?:ecs?)?$/i;

/** The column behind those of the time that holds its milliseconds, unless the time has a fraction itself. */
function millisecondsColumn({ columns, body }: SampleTable, time: readonly number[]): number | undefined {
  const at = Math.max(...time) + 1;
  const name = columns[at] ?? "";
  const texts = columnTexts(body, at);
  const good = texts.filter((text) => /^\d{1,3}$/.test(text));
  // A value has no zeros before it.
  const padded = good.every((text) => text.length === 3) && good.some((text) => text.startsWith("0"));
  if (!MILLISECONDS_NAME.test(name) && !((time.length > 1 || padded) && MS_NAME.test(name))) return undefined;
  const whole = columnTexts(body, time.at(-1) ?? 0).every((text) => !/\d[.,]\d/.test(text.replace(/^.*:/, "")));
  return whole && good.length > 0 && mostly(good.length, texts.length, SHARE, false) ? at : undefined;
}

/** By column: how its texts read as times, were somebody to say that they are some; null: as none. */
export function timeFormats(table: SampleTable): (string | null)[] {
  return table.columns.map((name, column) => {
    const [best] = candidatesIn(table, column).sort((a, b) => b.rank - a.rank);
    if (best !== undefined) return best.format;
    const texts = columnTexts(table.body, column);
    const numbers = texts.map(Number).filter(Number.isFinite);
    return numbers.length > 0 && mostly(numbers.length, texts.length, SHARE, true) ? epochFormat(numbers, name) : null;
  });
}

function candidatesIn(table: SampleTable, column: number): Candidate[] {
  const texts = columnTexts(table.body, column);
  if (texts.length < table.body.length * 0.5 || texts.length === 0) return [];
  const name = table.columns[column] as string;
  const named = TIME_NAME.test(name);
  // Of several times of a row the one at which it was measured, or began.
  const later = END_NAME.test(name) || LATER_NAME.test(name) ? 0.5 : 0;
  return [
    digitsTime(table, column, texts, named),
    writtenTime(table, column, texts, named),
    epochTime(column, texts, table.units.has(column) ? `${name} ${table.units.get(column)}` : name, named),
  ]
    .filter((found) => found !== null)
    .map((found) => ({ ...found, rank: found.rank - later }));
}

/** A date, maybe with its time of day, in digits alone: 20240213, 2024021310, 202402131030, 20240213103000. */
function digitsTime(table: SampleTable, column: number, texts: readonly string[], named: boolean): Candidate | null {
  const [length] = mostFrequent(texts.map((text) => text.length));
  const format = DIGIT_FORMATS.get(length);
  if (format === undefined) return null;
  const read = createTimeReader(format, "UTC");
  // A number of eight digits is a day of these two centuries by chance, if at all.
  const good = texts.filter((text) => /^(?:19|20)\d+$/.test(text) && !Number.isNaN(read(text))).length;
  if (good === 0 || !mostly(good, texts.length, SHARE, false)) return null;
  const clock = length === "yyyyMMdd".length ? timeOfDayColumns(table, column) : [];
  const shown = `${format}, ${groupedDigits(good)} of ${groupedDigits(texts.length)}`;
  if (clock.length > 0) return { indexes: [column, ...clock], format, rank: 10, reason: `date and time of day, ${shown}` };
  return { indexes: [column], format, rank: named ? 9 : length > "yyyyMMdd".length ? 6 : 2, reason: shown };
}

function writtenTime(table: SampleTable, column: number, texts: readonly string[], named: boolean): Candidate | null {
  // 13/02/24 could be a year 13; who writes two digits first means a day or a month.
  const shortOnes = texts.filter((text) => /^\s*\d{1,2}[-/. ]/.test(text)).length;
  const short = mostly(shortOnes, texts.length, SHARE, false);
  const readings = (short ? SHORT_FORMATS : FORMATS).map((format) => {
    const read = createTimeReader(format, "UTC");
    return { format, times: texts.filter((text) => !Number.isNaN(read(text))) };
  });
  // The order that reads most; the first of equals.
  const { format: first, times } = readings.reduce((a, b) => (b.times.length > a.times.length ? b : a));
  if (times.length === 0 || !mostly(times.length, texts.length, SHARE, named)) return null;
  const dateOnly = times.every((text) => !/\d[:.]\d\d(?!\d{2})/.test(text.slice(8)) && !text.includes(":"));
  const clock = dateOnly ? timeOfDayColumns(table, column) : [];
  const dated = dateOnly && clock.length === 0;
  const yearFirst = short && first === "dmy" && isYearFirst(read(times, "dmy"), read(times, "ymd"), dated);
  const either = !yearFirst && first === "dmy" && times.length === readings.find(({ format }) => format === "mdy")?.times.length;
  const order = either ? dayOrMonth(times, read(times, "dmy"), read(times, "mdy"), dated) : null;
  const format = yearFirst ? "ymd" : (order?.format ?? first);
  const name = order === null ? FORMAT_NAMES[format] : `${PATTERNS[format]} (${order.why})`;
  const shown = `${name}, ${groupedDigits(times.length)} of ${groupedDigits(texts.length)}`;
  const rank = (clock.length > 0 ? 10 : named ? 9 : 7) - doubt(times.length, texts.length);
  return clock.length === 0
    ? { indexes: [column], format, rank, reason: shown }
    : { indexes: [column, ...clock], format, rank, reason: `date and time of day, ${shown}` };
}

/** Year, month and day, and maybe the time of day, each in a column of its own: surer than numbers alone, less than a date as a whole. */
function partedTime(table: SampleTable): Candidate[] {
  const indexes = datePartColumns(table);
  return indexes.length === 0 ? [] : [{ indexes, format: "ymd", rank: 8.5, reason: "each part in a column of its own" }];
}

function epochTime(column: number, texts: readonly string[], name: string, named: boolean): Candidate | null {
  const numbers = texts.map(countOf).filter((n) => Number.isFinite(n) && (named || n >= 0));
  const format = mostly(numbers.length, texts.length, SHARE, named) ? epochFormat(numbers, named ? name : null) : null;
  if (format === null) return null;
  const rank = named ? 8 - doubt(numbers.length, texts.length) : 3;
  if (format === "excel-days") return { indexes: [column], format, rank, reason: "days since 1900, as spreadsheets count" };
  const counted = `${format.slice("epoch-".length)} since 1970`;
  const start = middle(numbers) < OLD ? ", or since a start that is not said" : "";
  // Most devices convert what a satellite says, and keep its name.
  const gps =
    format === "epoch-s" && start === "" && /gps/i.test(name)
      ? "; counted from 1980, as GPS does, they would be ten years later"
      : "";
  const reason = `${counted}${start}${gps}`;
  return { indexes: [column], format, rank, reason };
}

/** A few broken times must not hide the column; one with many of them gives way to one without. */
function doubt(good: number, all: number): number {
  return good < all * 0.7 ? 5 : 0;
}

/** Texts that can be read. */
function read(texts: readonly string[], format: string): number[] {
  const reader = createTimeReader(format, "UTC");
  return texts.map((text) => reader(text)).filter((time) => !Number.isNaN(time));
}

const PATTERNS = { ymd: "yyyy-MM-dd", dmy: "dd/MM/yyyy", mdy: "MM/dd/yyyy" } as const;
const FORMAT_NAMES = {
  ymd: PATTERNS.ymd,
  dmy: `${PATTERNS.dmy} (day first)`,
  mdy: `${PATTERNS.mdy} (month first)`,
} as const;

/** Whether most of the texts are seconds or finer since 1970, of this century or the end of the last. */
export function isEpoch(texts: readonly string[]): boolean {
  return epochFormat(texts.map(countOf).filter(Number.isFinite), null) !== null;
}

/** A number of seconds or days, which may have a decimal comma. */
const countOf = (text: string): number => Number(text.replace(",", "."));

/** Seconds since 1970 below which numbers hardly mean that: March 1973. */
const OLD = 1e8;

/** How texts of numbers count time, the column being one of times by its name or by their size; null: they do not. */
export function countedFormat(texts: readonly string[], name: string): string | null {
  return epochFormat(texts.map(countOf).filter(Number.isFinite), TIME_NAME.test(name) ? name : null);
}

/** `name`: of a column that it says is one of times; null: of one that it does not. */
function epochFormat(numbers: readonly number[], name: string | null): string | null {
  const usual = middle(numbers);
  if (usual < OLD) return name === null ? null : smallFormat(numbers, name);
  if (usual < 1e11) return "epoch-s";
  if (usual < 1e14) return "epoch-ms";
  return usual < 1e17 ? "epoch-us" : "epoch-ns";
}

/** Of numbers too small to be seconds of our days: days of a spreadsheet, or counted from a start, in what the name says. */
function smallFormat(numbers: readonly number[], name: string): string {
  const [, unit = ""] = /(?:[[(,_ ]\s*|(?<=[a-z])(?=[A-Z]))([mµμunMUN]?[sS])(?:ec)?(?:[\])]|$)/.exec(name) ?? [];
  const scale = { m: "epoch-ms", µ: "epoch-us", μ: "epoch-us", u: "epoch-us", n: "epoch-ns" }[unit[0]?.toLowerCase() ?? ""];
  if (scale !== undefined) return scale;
  // From 1954 to 2119; a step of an hour or a day in seconds is no such day.
  const days = unit === "" && numbers.every((n) => n > 20_000 && n < 80_000) && /date|datum|fecha|data\b|time|zeit/i.test(name);
  return days && numbers.some((n, i) => i > 0 && Math.abs(n - (numbers[i - 1] as number)) <= 1) ? "excel-days" : "epoch-s";
}

/** The middle one: a broken row must not decide. */
function middle(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
