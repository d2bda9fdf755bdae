import { columnOf, type Group, type Groups, groupsOf, wordsOf } from "./chart-groups.ts";
import type { Chart } from "./chart-option.ts";
import { AXIS_TEXT, categoryAxis, counted, TEXT, valueAxis } from "./chart-style.ts";
import { colour } from "./palette.ts";
import type { ReportResult } from "./report-result.ts";
import { spanOfAll, valueScale } from "./value-scale.ts";

const ROWS = 20;
const HEIGHT = 260;
/** Places of an axis that are narrower than their names. */
const CROWDED = 16;
const grid = (top: number) => ({ left: 8, right: 16, top, bottom: 8, containLabel: true });

/** Horizontal bars of the first of `ys` that is not nothing, in the order of the rows, with their numbers beside them. */
export function ranking(result: ReportResult, x: string, ys: readonly string[]): Chart {
  const something = ys.find((name) => columnOf(result, name).some((cell) => typeof cell === "number" && cell !== 0));
  const y = something ?? ys[0] ?? "";
  const labels = columnOf(result, x).slice(0, ROWS).map(wordsOf(result, x));
  const share = y === "share";
  const values = columnOf(result, y).slice(0, ROWS);
  const text = (value: number): string => (share ? `${value.toFixed(1)} %` : counted(Number(value.toPrecision(6))));
  const data = values.map((cell) => {
    if (typeof cell !== "number") return { value: null };
    const value = share ? cell * 100 : cell;
    return { value, label: { formatter: text(value) } };
  });
  // Long numbers need their room below the axis.
  const longest = data.reduce((max, { value }) => Math.max(max, value ?? 0), 0);
  const widest = data.reduce((most, { label: shown }) => Math.max(most, shown?.formatter.length ?? 0), 0);
  const label = { show: true, position: "right", color: colour("fg-2"), ...TEXT };
  return {
    height: 40 + labels.length * 20,
    note: [
      y === ys[0] ? "" : `${labelOf(result, y)}, because ${labelOf(result, ys[0] ?? "")} is 0 everywhere`,
      result.rows > ROWS ? `the first ${ROWS} of ${counted(result.rows)}` : "",
    ]
      .filter((note) => note !== "")
      .join("; "),
    wide: false,
    ramp: null,
    option: {
      grid: { left: 20, right: 10 + 7 * widest, top: 4, bottom: 4, containLabel: true },
      xAxis: {
        type: "value",
        ...valueAxis,
        // The longest bar takes the width there is; its number stands beside it, not below.
        ...(longest > 0 ? { max: "dataMax" } : {}),
        axisLabel: { ...AXIS_TEXT, showMaxLabel: false, hideOverlap: true, ...(share ? { formatter: "{value} %" } : {}) },
        interval: valueScale({ low: 0, high: longest }, longest >= 1000 ? 2 : 5)?.interval,
      },
      yAxis: {
        ...{ type: "category", inverse: true, data: labels },
        ...categoryAxis,
        axisLabel: { ...AXIS_TEXT, interval: 0, width: 132, overflow: "truncate" },
      },
      series: [
        {
          type: "bar",
          name: labelOf(result, y),
          barWidth: "60%",
          barMaxWidth: 26,
          itemStyle: { color: colour("s1") },
          data,
          label,
        },
      ],
    },
  };
}

/** Bars of one group a value of `by`, over each other or side by side; the largest seven groups and the sum of the rest. */
export function bars(result: ReportResult, x: string, y: readonly string[], by: string | undefined, stacked: boolean): Chart {
  const found = groupsOf(result, x, y, by, true);
  const { categories, groups, rest } = found;
  const summed = [...groups, ...(rest.length === 0 ? [] : [others(rest)])].map((group) => sums(group, categories.length));
  const twice = [...groups, ...rest].some(({ points }) => new Set(points.map(([at]) => at)).size < points.length);
  const heights = summed.map(({ values }) => values.map((value) => value ?? 0));
  const stacks = categories.map((_, i) => heights.reduce((sum, values) => sum + (values[i] ?? 0), 0));
  const series = summed.map(({ name, colour: fill, values }) => ({
    ...{ type: "bar", name, barMaxWidth: 18, data: values },
    ...(stacked ? { stack: "all" } : {}),
    itemStyle: { color: fill, borderColor: colour("bg-base"), borderWidth: 0.5 },
  }));
  return framed(found, series, [found.note, twice ? "rows of one bar are added" : ""], [[0], ...(stacked ? [stacks] : heights)]);
}

/** Lines through the points as they are: what is missing is a gap, two points of one place are two points. */
export function lines(result: ReportResult, x: string, y: readonly string[], by: string | undefined): Chart {
  const found = groupsOf(result, x, y, by);
  const series = found.groups.map(({ name, colour: stroke, points }) => ({
    ...{ type: "line", name, data: withGaps(points), showSymbol: points.length === 1, connectNulls: false },
    lineStyle: { width: 1.4, color: stroke },
    itemStyle: { color: stroke },
  }));
  const left = found.rest.length;
  return framed(
    found,
    series,
    [found.note, left > 0 ? `${left} smaller lines of ${left + series.length} are not drawn` : ""],
    found.groups.map(({ points }) => points.map(([, value]) => value)),
  );
}

function framed(
  { categories, groups, rest }: Groups,
  series: readonly { readonly name: string }[],
  notes: readonly string[],
  heights: readonly (readonly number[])[],
): Chart {
  const legend = {
    type: "plain",
    top: 0,
    left: 0,
    itemWidth: 10,
    itemHeight: 10,
    itemGap: 24,
    textStyle: { ...TEXT, color: colour("fg-2") },
  };
  const names = series.map(({ name }) => name);
  // There is no 0.6 of an alarm.
  const whole = [...groups, ...rest].every(({ points }) => points.every(([, value]) => Number.isInteger(value)));
  return {
    height: HEIGHT,
    note: notes.filter((note) => note !== "").join("; "),
    wide: true,
    ramp: null,
    option: {
      ...(names.length > 1 ? { legend: { ...legend, data: names } } : {}),
      grid: grid(names.length > 1 ? 36 : 12),
      // Of many the first stands at the edge, where half of its name would be cut off.
      xAxis: {
        ...{ type: "category", data: [...categories], ...categoryAxis },
        axisLabel: { ...AXIS_TEXT, ...(categories.length > CROWDED ? { alignMinLabel: "left", alignMaxLabel: "right" } : {}) },
      },
      yAxis: { type: "value", ...valueAxis, ...(valueScale(spanOfAll(heights), 5, whole ? 1 : 0) ?? { scale: true }) },
      series,
    },
  };
}

const labelOf = ({ columns }: ReportResult, name: string): string =>
  columns.find((column) => column.name === name)?.label ?? name;

function others(rest: readonly Group[]): Group {
  return { name: `${rest.length} others`, colour: colour("other"), points: rest.flatMap(({ points }) => points) };
}

function sums(
  { name, colour: fill, points }: Group,
  length: number,
): { name: string; colour: string; values: (number | null)[] } {
  const values = new Array<number | null>(length).fill(null);
  for (const [at, value] of points) values[at] = (values[at] ?? 0) + value;
  return { name, colour: fill, values };
}

/** A place on the axis the group has no point at parts its line. */
function withGaps(points: Group["points"]): (readonly [number, number | null])[] {
  const places = [...points].sort((a, b) => a[0] - b[0]);
  return places.flatMap((point, i) => {
    const before = places[i - 1];
    return before !== undefined && point[0] > before[0] + 1 ? [[before[0] + 1, null] as const, point] : [point];
  });
}
