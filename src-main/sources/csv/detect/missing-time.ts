import { columnTexts, mostly } from "./column-texts.ts";
import { isTime } from "./header.ts";
import type { SampleTable } from "./sample-table.ts";

const CLOCK = /^\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:\s*(?:[AaPp]\.?\s?[Mm]\.?|[ap]))?$/;
/** Whether a text is a time of day. */
export const isClock = (text: string): boolean => CLOCK.test(text);

/** Share of a column's texts that must be of a kind. */
const SHARE = 0.9;

/** What is there instead of a column of times, and what to do. */
export function withoutTime(table: SampleTable): string {
  const { body } = table;
  // A row of times is no header to who looks for names.
  const columns = table.header ? table.columns : (body[0] ?? table.columns);
  const holds = (kind: (text: string) => boolean): string | undefined =>
    table.columns.find((_, i) => {
      const texts = columnTexts(body, i);
      return (
        texts.length > 0 && texts.length >= body.length * 0.5 && mostly(texts.filter(kind).length, texts.length, SHARE, false)
      );
    });
  const parts = ["year", "month", "day", "hour", "minute"].filter((part) => columns.some((name) => name.toLowerCase() === part));
  if (parts.length > 2)
    return `its time stands in several columns (${parts.join(", ")}); join them into one such as 2024-02-13 10:30`;
  if (columns.filter((name) => isClock(name) || isTime(name)).length > 2) return timesInHeader(columns);
  const clock = holds((text) => isClock(text) && text.includes(":"));
  if (clock !== undefined)
    return `column ${JSON.stringify(clock)} holds times of day without a date; put the date before each, or into a column beside it`;
  const range = holds(
    (text) => text.split(/ (?:-|–|to|bis|\/) /).length === 2 && text.split(/ (?:-|–|to|bis|\/) /).every((end) => isTime(end)),
  );
  if (range !== undefined) return `column ${JSON.stringify(range)} holds a start and an end in one; part them into two columns`;
  return "no time column was found; name it and its format in a mapping file (docs/mapping.md)";
}

/** Why a table whose header holds its times is not read. */
export const timesInHeader = (columns: readonly string[]): string =>
  `its times stand in the header (${columns
    .filter((name) => isClock(name) || isTime(name))
    .slice(0, 3)
    .join(", ")}…), a column each; turn it so that each row has its time`;
