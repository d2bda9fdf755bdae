import type { Cell } from "../store/sql.ts";
import { AXIS_TEXT, type Chart, categoryAxis } from "./chart-option.ts";
import { type ColourName, colour } from "./palette.ts";

const ROWS = 40;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const AMOUNT: readonly ColourName[] = ["h0", "h1", "h2", "h3", "h4"];
const ALARM: readonly ColourName[] = ["w0", "w1", "w2", "w3", "w4"];

/**
 * Cells of (x, y) with the sum of `value` in five steps of its square root, so that one tall cell does not hide the rest. Rows beyond 40
 * are left out, the smallest sums first.
 */
export function heatOption(xs: readonly Cell[], ys: readonly Cell[], values: readonly Cell[], amount: boolean): Chart {
  const sums = new Map<string, { x: Cell; y: Cell; sum: number }>();
  const rows = new Map<Cell, number>();
  for (let i = 0; i < values.length; i++) {
    const x = xs[i] ?? null;
    const y = ys[i] ?? null;
    const id = JSON.stringify([x, y]);
    const cell = sums.get(id) ?? { x, y, sum: 0 };
    cell.sum += Number(values[i] ?? 0);
    sums.set(id, cell);
    rows.set(y, (rows.get(y) ?? 0) + Number(values[i] ?? 0));
  }
  const kept = [...rows.keys()].sort((a, b) => (rows.get(b) as number) - (rows.get(a) as number)).slice(0, ROWS);
  const columns = [...new Set(xs)].sort(order);
  const numeric = kept.every((each) => typeof each === "number");
  const lines = kept.sort(order);
  if (!numeric || isWeekdays(lines)) lines.reverse();
  const most = Math.max(1, ...[...sums.values()].map(({ sum }) => sum));
  const ramp = amount ? AMOUNT : ALARM;
  const data = [...sums.values()].flatMap(({ x, y, sum }) => {
    const line = lines.indexOf(y);
    if (line < 0) return [];
    const step = sum === 0 ? 0 : Math.max(1, Math.min(4, Math.ceil(Math.sqrt(sum / most) * 4)));
    return [[columns.indexOf(x), line, step]];
  });
  const name = (cell: Cell): string => (isWeekdays(lines) ? (WEEKDAYS[Number(cell) - 1] ?? "") : short(cell));
  return {
    height: 50 + Math.max(4, lines.length) * 16,
    note: `square-root colour scale, darkest ${most.toLocaleString("en")}${rows.size > ROWS ? `; the ${ROWS} largest of ${rows.size} rows` : ""}`,
    option: {
      grid: { left: 8, right: 16, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: columns.map(short), ...categoryAxis },
      yAxis: {
        type: "category",
        data: lines.map(name),
        ...categoryAxis,
        axisLabel: { ...AXIS_TEXT, width: 160, overflow: "truncate" },
      },
      series: [{ type: "heatmap", data, itemStyle: { borderWidth: 1, borderColor: colour("bg-base") }, label: { show: false } }],
      // By pieces: stand-in colours must not be mixed.
      visualMap: {
        ...{ type: "piecewise", show: false, dimension: 2 },
        pieces: ramp.map((name, value) => ({ value, color: colour(name) })),
      },
    },
  };
}

/** 1…7 and nothing else. */
function isWeekdays(cells: readonly Cell[]): boolean {
  return cells.length > 1 && cells.every((cell) => typeof cell === "number" && Number.isInteger(cell) && cell >= 1 && cell <= 7);
}

function order(a: Cell, b: Cell): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const short = (cell: Cell): string => (typeof cell === "number" ? String(Number(cell.toPrecision(4))) : String(cell ?? ""));
