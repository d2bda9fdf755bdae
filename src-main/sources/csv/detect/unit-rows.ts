import { unitSaid } from "../../../engine/units.ts";
import { isMeasured } from "./header.ts";
import { isMissing } from "./odd-values.ts";

/** Rows at most that hold no reading: one of units, one of how each was sampled, and another. */
const MOST = 3;
/** Rows that tell what a column holds. */
const ENOUGH = 20;
/** Share of a column's cells that must be numbers. */
const SHARE = 0.5;

/** What stands between the names of columns and their first reading. */
export interface UnitRows {
  readonly rows: number;
  /** By column. */
  readonly units: ReadonlyMap<number, string>;
}

/**
 * The row of units below the names, as loggers write it: `TS,RN,Volts,Deg C`, `,[°C],[%]`; and below it that of how each column was
 * sampled: `,,Avg,Smp`. Neither has a number or a time. `rows`: from the first below the names on; null for one that cannot be parted.
 */
export function unitRows(rows: readonly (readonly string[] | null)[], width: number): UnitRows {
  const first = rows[0];
  const none = { rows: 0, units: new Map<number, string>() };
  if (!isOfTexts(first, width)) return none;
  const count = 1 + rows.slice(1, MOST + 1).findIndex((row) => !isOfTexts(row, width));
  // Texts alone are no table of readings.
  if (count === 0) return none;
  const below = rows.slice(count, count + ENOUGH).filter((row) => row?.length === width) as (readonly string[])[];
  const units = new Map<number, string>();
  for (const [i, cell] of (first as readonly string[]).entries()) {
    const unit = unitSaid(cell.trim());
    if (unit !== "" && holdsNumbers(below.map((row) => row[i] as string))) units.set(i, unit);
  }
  return units.size === 0 ? none : { rows: count, units };
}

function isOfTexts(row: readonly string[] | null | undefined, width: number): boolean {
  return row?.length === width && !row.some(isMeasured);
}

function holdsNumbers(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => !isMissing(cell));
  return filled.length > 0 && filled.filter(isMeasured).length >= filled.length * SHARE;
}
