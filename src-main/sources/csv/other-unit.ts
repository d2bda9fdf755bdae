import { UNITS, unitInName } from "../../engine/units.ts";

const IN_BRACKETS = /^(.*\S)\s*[[(]([^[\]()]{1,8})[\])]$/;

/** A name without the unit it ends in; null: it ends in none. */
function parted(name: string): { readonly of: string; readonly unit: string } | null {
  const [, of, bracketed = ""] = IN_BRACKETS.exec(name) ?? [];
  if (of !== undefined && UNITS.has(bracketed)) return { of, unit: bracketed };
  const unit = unitInName(name);
  return unit === "" ? null : { of: name.slice(0, name.lastIndexOf("_")), unit };
}

/** Whether two columns are of the same thing in units of their own: `Temp (°C)` and `Temp (°F)`. */
export function inOtherUnits(a: string, b: string): boolean {
  const [one, other] = [parted(a), parted(b)];
  return one !== null && other !== null && one.of.toLowerCase() === other.of.toLowerCase() && one.unit !== other.unit;
}
