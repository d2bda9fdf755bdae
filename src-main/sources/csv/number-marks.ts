import { groupedDigits } from "../grouped-digits.ts";
import { bareNumber } from "./units.ts";

export interface NumberMarks {
  readonly decimal: "." | ",";
  /** Between groups of three digits; undefined: none. */
  readonly thousands?: "." | ",";
  readonly reason: string;
}

const WITH_COMMA = /^[+-]?\d+,\d+$/;
const WITH_POINT = /^[+-]?\d*\.\d+$/;
/** 1,234 may be either: only a number that has both marks, or the same one twice, tells. */
const COMMA_GROUPS = /^[+-]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})$/;
const POINT_GROUPS = /^[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/;

/** The decimal mark and the mark between thousands of a table's numbers. */
export function guessNumberMarks(rows: readonly (readonly string[])[], delimiter: string): NumberMarks {
  const seen = { commas: 0, points: 0, commaGroups: 0, pointGroups: 0 };
  for (const row of rows) {
    for (const field of row) {
      const whole = field.trim();
      if (whole.length > 40) continue;
      const text = bareNumber(whole);
      if (COMMA_GROUPS.test(text)) seen.commaGroups++;
      else if (POINT_GROUPS.test(text)) seen.pointGroups++;
      else if (WITH_COMMA.test(text)) seen.commas++;
      else if (WITH_POINT.test(text)) seen.points++;
    }
  }
  if (seen.commaGroups > seen.pointGroups)
    return { decimal: ".", thousands: ",", reason: `${groupedDigits(seen.commaGroups)} values such as 1,234.5` };
  if (seen.pointGroups > 0)
    return { decimal: ",", thousands: ".", reason: `${groupedDigits(seen.pointGroups)} values such as 1.234,5` };
  if (seen.commas > seen.points) return { decimal: ",", reason: `${groupedDigits(seen.commas)} values such as 2,6` };
  return { decimal: ".", reason: delimiter === "," ? "the comma parts fields" : "no comma in values" };
}

/** Whether a text is a number written with these marks. */
export function numberPattern({ decimal, thousands }: Pick<NumberMarks, "decimal" | "thousands">): (text: string) => boolean {
  if (thousands === ",") return (text) => PLAIN.test(text) || GROUPED_COMMA.test(text);
  if (thousands === ".") return (text) => PLAIN_COMMA.test(text) || GROUPED_POINT.test(text);
  return decimal === "," ? (text) => PLAIN_COMMA.test(text) || PLAIN.test(text) : (text) => PLAIN.test(text);
}

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const PLAIN_COMMA = /^[+-]?\d+(?:,\d+)?$/;
const GROUPED_COMMA = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const GROUPED_POINT = /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/;

/** A text with the marks between its thousands taken out; as it is when they do not stand between groups of three. */
export function withoutThousands(text: string, thousands: "." | ","): string {
  return (thousands === "," ? GROUPED_COMMA : GROUPED_POINT).test(text) ? text.replaceAll(thousands, "") : text;
}
