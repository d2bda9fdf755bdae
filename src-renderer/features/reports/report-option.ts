import type { ReportResult } from "../../../src-main/ipc/contract.ts";
import { categoryAxis, chartBase, valueAxis } from "../../ui/chart-style.ts";
import type { ChartOption } from "../../ui/echarts.ts";
import { measured } from "../../ui/format-number.ts";
import { type Palette, seriesColour } from "../../ui/palette.ts";

type Cell = string | number | boolean | null;
const CATEGORIES = 400;

const GRID = { left: 64, right: 16, top: 28, bottom: 28 };

/** The chart a report declares, over its columns; null for a table. */
export function reportOption(result: ReportResult, palette: Palette): ChartOption | null {
  const { chart } = result;
  const column = (name: string): readonly Cell[] => result.columns.find((each) => each.name === name)?.values ?? [];
  if (result.rows === 0) return null;
  switch (chart.kind) {
    case "table":
      return null;
    case "heat":
      return heat(column(chart.x), column(chart.y), column(chart.value), palette);
    case "histogram":
      return grouped({
        x: column(chart.start),
        ys: [{ name: chart.value, values: column(chart.value) }],
        split: chart.splitBy === undefined ? null : column(chart.splitBy),
        palette,
        type: "bar",
        stacked: true,
        horizontal: false,
      });
    case "line":
      return grouped({
        x: column(chart.x),
        ys: chart.y.map((name) => ({ name, values: column(name) })),
        split: chart.splitBy === undefined ? null : column(chart.splitBy),
        palette,
        type: "line",
        stacked: false,
        horizontal: false,
      });
    case "bar":
      return grouped({
        x: column(chart.x),
        ys: chart.y.map((name) => ({ name, values: column(name) })),
        split: chart.stackBy === undefined ? null : column(chart.stackBy),
        palette,
        type: "bar",
        stacked: chart.stackBy !== undefined,
        horizontal: chart.horizontal === true,
      });
  }
}

interface Grouped {
  readonly x: readonly Cell[];
  readonly ys: readonly { readonly name: string; readonly values: readonly Cell[] }[];
  /** One series for each of its values. */
  readonly split: readonly Cell[] | null;
  readonly palette: Palette;
  readonly type: "bar" | "line";
  readonly stacked: boolean;
  readonly horizontal: boolean;
}

function grouped({ x, ys, split, palette, type, stacked, horizontal }: Grouped): ChartOption {
  const names = [...new Set(x.map(String))].slice(0, CATEGORIES);
  const place = new Map(names.map((name, i) => [name, i]));
  const series = new Map<string, number[]>();
  for (const { name, values } of ys) {
    values.forEach((value, i) => {
      const of = split === null ? name : String(split[i]);
      const at = place.get(String(x[i]));
      if (at === undefined) return;
      const row = series.get(of) ?? new Array<number>(names.length).fill(0);
      row[at] = (row[at] ?? 0) + Number(value ?? 0);
      series.set(of, row);
    });
  }
  const category = { ...categoryAxis(palette, names), inverse: horizontal };
  const value = valueAxis(palette, "");
  return {
    ...chartBase(palette),
    grid: { ...GRID, left: horizontal ? 120 : 64 },
    legend: {
      show: series.size > 1,
      top: 0,
      right: 0,
      itemWidth: 10,
      itemHeight: 10,
      textStyle: { color: palette["fg-2"], fontSize: 11 },
      type: "scroll",
    },
    xAxis: horizontal ? { ...value, scale: false } : category,
    yAxis: horizontal ? category : { ...value, scale: false },
    series: [...series].slice(0, 24).map(([name, data], i) => ({
      type,
      name,
      data,
      stack: stacked ? "all" : undefined,
      barMaxWidth: 18,
      showSymbol: false,
      itemStyle: { color: seriesColour(palette, i) },
      lineStyle: { width: 1.4, color: seriesColour(palette, i) },
    })),
  };
}

function heat(xs: readonly Cell[], ys: readonly Cell[], values: readonly Cell[], palette: Palette): ChartOption {
  const columns = categories(xs);
  const rows = categories(ys);
  const data = values.map((value, i) => [
    columns.place.get(xs[i] ?? null) ?? 0,
    rows.place.get(ys[i] ?? null) ?? 0,
    Number(value ?? 0),
  ]);
  const most = data.reduce((max, [, , n]) => Math.max(max, n ?? 0), 1);
  return {
    ...chartBase(palette),
    grid: { ...GRID, left: 140 },
    xAxis: categoryAxis(palette, columns.names),
    yAxis: categoryAxis(palette, rows.names),
    visualMap: {
      show: false,
      min: 0,
      max: most,
      inRange: { color: [palette.h0, palette.h1, palette.h2, palette.h3, palette.h4] },
    },
    series: [{ type: "heatmap", data, itemStyle: { borderColor: palette["bg-base"], borderWidth: 1 } }],
  };
}

/** The values of an axis, numbers in their order, with the place of each. */
function categories(cells: readonly Cell[]): { readonly names: readonly string[]; readonly place: ReadonlyMap<Cell, number> } {
  const unique = [...new Set(cells)];
  if (unique.every((cell) => typeof cell === "number")) unique.sort((a, b) => Number(a) - Number(b));
  const names = unique.map((cell) => (typeof cell === "number" ? measured(cell) : String(cell)));
  return { names, place: new Map(unique.map((cell, i) => [cell, i])) };
}
