import { groupedDigits } from "../grouped-digits.ts";
import { bareNumber } from "./units.ts";

export type Thousands = "." | "," | "'" | " ";

export interface NumberMarks {
  readonly decimal: "." | ",";
  /** Between groups of three digits, " " for any blank; undefined: none. */
  readonly thousands?: Thousands;
  readonly reason: string;
}

const WITH_COMMA = /^(?:[+\u2212-] *)?\d+,\d+(?:[eE][+-]?\d+)?$/;
const WITH_POINT = /^(?:[+\u2212-] *)?\d*\.\d+(?:[eE][+-]?\d+)?$/;
/** 1,234 may be either: a number that has both marks, or the same one twice, tells, or what stands beside it. */
const COMMA_GROUPS = /^[+\u2212-]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})$/;
const POINT_GROUPS = /^[+\u2212-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/;
const APOSTROPHES = /^[+\u2212-]?\d{1,3}(?:['’]\d{3})+(?:[.,]\d+)?$/;
/** Blanks that part words may stand in an id; those that do not hardly. */
const BLANKS = /^[+\u2212-]?\d{1,3}(?:(?: \d{3})+[.,]\d+|(?:[\u00a0\u202f]\d{3})+(?:[.,]\d+)?)$/;

/** One group, which may be three decimals as well. */
const ONE_GROUP = /^[+\u2212-]?[1-9]\d{0,2}[.,]\d{3}$/;
const HUNDREDS = /^[+\u2212-]?[1-9]\d{2}$/;
const THOUSANDS = /^[+\u2212-]?\d{4,}$/;

/** The decimal mark and the mark between thousands of a table's numbers. */
export function guessNumberMarks(rows: readonly (readonly string[])[], delimiter: string): NumberMarks {
  const seen = { commas: 0, points: 0, commaGroups: 0, pointGroups: 0, apostrophes: 0, blanks: 0 };
  /** Of commas and points those that may stand before thousands. */
  const either = { commas: 0, points: 0 };
  for (const row of rows) {
    for (const field of row) {
      const whole = field.trim();
      if (whole.length > 40) continue;
      const bare = bareNumber(whole);
      const apostrophes = APOSTROPHES.test(bare);
      const blanks = BLANKS.test(bare);
      if (apostrophes) seen.apostrophes++;
      else if (blanks) seen.blanks++;
      const text = apostrophes || blanks ? bare.replaceAll(/['’\s]/g, "") : bare;
      if (COMMA_GROUPS.test(text)) seen.commaGroups++;
      else if (POINT_GROUPS.test(text)) seen.pointGroups++;
      else if (WITH_COMMA.test(text)) {
        seen.commas++;
        if (ONE_GROUP.test(text)) either.commas++;
      } else if (WITH_POINT.test(text)) {
        seen.points++;
        if (ONE_GROUP.test(text)) either.points++;
      }
    }
  }
  if (seen.commaGroups > seen.pointGroups)
    return { decimal: ".", thousands: ",", reason: `${groupedDigits(seen.commaGroups)} values such as 1,234.5` };
  if (seen.pointGroups > 0)
    return { decimal: ",", thousands: ".", reason: `${groupedDigits(seen.pointGroups)} values such as 1.234,5` };
  const grouped = oneGroup(seen, either) ?? countedOn(rows, seen, either);
  if (grouped !== null && seen.apostrophes + seen.blanks === 0) return grouped;
  const decimal = seen.commas > seen.points ? "," : ".";
  if (seen.apostrophes + seen.blanks > 0) {
    const thousands = seen.apostrophes >= seen.blanks ? "'" : " ";
    const grouped = groupedDigits(Math.max(seen.apostrophes, seen.blanks));
    return { decimal, thousands, reason: `${grouped} values such as 1${thousands}234${decimal}5` };
  }
  if (decimal === ",") return { decimal, reason: `${groupedDigits(seen.commas)} values such as 2,6` };
  return { decimal, reason: delimiter === "," ? "the comma parts fields" : "no comma in values" };
}

interface Marks {
  readonly commas: number;
  readonly points: number;
}

/** Where all numbers with one mark may be thousands and of those with the other some are none: 1.234 beside 2,6, or 1,234 beside 2.6. */
function oneGroup(seen: Marks, either: Marks): NumberMarks | null {
  const decimals = { commas: seen.commas - either.commas, points: seen.points - either.points };
  if (decimals.commas > 0 && decimals.points === 0 && either.points > 0)
    return { decimal: ",", thousands: ".", reason: `${groupedDigits(either.points)} values such as 1.234 beside 2,6` };
  if (decimals.points > 0 && decimals.commas === 0 && either.commas > 0)
    return { decimal: ".", thousands: ",", reason: `${groupedDigits(either.commas)} values such as 1,234 beside 2.6` };
  return null;
}

/** Where a column counts on from hundreds without a mark: 998, 999, 1.000. Three decimals would stand behind those too. */
function countedOn(rows: readonly (readonly string[])[], seen: Marks, either: Marks): NumberMarks | null {
  const mark = seen.commas === 0 ? "." : ",";
  const all = seen.commas + seen.points;
  if (all === 0 || all !== either.commas + either.points || (seen.commas > 0 && seen.points > 0)) return null;
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  for (let i = 0; i < width; i++) {
    const texts = rows.map((row) => bareNumber((row[i] ?? "").trim()));
    const hundreds = texts.filter((text) => HUNDREDS.test(text)).map(Number);
    const thousands = texts.filter((text) => ONE_GROUP.test(text)).map((text) => Number(text.replace(mark, "")));
    if (hundreds.length > 0 && Math.min(...thousands) < Math.max(...hundreds) * 10 && !texts.some((text) => THOUSANDS.test(text)))
      return {
        decimal: mark === "." ? "," : ".",
        thousands: mark,
        reason: `thousands such as 1${mark}000 behind hundreds such as 999`,
      };
  }
  return null;
}

/** Whether a text is a number written with these marks. */
export function numberPattern({ decimal, thousands }: Pick<NumberMarks, "decimal" | "thousands">): (text: string) => boolean {
  if (thousands === ",") return (text) => PLAIN.test(text) || GROUPED_COMMA.test(text);
  if (thousands === ".") return (text) => PLAIN_COMMA.test(text) || GROUPED_POINT.test(text);
  if (thousands !== undefined) {
    const isPlain = numberPattern({ decimal });
    return (text) => isPlain(withoutThousands(text, thousands));
  }
  return decimal === "," ? (text) => PLAIN_COMMA.test(text) || PLAIN.test(text) : (text) => PLAIN.test(text);
}

const PLAIN = /^(?:[+\u2212-] *)?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const PLAIN_COMMA = /^(?:[+\u2212-] *)?\d+(?:,\d+)?(?:[eE][+-]?\d+)?$/;
const GROUPED_COMMA = /^[+\u2212-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const GROUPED_POINT = /^[+\u2212-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/;

const GROUPED: Readonly<Record<Thousands, RegExp>> = {
  ",": GROUPED_COMMA,
  ".": GROUPED_POINT,
  "'": APOSTROPHES,
  " ": /^[+\u2212-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?$/,
};
const MARKS: Readonly<Record<Thousands, RegExp>> = { ",": /,/g, ".": /\./g, "'": /['’]/g, " ": /\s/g };

/** A text with the marks between its thousands taken out; as it is when they do not stand between groups of three. */
export function withoutThousands(text: string, thousands: Thousands): string {
  return GROUPED[thousands].test(text) ? text.replaceAll(MARKS[thousands], "") : text;
}
