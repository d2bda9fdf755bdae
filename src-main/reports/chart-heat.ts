import type { Cell } from "../store/sql.ts";
import { axisOf, coarserPeriods, stepOf } from "./chart-axis.ts";
import { columnOf, wordsOf } from "./chart-groups.ts";
import type { Chart } from "./chart-option.ts";
import { AXIS_TEXT, categoryAxis, counted } from "./chart-style.ts";
import { type ColourName, colour } from "./palette.ts";
import type { ReportResult } from "./report-result.ts";

const ROWS = 40;
const COLUMNS = 400;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const AMOUNT: readonly ColourName[] = ["h0", "h1", "h2", "h3", "h4"];
const ALARM: readonly ColourName[] = ["w0", "w1", "w2", "w3", "w4"];

/**
 * Cells of (x, y) with the sum of `value` in five steps of its square root, so that one tall cell does not hide the rest. Rows beyond 40
 * are left out, the smallest sums first, and columns beyond 400. The fourth number of a cell is its sum.
 */
export function heatOption(
  result: ReportResult,
  chart: { readonly x: string; readonly y: string; readonly value: string },
): Chart {
  const [ys, values] = [columnOf(result, chart.y), columnOf(result, chart.value)];
  const { cells: xs, by } = coarserPeriods(columnOf(result, chart.x), COLUMNS);
  const ramp = chart.value === "raised" ? ALARM : AMOUNT;
  const { cells, sums } = cellsOf(xs, ys, values);
  const everyColumn = axisOf(xs);
  const columns = everyColumn.slice(0, COLUMNS);
  const lines = linesOf(result, chart.y, ys, sums);
  const most = cells.reduce((max, { sum }) => Math.max(max, sum), 1);
  return {
    height: 50 + Math.max(4, lines.length) * 16,
    note: [
      "square-root colour scale",
      sums.size > ROWS ? `the ${ROWS} largest of ${counted(sums.size)} lines` : "",
      everyColumn.length > COLUMNS ? `the first ${COLUMNS} of ${counted(everyColumn.length)} columns` : "",
      by === "" ? "" : `by ${by}, as ${counted(new Set(columnOf(result, chart.x)).size)} columns have no room`,
      cells.length < values.length ? "rows of one cell are added" : "",
    ]
      .filter((note) => note !== "")
      .join("; "),
    wide: true,
    ramp: { colours: ramp.map(colour), most },
    option: {
      // Room for a font wider than the one the labels were measured with.
      grid: { left: 28, right: 16, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: columns.map(short), ...categoryAxis },
      yAxis: {
        type: "category",
        data: lineNames(result, chart.y, lines),
        ...categoryAxis,
        axisLabel: { ...AXIS_TEXT, width: 160, overflow: "truncate" },
      },
      series: [
        {
          type: "heatmap",
          data: drawn(cells, most, columns, lines),
          itemStyle: { borderWidth: 1, borderColor: colour("bg-base") },
          label: { show: false },
        },
      ],
      // By pieces: stand-in colours must not be mixed.
      visualMap: {
        ...{ type: "piecewise", show: false, dimension: 2 },
        pieces: ramp.map((name, value) => ({ value, color: colour(name) })),
      },
    },
  };
}

interface HeatCell {
  readonly x: Cell;
  readonly y: Cell;
  sum: number;
}

/** The cells, one a place, and the sum of each line. */
function cellsOf(
  xs: readonly Cell[],
  ys: readonly Cell[],
  values: readonly Cell[],
): { readonly cells: readonly HeatCell[]; readonly sums: ReadonlyMap<Cell, number> } {
  const cells = new Map<string, HeatCell>();
  const sums = new Map<Cell, number>();
  for (const [i, value] of values.entries()) {
    const x = xs[i] ?? null;
    const y = ys[i] ?? null;
    const id = JSON.stringify([x, y]);
    const cell = cells.get(id) ?? { x, y, sum: 0 };
    cell.sum += Number(value ?? 0);
    cells.set(id, cell);
    sums.set(y, (sums.get(y) ?? 0) + Number(value ?? 0));
  }
  return { cells: [...cells.values()], sums };
}

/** The lines that are shown, from below: numbers rise, names and weekdays are read from above. */
function linesOf(result: ReportResult, y: string, ys: readonly Cell[], sums: ReadonlyMap<Cell, number>): Cell[] {
  const largest = [...sums].sort(([, a], [, b]) => b - a).slice(0, ROWS);
  const kept = largest.map(([cell]) => cell);
  const numeric = kept.every((cell) => typeof cell === "number");
  const all = sums.size <= ROWS;
  const lines = all ? (binsOf(result, y) ?? axisOf(ys)) : kept.sort(order);
  if (all && !numeric) lines.sort(order);
  if (!numeric || isWeekdays(lines)) lines.reverse();
  return lines;
}

function lineNames(result: ReportResult, y: string, lines: readonly Cell[]): string[] {
  if (isWeekdays(lines)) return lines.map((cell) => WEEKDAYS[Number(cell) - 1] ?? "");
  const decimals = decimalsOf(lines);
  const unit = result.columns.find(({ name }) => name === y)?.unit ?? "";
  const words = wordsOf(result, y);
  return lines.map((cell) => {
    if (typeof cell !== "number") return words(cell);
    return `${decimals === null ? short(cell) : cell.toFixed(decimals)}${unit === "" ? "" : ` ${unit}`}`;
  });
}

/** Column, line, step of the ramp and sum of each cell that is shown. */
function drawn(cells: readonly HeatCell[], most: number, columns: readonly Cell[], lines: readonly Cell[]): number[][] {
  const lineOf = new Map(lines.map((cell, i) => [cell, i]));
  const placeOf = new Map(columns.map((cell, i) => [cell, i]));
  return cells.flatMap(({ x, y, sum }) => {
    const line = lineOf.get(y);
    const at = placeOf.get(x);
    if (line === undefined || at === undefined) return [];
    const step = sum === 0 ? 0 : Math.max(1, Math.min(4, Math.ceil(Math.sqrt(sum / most) * 4)));
    return [[at, line, step, sum]];
  });
}

/** Bins, told by a column of where they start and one of where they end: each of them from the first to the last; null: they are none. */
function binsOf(result: ReportResult, start: string): Cell[] | null {
  const end = result.columns.find(({ name }) => name !== start && name === start.replace(/start$/, "end"));
  const starts = [...new Set(columnOf(result, start))].filter((cell): cell is number => typeof cell === "number");
  const width = Number(end?.values[0]) - Number(columnOf(result, start)[0]);
  if (end === undefined || !(width > 0)) return null;
  const [first, last] = [Math.min(...starts), Math.max(...starts)];
  const known = new Map(starts.map((value) => [Math.round((value - first) / width), value]));
  const count = Math.round((last - first) / width) + 1;
  return count > ROWS * 2 ? null : Array.from({ length: count }, (_, i) => known.get(i) ?? first + i * width);
}

/** 1…7 and nothing else. */
function isWeekdays(cells: readonly Cell[]): boolean {
  return cells.length > 1 && cells.every((cell) => typeof cell === "number" && Number.isInteger(cell) && cell >= 1 && cell <= 7);
}

/** Decimals that tell equal steps apart; null: they are no equal steps. */
function decimalsOf(cells: readonly Cell[]): number | null {
  const numbers = cells.filter((cell): cell is number => typeof cell === "number").sort((a, b) => a - b);
  if (numbers.length < cells.length || numbers.every(Number.isInteger)) return null;
  const step = stepOf(numbers);
  if (step === null) return null;
  const enough = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(step))));
  const exact = (n: number, decimals: number): boolean => Math.abs(n - Number(n.toFixed(decimals))) < step * 1e-6;
  // Steps of tenths need no hundredths.
  for (let decimals = 0; decimals < enough; decimals++) if (numbers.every((n) => exact(n, decimals))) return decimals;
  return enough;
}

/** Codes that are numbers stand as numbers: 2 before 10. */
const byNumber = new Intl.Collator("en", { numeric: true });

function order(a: Cell, b: Cell): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return byNumber.compare(String(a), String(b));
}

const short = (cell: Cell): string => (typeof cell === "number" ? String(Number(cell.toPrecision(4))) : String(cell ?? ""));
