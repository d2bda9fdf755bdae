import type { Cell } from "../store/sql.ts";
import { axisOf, coarserPeriods } from "./chart-axis.ts";
import { axisText, counted } from "./chart-style.ts";
import { colour, SERIES_COLOURS } from "./palette.ts";
import type { ReportResult } from "./report-result.ts";

const STACKS = 8;
const CATEGORIES = 1000;
/** Bars of one axis that can still be seen; a leap year of days are. */
const BARS = 400;

export interface Group {
  readonly name: string;
  readonly colour: string;
  /** [place of the category, value] in the order of the rows; what is missing has no point. */
  readonly points: readonly (readonly [number, number])[];
}

export interface Groups {
  readonly categories: readonly string[];
  /** The largest first; beyond eight only the largest seven. */
  readonly groups: readonly Group[];
  /** Those that are not among `groups`. */
  readonly rest: readonly Group[];
  /** What of the data is not drawn, for a person; "" = nothing. */
  readonly note: string;
}

export function columnOf({ columns }: ReportResult, name: string): readonly Cell[] {
  return columns.find((each) => each.name === name)?.values ?? [];
}

/** What a person reads for a value of a column: the catalogue's name, else the code. */
export function wordsOf({ columns }: ReportResult, name: string): (cell: Cell | undefined) => string {
  const names = columns.find((each) => each.name === name)?.names ?? {};
  return (cell) => (typeof cell === "string" && Object.hasOwn(names, cell) ? (names[cell] as string) : axisText(cell));
}

/**
 * Rows of a result as one group a value of `by`, or one a column of `y`.
 * @param added points of one place are added up: days that have no room may stand as months
 */
export function groupsOf(result: ReportResult, x: string, y: readonly string[], by: string | undefined, added = false): Groups {
  const { cells, by: period } = coarserPeriods(columnOf(result, x), added ? BARS : Number.POSITIVE_INFINITY);
  const word = wordsOf(result, x);
  const xs = cells.map(word);
  const all = [...new Set(axisOf(cells).map(word))];
  const categories = all.slice(0, CATEGORIES);
  const place = new Map(categories.map((name, i) => [name, i]));
  const points = new Map<string, [number, number][]>();
  const splits = by === undefined ? null : columnOf(result, by).map(wordsOf(result, by));
  const label = (name: string): string => result.columns.find((each) => each.name === name)?.label ?? name;
  for (const name of y) {
    const values = columnOf(result, name);
    for (let i = 0; i < result.rows; i++) {
      const at = place.get(xs[i] as string);
      const value = values[i];
      if (at === undefined || typeof value !== "number") continue;
      const group = splits === null ? label(name) : y.length > 1 ? `${splits[i]} ${label(name)}` : (splits[i] as string);
      const own = points.get(group);
      if (own === undefined) points.set(group, [[at, value]]);
      else own.push([at, value]);
    }
  }
  const totals = new Map([...points].map(([name, own]) => [name, own.reduce((sum, [, value]) => sum + Math.abs(value), 0)]));
  const ranked = [...points.keys()].sort((a, b) => (totals.get(b) as number) - (totals.get(a) as number) || (a < b ? -1 : 1));
  const shown = ranked.length > STACKS ? ranked.slice(0, STACKS - 1) : ranked;
  const group = (name: string, fill: string): Group => ({ name, colour: fill, points: points.get(name) ?? [] });
  return {
    categories,
    groups: shown.map((name, i) => group(name, SERIES_COLOURS[i] as string)),
    rest: ranked.slice(shown.length).map((name) => group(name, colour("other"))),
    note:
      all.length > CATEGORIES
        ? `the first ${counted(CATEGORIES)} of ${counted(all.length)} on the axis`
        : period === ""
          ? ""
          : `by ${period}, as ${counted(new Set(columnOf(result, x)).size)} bars have no room`,
  };
}
