import { unitInName } from "../../engine/units.ts";
import type { AlignedBy, CommonReading } from "./common-reading.ts";
import type { OwnTable } from "./file-look.ts";
import type { FileReading } from "./file-reading.ts";
import { inOtherUnits } from "./other-unit.ts";
import { quoted } from "./quoted-names.ts";

/** Why a file is not read with the others. */
export interface Misfit {
  readonly why: string;
  /** It is no table of measurements, or one that has nothing to do with them: it lies among them by chance. */
  readonly stray: boolean;
}

const DAY_OR_MONTH = new Map([
  ["dmy", "the day"],
  ["mdy", "the month"],
]);

/** A table that has not what the others are read by. */
export function misfitOf(name: string, own: OwnTable, { aligned, columns }: AlignedBy, common: CommonReading): Misfit {
  const { value, values = [], intervalEnd } = common.mapping;
  const measured = [value, intervalEnd, ...values].filter((column) => column !== undefined);
  const shared = measured.some((column) =>
    columns.includes(typeof column === "number" ? (common.columns[column] ?? "") : column),
  );
  if (own.problem !== null && !shared) return { why: own.problem, stray: true };
  const { missing } = aligned;
  const why = missing === null ? "" : `: it has no ${quoted([String(missing.column)])}, which is read as the ${missing.role}`;
  const [those, others] = [own.columns, common.columns].map((all) => all.slice(0, 6).join(", "));
  return { why: `${name} has other columns (${those}) than ${common.name} (${others})${why}; open it by itself`, stray: false };
}

/** A column in another unit than in the first file. */
export function unitMisfit(
  name: string,
  own: OwnTable,
  { aligned, columns, places }: AlignedBy,
  common: CommonReading,
): Misfit | null {
  const absent = [...aligned.lacking, ...(aligned.missing === null ? [] : [String(aligned.missing.column)])];
  const more = columns.filter((_, at) => !places.includes(at));
  for (const lacking of absent) {
    const other = more.find((column) => inOtherUnits(column, lacking));
    if (other !== undefined)
      return {
        why: `${name} has ${quoted([other])} where ${common.name} has ${quoted([lacking])}, another unit; convert it, or open it by itself`,
        stray: false,
      };
  }
  const { value, values = [], units = {} } = aligned.mapping ?? {};
  const measured = [value, ...values].map(String);
  for (const [column, unit] of Object.entries(own.mapping?.units ?? {})) {
    const known = units[column] ?? unitInName(column);
    // Units below the header are those of the others too, where these say none.
    const below = own.format.below !== undefined && known === "";
    if (!measured.includes(column) || known === unit || below) continue;
    const first = known === "" ? "say no unit" : `are in ${known}`;
    return {
      why: `${name}: the numbers of ${quoted([column])} are in ${unit}, those of ${common.name} ${first}; convert it, or open it by itself`,
      stray: false,
    };
  }
  return null;
}

/** Times that begin with the day in one and with the month in the other. */
export function timeMisfit(name: string, { reading }: { readonly reading: FileReading }, common: CommonReading): Misfit | null {
  const [own, first] = [reading.mapping, common.mapping].map(({ time }) => DAY_OR_MONTH.get(time.format));
  if (own === undefined || first === undefined || own === first) return null;
  const column = quoted(reading.mapping.time.columns.map(String));
  return {
    why: `${name} has times that begin with ${own} (${column}), ${common.name} such as begin with ${first}, and either may be misread; open it by itself, or say which with a mapping`,
    stray: false,
  };
}
