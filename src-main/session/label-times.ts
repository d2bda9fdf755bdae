import { zoneInName } from "../sources/csv/detect/named-zone.ts";
import { timeFormats } from "../sources/csv/detect/time-column.ts";
import { createTimeReader, type TimeReader } from "../sources/csv/time-reader.ts";

/** Rows that say how times are written. */
const SAMPLE = 10_000;
/** Whole numbers below it are ms since 1970, as above a millennium later: as seconds they would be of before March 1973. */
const SECONDS = 1e8;

/**
 * Readers for the starts and ends of labels, `pairs` of texts as they stand: in the form and order of day and month that both have, else each
 * in its own. `names`: of their columns, which may say a zone; `zone`: of times that say none.
 */
export function labelTimes(
  pairs: readonly (readonly [start: string, end: string])[],
  names: readonly [start: string, end: string],
  zone: string,
): readonly [start: TimeReader, end: TimeReader] {
  const sample = pairs.slice(0, SAMPLE);
  const both = formatOf(sample.flat());
  const reader = (which: 0 | 1): TimeReader =>
    createTimeReader(both ?? formatOf(sample.map((pair) => pair[which])) ?? "iso", zoneInName(names[which]) ?? zone);
  return [reader(0), reader(1)];
}

/** null: not all of the texts are times of one form. */
function formatOf(all: readonly string[]): string | null {
  const texts = all.filter((text) => text !== "");
  if (texts.length === 0) return null;
  if (texts.every((text) => /^-?\d+$/.test(text) && Math.abs(Number(text)) < SECONDS && !/^(?:19|20)\d{6}$/.test(text)))
    return "epoch-ms";
  const [format = null] = timeFormats({ columns: ["time"], header: true, body: texts.map((text) => [text]), units: new Map() });
  if (format === null) return null;
  const read = createTimeReader(format, "UTC");
  return texts.every((text) => !Number.isNaN(read(text))) ? format : null;
}
