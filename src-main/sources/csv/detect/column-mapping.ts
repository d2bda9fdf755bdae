import { foundMapping } from "../../found-mapping.ts";
import type { Mapping } from "../../mapping.ts";
import { guessNumberMarks, type NumberMarks, numberPattern } from "../number-marks.ts";
import { unitsIn } from "../units.ts";
import { columnTexts, mostly } from "./column-texts.ts";
import { type FlagWords, isSeen, ON } from "./flag-column.ts";
import type { Guess } from "./guess.ts";
import { isTime } from "./header.ts";
import { MISSING, saysMissing } from "./odd-values.ts";
import { qualityGuess } from "./quality-column.ts";
import { END_NAME, LATER_NAME } from "./role-names.ts";
import { guessRoles, type Roles } from "./roles.ts";
import type { SampleTable } from "./sample-table.ts";
import { severityGuess } from "./severity-column.ts";
import type { TableFormat } from "./table-format.ts";
import { guessTime, TIME_NAME, type TimeColumn } from "./time-column.ts";
import { unreadSwitches } from "./unread-switches.ts";
import { type TimedValue, timedValues } from "./value-times.ts";
import { namedZone, zoneReason } from "./zone-of-times.ts";

/** What was found out of a table's columns, from which mapping and guesses are made. */
interface Found {
  readonly table: SampleTable;
  readonly marks: NumberMarks;
  readonly time: TimeColumn;
  /** Values that have a time of their own; the first of them has that of `time`. */
  readonly timed: readonly TimedValue[];
  readonly roles: Roles;
}

/** Guesses what the columns of a table mean. Throws an Error of one line when no time or no value column can be found. */
export function mapColumns(
  table: SampleTable,
  format: TableFormat,
): { readonly mapping: Mapping; readonly guesses: readonly Guess[] } {
  const found = guessTime(table);
  // A time of day may be written with a dot, whatever numbers have.
  const others = table.body.map((row) => row.filter((_, i) => !found.indexes.includes(i)));
  const marks = guessNumberMarks(others, format.delimiter);
  const isNumber = numberPattern(marks);
  const timed = timedValues(table, found, isNumber);
  const time = timed[0] === undefined ? found : { ...found, indexes: [timed[0].time] };
  const roles = guessRoles(table, time, timed, isNumber);
  if (roles.intervalEnd === undefined && roles.value === undefined && (roles.values ?? []).length === 0)
    throw new Error(withoutNumbers(table));
  const all = { table, marks, time, timed, roles };
  return { mapping: mappingOf(all, format), guesses: guessesOf(all) };
}

/** What of a mapping is known though no time or no value was found. */
export type KnownPart = Pick<Mapping, "decimal" | "thousands"> & Partial<Pick<Mapping, "time">>;

/** How the numbers of a table are written, and where its time stands if it is only the value that was not found. */
export function knownPart(
  table: SampleTable,
  format: TableFormat,
): { readonly known: KnownPart; readonly guesses: readonly Guess[] } {
  const marks = guessNumberMarks(table.body, format.delimiter);
  const time = timeIn(table);
  return {
    known: {
      decimal: marks.decimal,
      ...(marks.thousands === undefined ? {} : { thousands: marks.thousands }),
      ...(time === null ? {} : { time: timeMapping(time, table) }),
    },
    guesses: [decimalGuess(marks), ...(time === null ? [] : [timeGuess(time, table, "")])],
  };
}

function timeIn(table: SampleTable): TimeColumn | null {
  try {
    return guessTime(table);
  } catch {
    return null;
  }
}

/** Share of a column's texts that must be JSON. */
const JSON_SHARE = 0.9;

/** An object or a list. */
function isJson(text: string): boolean {
  if (!/^[[{].*[\]}]$/s.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function withoutNumbers({ columns, body }: SampleTable): string {
  for (const [i, name] of columns.entries()) {
    const texts = columnTexts(body, i);
    if (texts.length > 0 && mostly(texts.filter(isJson).length, texts.length, JSON_SHARE, false))
      return `column ${JSON.stringify(name)} holds JSON, which is read in messages and not within a CSV; write its fields into columns of their own`;
    const units = unitsIn(texts);
    if (units.length > 1)
      return `the numbers of column ${JSON.stringify(name)} have several units (${units.slice(0, 4).join(", ")}); export them in one, or without formatting`;
  }
  return "no column of numbers was found; name the value column in a mapping file (docs/mapping.md)";
}

function mappingOf({ table, marks, time, timed, roles }: Found, format: TableFormat): Mapping {
  const { columns } = table;
  const name = (i: number): string | number => columnName(table, i);
  const optional = (i: number | undefined): string | number | undefined => (i === undefined ? undefined : name(i));
  const { value, values, sensor, flags } = roles;
  return foundMapping({
    ...format,
    columns: [...columns],
    decimal: marks.decimal,
    thousands: marks.thousands,
    time: timeMapping(time, table),
    station: optional(roles.station),
    sensor: optional(sensor),
    alarm: optional(roles.alarm),
    constants: namesSensor(roles) && value !== undefined ? { sensor: columns[value] ?? "value" } : {},
    value: optional(value),
    values: values?.map(name),
    valueTimes:
      timed.length === 0 ? undefined : Object.fromEntries(timed.slice(1).map((own) => [name(own.value), name(own.time)])),
    units: roles.units.size === 0 ? undefined : Object.fromEntries([...roles.units].map(([i, unit]) => [name(i), unit])),
    threshold: optional(roles.threshold),
    noThreshold: roles.noThreshold,
    active: optional(roles.active),
    intervalEnd: optional(roles.intervalEnd),
    ...(flags === undefined ? {} : withFlags(flags, roles.active === value)),
    missing: [...MISSING, ...roles.sentinels, ...notReadings(table, roles)].filter(
      (word) => !/^nan$/i.test(word) || values !== undefined,
    ),
  });
}

/** By its name where that tells it from the others, else by its place. */
function columnName({ columns, header }: SampleTable, i: number): string | number {
  const name = columns[i] ?? "";
  return header && name !== "" && columns.indexOf(name) === i ? name : i;
}

const timeMapping = (time: TimeColumn, table: SampleTable): Mapping["time"] => ({
  columns: time.indexes.map((i) => columnName(table, i)),
  format: time.format,
  zone: namedZone(time, table) ?? "UTC",
  ...(time.milliseconds === undefined ? {} : { milliseconds: columnName(table, time.milliseconds) }),
});

const KNOWN_ON = ["true", "1", "yes", "y", "on", "t"];
const KNOWN_OFF = ["false", "0", "no", "n", "off", "f"];

/** Of a table of one value column the sensor is called as that, but where alarms come and go: they have names. */
function namesSensor({ sensor, alarm, value, active }: Roles): boolean {
  return sensor === undefined && (alarm === undefined || value !== active);
}

/** The words every mapping knows, and what else stands in the column; where it holds values too, numbers are none, unless it holds no others. */
function withFlags({ on, off }: FlagWords, values: boolean): Pick<Mapping, "activeTrue" | "activeFalse"> {
  const known = (words: readonly string[], seen: readonly string[]): string[] =>
    words.filter((word) => !values || !/^\d$/.test(word) || seen.includes(word));
  // None seen yet: whatever language "off" is in, its "on" is to come.
  return {
    activeTrue: [...new Set([...known(KNOWN_ON, on), ...(on.length === 0 ? known(ON, on) : on)])],
    activeFalse: [...new Set([...known(KNOWN_OFF, off), ...off])],
  };
}

/** What stands in the columns of values or the flag in place of a reading: `unavailable`, `No Data`, or that an alarm was seen. */
function notReadings({ body }: SampleTable, { value, values = [], active }: Roles): string[] {
  const columns = [value, active, ...values].filter((i) => i !== undefined);
  const texts = new Set(columns.flatMap((i) => columnTexts(body, i)));
  return [...texts].filter((text) => saysMissing(text) || isSeen(text.toLowerCase()));
}

function guessesOf({ table, marks, time, timed, roles }: Found): Guess[] {
  const { columns } = table;
  const others = otherTimes(table, [...time.indexes, ...timed.map((own) => own.time)], roles);
  return [
    decimalGuess(marks),
    timeGuess(time, table, timesSaid(timed, columns) + others),
    thresholdGuess(roles),
    {
      name: "shape",
      answer: shapeOf(roles),
      reason: roles.reason + (columnsAreSensors(roles) ? unreadSwitches(table, used(roles)) : ""),
    },
    keysGuess(roles, columns),
    flagGuess(roles, columns),
    ...severityGuess(columns, used(roles)),
    ...qualityGuess(table, used(roles)),
  ];
}

const decimalGuess = ({ decimal, reason }: NumberMarks): Guess => ({
  name: "decimal",
  answer: decimal === "," ? "Comma" : "Point",
  reason,
});

/** `others`: what there is to say of other times of a row. */
const timeGuess = (time: TimeColumn, table: SampleTable, others: string): Guess => ({
  name: "time",
  answer: [...time.indexes, ...(time.milliseconds === undefined ? [] : [time.milliseconds])]
    .map((i) => table.columns[i])
    .join(" + "),
  reason: time.reason + zoneReason(time, table) + others,
});

/** Of several times of a row one is read: where each stands beside a value of its own, that is one too few. */
function otherTimes({ columns, body }: SampleTable, times: readonly number[], roles: Roles): string {
  const others = columns.filter((name, i) => {
    if (times.includes(i) || used(roles).has(i) || END_NAME.test(name) || LATER_NAME.test(name)) return false;
    const texts = columnTexts(body, i);
    const named = TIME_NAME.test(name) || texts.every((text) => text.includes(":"));
    return named && texts.length > 0 && texts.every(isTime);
  });
  return others.length === 0 ? "" : `; ${others.slice(0, 3).join(", ")} not read, though times stand there too`;
}

/** Which values have a time of their own, and in which columns. */
function timesSaid(timed: readonly TimedValue[], columns: readonly string[]): string {
  if (timed.length === 0) return "";
  const said = timed.slice(1, 4).map(({ time, value }) => `${nameOf(columns, value)} at ${nameOf(columns, time)}`);
  return `; each value has its own: ${said.join(", ")}${timed.length > 4 ? "…" : ""}`;
}

const nameOf = (columns: readonly string[], i: number): string => columns[i] || `column ${i + 1}`;

function thresholdGuess({ threshold, noThreshold }: Roles): Guess {
  if (noThreshold !== undefined) return { name: "noThreshold", answer: String(noThreshold), reason: "outside all data" };
  const reason = threshold === undefined ? "no threshold column" : "no threshold stands far above the others";
  return { name: "noThreshold", answer: "none", reason };
}

/** Whether a reading is of what its column is called, so that another column would be of another sensor. */
function columnsAreSensors({ values, value, active, sensor, alarm }: Roles): boolean {
  return values !== undefined || (value !== undefined && value !== active && sensor === undefined && alarm === undefined);
}

function shapeOf({ intervalEnd, values }: Roles): string {
  if (intervalEnd !== undefined) return "Intervals";
  return values === undefined ? "One value column" : `${values.length} value columns`;
}

function keysGuess(roles: Roles, columns: readonly string[]): Guess {
  const parts = (["station", "sensor", "alarm"] as const).flatMap((role) => {
    const at = roles[role];
    return at === undefined ? [] : [`${role} ${nameOf(columns, at)}`];
  });
  if (parts.length === 0) return { name: "keys", answer: "none", reason: roles.keysReason ?? "no column tells series apart" };
  return { name: "keys", answer: parts.join(", "), reason: roles.keysReason ?? "by their names" };
}

function flagGuess({ active, flags }: Roles, columns: readonly string[]): Guess {
  const words = (seen: readonly string[]): string => seen.join(", ") || "nothing seen yet";
  return {
    name: "active",
    answer: active === undefined ? "none" : (columns[active] ?? `column ${active + 1}`),
    reason: flags === undefined ? "no column of yes and no" : `${words(flags.on)} is on, ${words(flags.off)} is off`,
  };
}

/** Columns that mean something. */
function used({ station, sensor, alarm, value, values = [], threshold, active, intervalEnd }: Roles): Set<number> {
  return new Set([station, sensor, alarm, value, threshold, active, intervalEnd, ...values].filter((i) => i !== undefined));
}
