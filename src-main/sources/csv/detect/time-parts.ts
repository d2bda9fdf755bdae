import { columnTexts, mostly } from "./column-texts.ts";
import type { SampleTable } from "./sample-table.ts";

/** What the columns are called in which parts of a time stand, and the whole numbers that stand there. */
const PARTS = {
  year: { name: /^(?:year|yr|yyyy|yy|jahr|annee|année|año|ano|anno|rok|jaar)$/i, least: 0, most: 9999 },
  month: { name: /^(?:month|mnth|mon|mo|mm|monat|mois|mes|mês|mese|maand|miesiąc|měsíc)$/i, least: 1, most: 12 },
  day: { name: /^(?:day|dd|dy|dom|day_?of_?month|tag|jour|día|dia|giorno|dag|dzień|den)$/i, least: 1, most: 31 },
  hour: { name: /^(?:hour|hr|hh|he|hour_?(?:ending|of_?day)|stunde|heure|hora|ora|uur|godzina|hodina)$/i, least: 0, most: 24 },
  minute: { name: /^(?:minute|min|mi|mn|mm|minuto|minuut)$/i, least: 0, most: 59 },
  second: { name: /^(?:second|sec|ss|sekunde|seconde|segundo|secondo)$/i, least: 0, most: 60 },
} as const;
type Part = keyof typeof PARTS;

/** Share of a column's texts that must be such numbers. */
const SHARE = 0.9;

/** The columns of year, month and day, and behind them those of the time of day; empty where a part of the date is missing. */
export function datePartColumns(table: SampleTable): number[] {
  const found = partColumns(table, ["year", "month", "day"], []);
  return found.length < 3 ? [] : [...found, ...clockPartColumns(table, found)];
}

/** The columns of hour, minute and second, as far as they are there in this order. `others`: those of the date. */
export function clockPartColumns(table: SampleTable, others: readonly number[]): number[] {
  return partColumns(table, ["hour", "minute", "second"], others);
}

const DAY_OF_NAME = /^(?:week_?day|day_?of_?(?:week|year)|week(?:_?of_?year)?|quarter|wochentag|kw)$/i;

/** Columns that say once more which year, month, day or hour a time of the row is of: nothing is measured in them. */
export function calendarColumns(table: SampleTable): number[] {
  const { columns } = table;
  const dates = (["year", "month", "day"] as const).flatMap((part) => partColumns(table, [part], []));
  return [
    ...dates,
    ...clockPartColumns(table, dates),
    ...columns.flatMap((name, i) => (DAY_OF_NAME.test(bareName(name)) ? [i] : [])),
  ];
}

/** Up to the first part that is missing. */
function partColumns(table: SampleTable, parts: readonly Part[], others: readonly number[]): number[] {
  const found: number[] = [];
  for (const part of table.header ? parts : []) {
    const at = table.columns.findIndex(
      (name, i) =>
        !found.includes(i) && !others.includes(i) && PARTS[part].name.test(bareName(name)) && holdsPart(table, i, part),
    );
    if (at === -1) break;
    found.push(at);
  }
  return found;
}

function holdsPart({ body }: SampleTable, column: number, part: Part): boolean {
  const { least, most } = PARTS[part];
  const texts = columnTexts(body, column);
  const good = texts.filter((text) => /^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most).length;
  return good >= body.length / 2 && mostly(good, texts.length, SHARE, false);
}

/** Without the mark of a comment before it, and what stands in brackets behind it. */
const bareName = (name: string): string => name.replace(/^#\s*/, "").replace(/\s*[[(].*[\])]$/, "");
