import { UNITS } from "../../engine/units.ts";

const WITH_UNIT = /^([+\u2212-]?[\d.,]*\d(?:[eE][+-]?\d+)?)(\s*)(\D{1,8})$/;

/** Whether a text is a unit of any column; the kind of current or of share may stand behind it: `V DC`, `%RH`. */
export const isUnit = (text: string): boolean => UNITS.has(text) || UNITS.has(text.replace(/ [AD]C$|(?<=^%) ?RH$/i, ""));

/** A reading with its unit taken off, without the blanks before it; as it is where another one or none stands there. */
export function withoutUnit(text: string, unit: string): string {
  return text.endsWith(unit) ? text.slice(0, -unit.length).trimEnd() : text;
}

/** A number with what stands behind it taken off, if that is a unit of any column. */
export function bareNumber(text: string): string {
  // Nearly always.
  if (/\d$/.test(text)) return text;
  const [, number, , unit = ""] = WITH_UNIT.exec(text) ?? [];
  return number !== undefined && isUnit(unit) ? number : text;
}

/** Units of numbers among some texts, each once. */
export function unitsIn(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => WITH_UNIT.exec(text)?.[3] ?? ""))].filter(isUnit);
}

/**
 * The unit of a column's readings: the same behind each that has one, as `12 W` and `1.2 kW` have not the same scale. undefined: they have
 * none, are no numbers, or have several.
 */
export function unitOf(texts: readonly string[], isNumber: (text: string) => boolean): string | undefined {
  let found: string | undefined;
  let apart = false;
  for (const text of texts) {
    const [, number = "", blank = "", unit = ""] = WITH_UNIT.exec(text) ?? [];
    if (!isUnit(unit) || !isNumber(number)) continue;
    if (found !== undefined && unit !== found) return undefined;
    found = unit;
    apart ||= blank !== "" || /[.,]/.test(number);
  }
  return found === undefined || apart || !/^[a-z]$/i.test(found) ? found : undefined;
}
