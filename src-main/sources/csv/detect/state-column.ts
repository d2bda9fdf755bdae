import { columnTexts, mostly } from "./column-texts.ts";
import { type FlagWords, isOff, isOn } from "./flag-column.ts";
import { isMissing } from "./odd-values.ts";
import type { SampleTable } from "./sample-table.ts";

const STATE_NAME = /^(?:_?value|val|state|status|reading|wert|zustand|état|estado|stato)$/i;
/** Share of a column's texts that must be numbers or words of a switch. */
const SHARE = 0.8;

/** A column whose cells are numbers of some sensors and words of others, as a log of a whole house or plant has: value and flag at once. */
export function stateColumn(
  { columns, body }: SampleTable,
  free: readonly number[],
  isNumber: (text: string) => boolean,
): { readonly column: number; readonly flags: FlagWords } | undefined {
  for (const column of free) {
    if (!STATE_NAME.test(columns[column] ?? "")) continue;
    const texts = columnTexts(body, column).filter((text) => !isMissing(text));
    const words = texts.filter((text) => !isNumber(text)).map((text) => text.toLowerCase());
    const [on, off] = [isOn, isOff].map((is) => [...new Set(words.filter(is))].sort()) as [string[], string[]];
    const known = texts.length - words.length + words.filter((word) => isOn(word) || isOff(word)).length;
    if (on.length + off.length > 0 && mostly(known, texts.length, SHARE, false)) return { column, flags: { on, off } };
  }
  return undefined;
}
