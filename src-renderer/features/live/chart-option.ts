import type { AlertRow, KeyInfo } from "../../../src-main/ipc/contract.ts";
import type { Zone } from "../../frame-actions.ts";
import { isOf } from "../../ui/alert-marks.ts";
import { chartBase, fontFamily, severitySymbol, timeAxis, valueAxis } from "../../ui/chart-style.ts";
import type { ChartOption } from "../../ui/echarts.ts";
import { measured } from "../../ui/format-number.ts";
import { type Palette, seriesColour } from "../../ui/palette.ts";
import { thresholdLine, thresholdStyle, thresholdsOf, thresholdWords } from "../../ui/threshold-lines.ts";
import type { ChartModel, Range } from "./live-store.ts";
import type { ChartData } from "./use-chart-data.ts";
import { interleaved, valueAt } from "./value-at.ts";

/** Room around the lines, px: the overlay maps time to pixels with the same numbers. */
export const grid = { left: 52, right: 80, top: 22, bottom: 26 };

export interface ChartPicture {
  readonly chart: ChartModel;
  readonly data: ChartData;
  readonly keys: ReadonlyMap<number, KeyInfo>;
  readonly range: Range;
  readonly zone: Zone;
  readonly palette: Palette;
  readonly windows: boolean;
}

/** Where a mark stands: at its value, or on the line of its key. */
export function markPoint(mark: AlertRow, { data, keys }: Pick<ChartPicture, "data" | "keys">): [number, number] | null {
  const of = data.series.find(({ key }) => {
    const info = keys.get(key);
    return info !== undefined && isOf(mark, info);
  });
  const on = of === undefined ? null : valueAt(of.columns, mark.time);
  const y = on ?? (of === undefined ? null : (of.columns.value[0] ?? null));
  return y === null ? null : [mark.time, y];
}

export function chartOption(picture: ChartPicture): ChartOption {
  const { chart, data, keys, range, zone, palette } = picture;
  const unit = keys.get(chart.keys[0] ?? -1)?.unit ?? "";
  const other = data.derived.some(({ choice }) => choice.unit !== unit);
  const derived = data.derived.map(({ choice, key, columns }) => ({
    type: "line",
    id: `${choice.rule} ${choice.series} ${key}`,
    data: interleaved(columns),
    yAxisIndex: choice.unit === unit ? 0 : 1,
    showSymbol: false,
    silent: true,
    lineStyle: { width: 1, type: "dashed", color: seriesColour(palette, chart.keys.indexOf(key)), opacity: 0.75 },
  }));
  return {
    ...chartBase(palette, zone),
    grid,
    xAxis: { id: "time", ...timeAxis(palette, range.from, range.to, zone) },
    yAxis: [
      // On a canvas of its own, under the measured lines (charts.css).
      { id: "value", zlevel: -1, ...valueAxis(palette, unit) },
      { id: "other", ...valueAxis(palette, ""), show: false, position: "right" },
    ].slice(0, other ? 2 : 1),
    series: [extent(picture), ...derived, thresholds(picture, unit), marks(picture)],
  };
}

/** Lowest and highest value that is drawn: measured, derived on the same axis, thresholds. */
function extremes({ chart, data, keys }: Pick<ChartPicture, "chart" | "data" | "keys">): {
  readonly low: number;
  readonly high: number;
} {
  const unit = keys.get(chart.keys[0] ?? -1)?.unit ?? "";
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const hold = (value: number): void => {
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const { columns, thresholds } of data.series) {
    columns.value.forEach(hold);
    for (const { value } of thresholds) hold(value);
  }
  for (const { choice, columns } of data.derived) if (choice.unit === unit) columns.value.forEach(hold);
  chart.lines.forEach(hold);
  return { low, high };
}

/** Where a mark's label lies neither over an axis nor outside: below it, above where it stands low, beside it near an edge. */
export function labelPosition(
  [time, value]: readonly [number, number],
  { from, to }: Range,
  { low, high }: { readonly low: number; readonly high: number },
): "left" | "right" | "top" | "bottom" {
  const across = (time - from) / (to - from || 1);
  if (across < 0.12) return "right";
  if (across > 0.88) return "left";
  return high > low && (value - low) / (high - low) > 0.3 ? "bottom" : "top";
}

const LABEL_WIDTH = 0.14;
const LABEL_HEIGHT = 0.1;

/** The place of a threshold's words above its line that covers the fewest marks; widths and heights are shares of the plot. */
export function thresholdLabel(
  value: number,
  marks: readonly (readonly [number, number])[],
  { from, to }: Range,
  { low, high }: { readonly low: number; readonly high: number },
): "insideStartTop" | "insideMiddleTop" | "insideEndTop" {
  const places = [
    { position: "insideStartTop", at: 0 },
    { position: "insideEndTop", at: 1 - LABEL_WIDTH },
    { position: "insideMiddleTop", at: (1 - LABEL_WIDTH) / 2 },
  ] as const;
  const covered = ({ at }: { readonly at: number }): number =>
    marks.filter(([time, height]) => {
      const across = (time - from) / (to - from || 1);
      const above = (height - value) / (high - low || 1);
      return across >= at && across <= at + LABEL_WIDTH && above > -LABEL_HEIGHT / 3 && above < LABEL_HEIGHT;
    }).length;
  return places.reduce((best, place) => (covered(place) < covered(best) ? place : best), places[0] as (typeof places)[number])
    .position;
}

/** What the value axis must hold; the lines themselves are drawn by SeriesCanvas. */
function extent({ data, range }: ChartPicture) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { columns } of data.series) {
    for (const value of columns.value) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const held = low <= high ? [low, high].map((value) => [range.from, value]) : [];
  return { id: "extent", type: "line", data: held, showSymbol: false, silent: true, lineStyle: { width: 0 } };
}

/** Threshold lines of the data and of the user, and the windows of alerts when wanted. */
function thresholds(picture: ChartPicture, unit: string) {
  const { chart, data, range, palette, windows } = picture;
  const spans = thresholdsOf(data.series);
  const shown = extremes(picture);
  const points = data.marks.flatMap((mark) => (mark.action === "raise" ? [markPoint(mark, picture)] : []));
  const stand = points.filter((point) => point !== null);
  const placeOf = (value: number) => thresholdLabel(value, stand, range, shown);
  return {
    id: "thresholds",
    type: "line",
    data: [...spans.map(({ value }) => value), ...chart.lines].map((value) => [range.from, value]),
    showSymbol: false,
    silent: true,
    lineStyle: { width: 0 },
    // Its words over the marks, or a mark would stand on them.
    markLine: {
      z: 6,
      symbol: "none",
      silent: true,
      animation: false,
      data: [
        ...spans.map((span) =>
          thresholdLine(span, range, palette, `Threshold ${measured(span.value)} ${unit}`, placeOf(span.value)),
        ),
        ...chart.lines.map((value) => ({
          yAxis: value,
          lineStyle: { ...thresholdStyle(palette), color: palette["fg-2"] },
          label: { ...thresholdWords(`Line ${measured(value)} ${unit}`, placeOf(value), palette), color: palette["fg-2"] },
        })),
      ],
    },
    markArea: {
      silent: true,
      itemStyle: { color: palette["warn-mark"], opacity: 0.09 },
      data: windows
        ? data.marks
            .flatMap(({ window }) => (window === null ? [] : [[{ xAxis: window.start }, { xAxis: window.end }]]))
            .slice(0, 50)
        : [],
    },
  };
}

function marks(picture: ChartPicture) {
  const { data, palette } = picture;
  const raised = data.marks.filter((mark) => mark.action === "raise");
  const shown = extremes(picture);
  const colours = { critical: palette["crit-mark"], warning: palette["warn-mark"], info: palette["bg-base"] };
  return {
    id: "marks",
    type: "scatter",
    z: 5,
    silent: true,
    labelLayout: { hideOverlap: true },
    data: raised.flatMap((mark) => {
      const point = markPoint(mark, picture);
      if (point === null) return [];
      const info = mark.severity === "info";
      return [
        {
          value: point,
          symbol: severitySymbol[mark.severity],
          symbolSize: info ? 9 : 12,
          itemStyle: {
            color: colours[mark.severity],
            opacity: 1,
            borderColor: info ? palette["fg-2"] : palette["bg-base"],
            borderWidth: info ? 1.5 : 1,
          },
          label: {
            show: raised.length <= 4,
            formatter: mark.title,
            position: labelPosition(point, picture.range, shown),
            distance: 6,
            color: palette["fg-1"],
            backgroundColor: palette["bg-base"],
            padding: [1, 3],
            fontFamily,
            fontSize: 11,
          },
        },
      ];
    }),
  };
}
