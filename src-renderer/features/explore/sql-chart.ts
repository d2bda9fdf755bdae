import type { SqlResult } from "../../../src-main/ipc/contract.ts";
import { spanOfAll, valueScale } from "../../../src-main/reports/value-scale.ts";
import { categoryAxis, chartBase, timeAxis, valueAxis } from "../../ui/chart-style.ts";
import type { ChartOption } from "../../ui/echarts.ts";
import { count } from "../../ui/format-number.ts";
import { stepOf } from "../../ui/on-off.ts";
import { type Palette, seriesColour } from "../../ui/palette.ts";

export type SqlChartKind = "line" | "bar" | "scatter";

export interface SqlChoice {
  readonly kind: SqlChartKind;
  readonly x: string;
  readonly y: string;
  /** One series for each of its values; "": one series. */
  readonly by: string;
}

const SERIES = 8;
const CATEGORIES = 500;

const isNumber = (type: string): boolean => /INT|DOUBLE|DECIMAL|FLOAT|REAL/.test(type);
const isTime = (type: string): boolean => /^(TIMESTAMP|DATE)/.test(type);

/** Which columns one would draw: time or text along, the last number up. null: there is no number. */
export function suggestedChoice({ columns }: SqlResult): SqlChoice | null {
  const time = columns.find(({ type }) => isTime(type));
  const text = columns.find(({ type }) => !isNumber(type) && !isTime(type));
  const x = time ?? text ?? columns[0];
  const y = columns.findLast((column) => isNumber(column.type) && column !== x);
  if (x === undefined || y === undefined) return null;
  return {
    kind: time === undefined ? "bar" : "line",
    x: x.name,
    y: y.name,
    by: time !== undefined && text !== undefined ? text.name : "",
  };
}

/** Values of points, without those that are missing. */
function* onlyNumbers(points: readonly (readonly [number, number | null])[]): Iterable<number> {
  for (const [, value] of points) if (value !== null) yield value;
}

/** The chart, and in words what of the result it does not show. */
export function sqlChart(
  result: SqlResult,
  { kind, x, y, by }: SqlChoice,
  palette: Palette,
): { option: ChartOption; note: string } {
  const column = (name: string) => result.columns.find((each) => each.name === name);
  const [xs, ys, splits] = [column(x), column(y), by === "" ? undefined : column(by)];
  const time = isTime(xs?.type ?? "");
  const numeric = !time && isNumber(xs?.type ?? "") && kind !== "bar";
  const everyCategory = time || numeric ? [] : [...new Set((xs?.values ?? []).map(String))];
  const categories = everyCategory.slice(0, CATEGORIES);
  const place = new Map(categories.map((name, i) => [name, i]));
  const series = new Map<string, [number, number | null][]>();
  let left = 0;
  for (let i = 0; i < result.rows; i++) {
    const at = xs?.values[i] ?? null;
    const value = ys?.values[i] ?? null;
    const along = time ? Date.parse(String(at)) : numeric ? Number(at) : place.get(String(at));
    if (at === null || along === undefined || !Number.isFinite(along)) {
      left++;
      continue;
    }
    const name = splits === undefined ? y : String(splits.values[i] ?? "–");
    const own = series.get(name) ?? [];
    // What is missing is a gap, never 0.
    own.push([along, typeof value === "number" ? value : null]);
    series.set(name, own);
  }
  const drawn = [...series].slice(0, SERIES);
  const times = drawn.flatMap(([, points]) => points.map(([at]) => at));
  const { low: from, high: to } = spanOfAll([times]);
  const values = drawn.map(([, points]) => [...onlyNumbers(points)]);
  const notes = [
    series.size > SERIES ? `the first ${SERIES} of ${count(series.size)} values of ${by}` : "",
    everyCategory.length > CATEGORIES ? `the first ${CATEGORIES} of ${count(everyCategory.length)} values of ${x}` : "",
    left > 0 && everyCategory.length <= CATEGORIES ? `${count(left)} rows without ${x}` : "",
    result.cut ? "the first 10,000 rows only" : "",
  ];
  return {
    note: notes.filter((note) => note !== "").join("; "),
    option: {
      ...chartBase(palette),
      grid: { left: 64, right: 24, top: 34, bottom: 28 },
      legend: {
        show: drawn.length > 1,
        top: 0,
        left: 0,
        itemWidth: 10,
        itemHeight: 10,
        itemGap: 16,
        textStyle: { color: palette["fg-2"], fontSize: 11 },
      },
      tooltip: {
        trigger: kind === "scatter" ? "item" : "axis",
        confine: true,
        backgroundColor: palette["bg-pop"],
        borderColor: palette["line-2"],
        textStyle: { color: palette["fg-1"], fontSize: 11 },
      },
      xAxis: time
        ? timeAxis(palette, from, Math.max(to, from + 1), "UTC")
        : numeric
          ? { ...valueAxis(palette, "", valueScale({ low: from, high: to }, 8)), name: x, splitLine: { show: false } }
          : categoryAxis(palette, categories),
      // The length of a bar is its value.
      yAxis: valueAxis(palette, "", valueScale(spanOfAll(kind === "bar" ? [[0], ...values] : values), 5)),
      series: drawn.map(([name, data], i) => ({
        ...{ type: kind, name, data, barMaxWidth: 18, symbolSize: 5 },
        ...(kind === "line" ? { showSymbol: data.length < 40, connectNulls: false } : {}),
        ...(kind === "line" && time ? { step: stepOf(onlyNumbers(data), "") } : {}),
        itemStyle: { color: seriesColour(palette, i), opacity: 1 },
        lineStyle: { width: 1.4, color: seriesColour(palette, i) },
      })),
    },
  };
}
