import type { EChartsOption } from "echarts";
import type { Cell } from "../store/sql.ts";
import { heatOption } from "./chart-heat.ts";
import { colour, SERIES_COLOURS } from "./palette.ts";
import type { ReportResult } from "./report-result.ts";

export interface Chart {
  readonly option: EChartsOption;
  readonly height: number;
  /** What the chart leaves out, for a person; "" = nothing. */
  readonly note: string;
}

const BARS = 20;
const STACKS = 8;
const TEXT = { fontFamily: "Inter, system-ui, sans-serif", fontSize: 11 };
export const AXIS_TEXT = { ...TEXT, color: colour("fg-3"), hideOverlap: true };

export const valueAxis = { axisLine: { show: false }, splitLine: { lineStyle: { color: colour("grid") } }, axisLabel: AXIS_TEXT };
export const categoryAxis = {
  axisLine: { lineStyle: { color: colour("axis") } },
  axisTick: { show: false },
  axisLabel: AXIS_TEXT,
};

/** The chart of a report; null for a table or an empty result. */
export function reportChart(result: ReportResult): Chart | null {
  const { chart, rows } = result;
  if (rows === 0) return null;
  switch (chart.kind) {
    case "bar":
      return chart.horizontal ? horizontal(result, chart.x, chart.y[0] ?? "") : stacked(result, chart.x, chart.y, chart.stackBy);
    case "line":
      return lines(result, chart.x, chart.y, chart.splitBy);
    case "heat":
      return heatOption(column(result, chart.x), column(result, chart.y), column(result, chart.value), chart.value !== "raised");
    case "histogram":
      return stacked(result, chart.start, [chart.value], chart.splitBy);
    case "table":
      return null;
  }
}

function column({ columns }: ReportResult, name: string): readonly Cell[] {
  return columns.find((each) => each.name === name)?.values ?? [];
}

const text = (cell: Cell | undefined): string =>
  typeof cell === "number" && !Number.isInteger(cell) ? String(Number(cell.toPrecision(6))) : String(cell ?? "");
const number = (cell: Cell | undefined): number => (typeof cell === "number" ? cell : 0);

function horizontal(result: ReportResult, x: string, y: string): Chart {
  const labels = column(result, x).slice(0, BARS).map(text);
  const values = column(result, y).slice(0, BARS).map(number);
  const share = y === "share";
  const label = (value: number): string => (share ? `${(value * 100).toFixed(1)} %` : value.toLocaleString("en"));
  return {
    height: 40 + labels.length * 20,
    note: result.rows > BARS ? `the first ${BARS} of ${result.rows.toLocaleString("en")}` : "",
    option: {
      grid: { left: 8, right: 70, top: 4, bottom: 4, containLabel: true },
      xAxis: {
        type: "value",
        ...valueAxis,
        axisLabel: { ...AXIS_TEXT, formatter: (value: number) => label(value) },
        splitNumber: 4,
      },
      yAxis: {
        type: "category",
        inverse: true,
        data: labels,
        ...categoryAxis,
        axisLabel: { ...AXIS_TEXT, interval: 0, width: 200, overflow: "truncate" },
      },
      series: [
        {
          type: "bar",
          barWidth: 12,
          itemStyle: { color: colour("s1") },
          data: values,
          label: {
            show: true,
            position: "right",
            color: colour("fg-2"),
            ...TEXT,
            formatter: ({ dataIndex }) => label(values[dataIndex] ?? 0),
          },
        },
      ],
    },
  };
}

/** One stack a distinct value of `by`, the largest seven and the rest. */
function stacked(result: ReportResult, x: string, y: readonly string[], by: string | undefined): Chart {
  const { categories, groups, note } = grouped(result, x, y, by);
  return {
    height: 260,
    note,
    option: {
      ...legendOf(groups.map(({ name }) => name)),
      grid: { left: 8, right: 16, top: groups.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: categories, ...categoryAxis },
      yAxis: { type: "value", ...valueAxis, splitNumber: 4 },
      series: groups.map(({ name, values, colour: fill }) => ({
        ...{ type: "bar" as const, name, stack: "all", barMaxWidth: 18, data: [...values] },
        itemStyle: { color: fill, borderColor: colour("bg-base"), borderWidth: 0.5 },
      })),
    },
  };
}

function lines(result: ReportResult, x: string, y: readonly string[], by: string | undefined): Chart {
  const { categories, groups, note } = grouped(result, x, y, by);
  return {
    height: 260,
    note,
    option: {
      ...legendOf(groups.map(({ name }) => name)),
      grid: { left: 8, right: 16, top: groups.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: categories, ...categoryAxis },
      yAxis: { type: "value", scale: true, ...valueAxis, splitNumber: 4 },
      series: groups.map(({ name, values, colour: stroke }) => ({
        ...{ type: "line" as const, name, showSymbol: false, data: [...values] },
        lineStyle: { width: 1.4, color: stroke },
        itemStyle: { color: stroke },
      })),
    },
  };
}

function legendOf(names: readonly string[]): EChartsOption {
  if (names.length < 2) return {};
  const legend = {
    type: "plain",
    top: 0,
    left: 0,
    itemWidth: 10,
    itemHeight: 10,
    textStyle: { ...TEXT, color: colour("fg-2") },
  } as const;
  return { legend: { ...legend, data: [...names] } };
}

interface Group {
  readonly name: string;
  readonly values: readonly number[];
  readonly colour: string;
}

function grouped(
  result: ReportResult,
  x: string,
  y: readonly string[],
  by: string | undefined,
): { categories: string[]; groups: Group[]; note: string } {
  const xs = column(result, x).map(text);
  const categories = [...new Set(xs)];
  const place = new Map(categories.map((name, i) => [name, i]));
  const sums = new Map<string, number[]>();
  const totals = new Map<string, number>();
  const splits = by === undefined ? null : column(result, by);
  for (const name of y) {
    const values = column(result, name);
    for (let i = 0; i < result.rows; i++) {
      const group = splits === null ? name : text(splits[i]);
      let own = sums.get(group);
      if (own === undefined) sums.set(group, (own = categories.map(() => 0)));
      const at = place.get(xs[i] as string) as number;
      own[at] = (own[at] as number) + number(values[i]);
      totals.set(group, (totals.get(group) ?? 0) + number(values[i]));
    }
  }
  const ranked = [...sums.keys()].sort((a, b) => (totals.get(b) as number) - (totals.get(a) as number) || (a < b ? -1 : 1));
  const shown = ranked.length > STACKS ? ranked.slice(0, STACKS - 1) : ranked;
  const rest = ranked.slice(shown.length);
  const groups: Group[] = shown.map((name, i) => ({
    ...{ name, values: sums.get(name) ?? [] },
    colour: SERIES_COLOURS[i] as string,
  }));
  if (rest.length > 0) {
    const values = categories.map((_, at) => rest.reduce((sum, name) => sum + ((sums.get(name) ?? [])[at] ?? 0), 0));
    groups.push({ name: `${rest.length} others`, values, colour: colour("other") });
  }
  return { categories, groups, note: "" };
}
