import { isOff, isOn } from "./flag-column.ts";
import { ID_NAME, SEEN_NAME } from "./role-names.ts";

/** Says something about a reading, not where it comes from. */
const REMARK =
  /qualit|kvalit|kwalit|calidad|qualid|jakoś|laatu|品質|valid|gültig|\bflag|status|\bstate\b|zustand|severity|priorit|^units?$|einheit|comment|remark|\bnotes?\b|bemerkung|message|\btext\b|descri|source_?file|weekday|\bcosts?\b|price|kosten|preis|month|season|direction|\bwind_?dir|condition|weather|holiday|day_?of_?week|\bdow\b|tarif|\bam[ /_]?pm\b|monat|wochentag/i;

export interface KeyColumns {
  readonly columns: readonly number[];
  /** Why they are taken; "" for none. */
  readonly reason: string;
}

/**
 * Columns whose names say nothing and that nevertheless tell series apart: without them readings of several devices would be one series.
 * `known` are those taken as key parts already, `free` the columns nobody took, `room` how many parts are left. In a long table a text
 * that recurs is one; elsewhere, and for numbers, only what parts rows of the same time.
 */
export function keyColumns(
  names: readonly string[],
  body: readonly string[][],
  time: readonly number[],
  known: readonly number[],
  free: readonly number[],
  numeric: ReadonlySet<number>,
  long: boolean,
  room: number,
): KeyColumns {
  const taken: number[] = [];
  let byTime = 0;
  // Open and closed are what something is at the time, not which of several it is.
  const isSwitch = (i: number): boolean =>
    !numeric.has(i) && column(body, i).every((text) => text === "" || isOn(text.toLowerCase()) || isOff(text.toLowerCase()));
  const tells = (i: number): boolean => !REMARK.test(names[i] as string) && !SEEN_NAME.test(names[i] as string) && !isSwitch(i);
  const named = free.filter((i) => names[i] !== "" && tells(i));
  const recurring = named.filter((i) => recurs(column(body, i)));
  // The number of a device is no measure, though another column is called the value.
  const isName = (i: number): boolean => !numeric.has(i) || ID_NAME.test(names[i] as string);
  if (long) taken.push(...recurring.filter(isName).slice(0, room));
  while (taken.length < room && collisions(body, [...time, ...known, ...taken]) > 0.2) {
    const before = collisions(body, [...time, ...known, ...taken]);
    const best = recurring
      .filter((i) => !taken.includes(i) && (!numeric.has(i) || column(body, i).every((text) => /^\d{1,12}$/.test(text))))
      .map((i) => ({ i, left: collisions(body, [...time, ...known, ...taken, i]) }))
      .sort((a, b) => a.left - b.left || a.i - b.i)[0];
    // A text may part what another column parts the rest of; a number that leaves rows of one time together is a measure.
    if (best === undefined || best.left > (numeric.has(best.i) ? 0.01 : before * 0.7)) break;
    taken.push(best.i);
    byTime++;
  }
  if (taken.length === 0) return { columns: [], reason: "" };
  return {
    columns: taken.sort((a, b) => a - b),
    reason: byTime === 0 ? "texts that recur" : "rows of the same time differ in it",
  };
}

/** Text columns of `free` with the same words in every row: those before the value, else the first after it, where a unit or a remark may stand too. */
export function constantTexts(
  body: readonly string[][],
  free: readonly number[],
  numeric: ReadonlySet<number>,
  value: number,
): number[] {
  const found = free.filter((i) => {
    const texts = new Set(column(body, i));
    return !numeric.has(i) && texts.size === 1 && !texts.has("");
  });
  const before = found.filter((i) => i < value);
  return before.length > 0 ? before : found.slice(0, 1);
}

function column(body: readonly string[][], i: number): string[] {
  return body.map((row) => (row[i] ?? "").trim());
}

/** Few values, each often, none nearly always. */
export function recurs(texts: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  if (counts.size < 2 || (counts.get("") ?? 0) > texts.length * 0.1) return false;
  const most = Math.max(...counts.values());
  return counts.size <= texts.length / 2 && most <= texts.length * 0.9;
}

/** Share of rows that are not the first of their time and key. */
function collisions(body: readonly string[][], columns: readonly number[]): number {
  const seen = new Set(body.map((row) => columns.map((i) => (row[i] ?? "").trim()).join("\u0000")));
  return 1 - seen.size / body.length;
}
