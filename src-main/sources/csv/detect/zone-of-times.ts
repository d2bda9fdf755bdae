import { groupedDigits } from "../../grouped-digits.ts";
import { saysZone } from "../time-reader.ts";
import { columnTexts } from "./column-texts.ts";
import { isTime } from "./header.ts";
import { zoneInName } from "./named-zone.ts";
import { END_NAME } from "./role-names.ts";
import type { SampleTable } from "./sample-table.ts";
import type { TimeColumn } from "./time-column.ts";
import { timeTexts } from "./time-texts.ts";

/** Local times look like any other: who reads a file of them must know what they were taken for. */
export function zoneReason(time: TimeColumn, table: SampleTable): string {
  if (isEpoch(time)) return "";
  const texts = timeTexts(table, time)
    .map((text) => text.trim())
    .filter((text) => text !== "");
  const mixed = texts.some(saysZone);
  const silent = texts.filter((text) => !saysZone(text) && /\d[:.h]\d/.test(text)).length;
  if (mixed && silent === 0) return "";
  const without = mixed ? `${groupedDigits(silent)} of ${groupedDigits(texts.length)} without a zone` : "no zone";
  const zone = namedZone(time, table);
  return zone === undefined
    ? `; ${without}, taken as UTC`
    : `; ${mixed ? `${without}: ` : ""}zone ${zone}, as the column's name says`;
}

const ZONE_NAME = /^(?:tz|time_?zone|zone|tz_?(?:cd|code)|(?:utc|gmt|zone|tz)[ _]?offset|zeitzone)$/i;

/** The column in which each row says the zone of its time, or the offset: part of the time then, where that has none itself. */
export function zoneColumn({ header, columns, body }: SampleTable, { indexes }: TimeColumn): number | undefined {
  if (!header || columnTexts(body, indexes.at(-1) ?? 0).some(saysZone)) return undefined;
  // The end of an interval stands in one column.
  if (columns.some((name, i) => END_NAME.test(name) && columnTexts(body, i).some(isTime))) return undefined;
  const at = columns.findIndex((name, i) => {
    const texts = columnTexts(body, i);
    return ZONE_NAME.test(name) && !indexes.includes(i) && texts.length > 0 && texts.every((text) => saysZone(`0:00 ${text}`));
  });
  return at === -1 ? undefined : at;
}

/** The zone of times that carry none, where the name of one of their columns says it. */
export function namedZone(time: TimeColumn, { columns }: SampleTable): string | undefined {
  if (isEpoch(time)) return undefined;
  for (const i of time.indexes) {
    const zone = zoneInName(columns[i] as string);
    if (zone !== undefined) return zone;
  }
  return undefined;
}

const isEpoch = ({ format }: TimeColumn): boolean => format.startsWith("epoch");
