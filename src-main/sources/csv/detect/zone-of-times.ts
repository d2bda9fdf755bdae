import { groupedDigits } from "../../grouped-digits.ts";
import { saysZone } from "../time-reader.ts";
import { columnTexts } from "./column-texts.ts";
import type { SampleTable } from "./sample-table.ts";
import type { TimeColumn } from "./time-column.ts";

/** Local times look like any other: who reads a file of them must know what they were taken for. */
export function zoneReason(time: TimeColumn, table: SampleTable): string {
  if (isEpoch(time)) return "";
  const last = columnTexts(table.body, time.indexes.at(-1) ?? 0);
  const mixed = last.some(saysZone);
  const silent = last.filter((text) => !saysZone(text) && /\d[:.h]\d/.test(text)).length;
  if (mixed && silent === 0) return "";
  const without = mixed ? `${groupedDigits(silent)} of ${groupedDigits(last.length)} without a zone` : "no zone";
  const zone = namedZone(time, table);
  return zone === undefined
    ? `; ${without}, taken as UTC`
    : `; ${mixed ? `${without}: ` : ""}zone ${zone}, as the column's name says`;
}

/** The zone of times that carry none, where the name of their column says it: `Date Time, GMT-05:00`, `Time (Europe/Rome)`. */
export function namedZone(time: TimeColumn, { columns }: SampleTable): string | undefined {
  if (isEpoch(time)) return undefined;
  for (const name of time.indexes.map((i) => columns[i] as string)) {
    const [, sign, hours, minutes = "00"] = /\b(?:UTC|GMT) ?([+-])(0?\d|1[0-4])(?::?([0-5]\d))?\b/.exec(name) ?? [];
    if (hours !== undefined) return `${sign}${hours.padStart(2, "0")}:${minutes}`;
    const [place] = /\b[A-Z][A-Za-z]+\/[A-Z][A-Za-z_]+\b/.exec(name) ?? [];
    if (place !== undefined && Intl.supportedValuesOf("timeZone").includes(place)) return place;
  }
  return undefined;
}

const isEpoch = ({ format }: TimeColumn): boolean => format.startsWith("epoch");
