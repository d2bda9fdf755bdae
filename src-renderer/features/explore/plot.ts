import type { SeriesColumns } from "../../../src-main/ipc/contract.ts";
import { spanOfAll, type ValueSpan, valueScale, valuesOf } from "../../../src-main/reports/value-scale.ts";
import type { Zone } from "../../frame-actions.ts";
import { chartBase, stateAxis, timeAxis, valueAxis } from "../../ui/chart-style.ts";
import type { ChartOption } from "../../ui/echarts.ts";
import { measured } from "../../ui/format-number.ts";
import { isOnOff, stepOf } from "../../ui/on-off.ts";
import type { Palette } from "../../ui/palette.ts";
import type { Threshold } from "../../ui/threshold-lines.ts";
import { thresholdLine } from "../../ui/threshold-lines.ts";
import type { Range } from "./explore-store.ts";
import { pairs } from "./use-series.ts";

/** Room around every plot of this screen, px: what lies over one maps time to pixels with the same numbers. */
export const GRID = { left: 52, right: 16, top: 18, bottom: 22 };

export interface Plot {
  readonly columns: SeriesColumns | null | undefined;
  readonly range: Range;
  readonly unit: string;
  readonly colour: string;
  readonly palette: Palette;
  readonly zone: Zone;
  /** Steps of the value axis at most. */
  readonly steps: number;
  /** Of the chart, px; 0 until it is known. */
  readonly width: number;
  /** Readings further apart are not joined, ms. */
  readonly bridge?: number;
  /** What the value axis spans at least; absent: what the columns do. */
  readonly values?: ValueSpan | null;
  readonly thresholds?: readonly Threshold[];
  /** Drawn under the line, so much later than it was, ms. */
  readonly past?: { readonly columns: SeriesColumns; readonly back: number };
}

/** What the values of several columns span; null without any. */
export function spanOf(all: Iterable<SeriesColumns | null | undefined>): ValueSpan | null {
  const span = spanOfAll([...all].map((columns) => columns?.value ?? []));
  return span.low <= span.high ? span : null;
}

/** One line over time. */
export function plotOption({
  columns,
  range,
  unit,
  colour,
  palette,
  zone,
  steps,
  bridge,
  values = null,
  thresholds = [],
  past,
  width,
}: Plot): ChartOption {
  const own = spanOf([columns]);
  const step = stepOf(columns?.value ?? [], unit);
  const held = [
    ...(values === null ? [] : [values.low, values.high]),
    // The axis makes room for a threshold as well.
    ...thresholds.map(({ value }) => value),
  ];
  const lists = [held, columns?.value ?? [], past?.columns.value ?? []];
  return {
    ...chartBase(palette, zone),
    grid: GRID,
    xAxis: { ...timeAxis(palette, range.from, range.to, zone, width - GRID.left - GRID.right), name: "" },
    yAxis: isOnOff(valuesOf(lists), unit) ? stateAxis(palette) : valueAxis(palette, unit, valueScale(spanOfAll(lists), steps)),
    series: [
      ...(past === undefined ? [] : [pastLine(past, palette, unit, bridge)]),
      {
        type: "line",
        data: pairs(columns, step === false ? bridge : undefined),
        step,
        showSymbol: columns?.time.length === 1,
        silent: true,
        lineStyle: { width: 1.2, color: colour },
        itemStyle: { color: colour },
      },
      // Not seen: the axis makes room for it, and its labels stay round.
      {
        type: "line",
        data: held.map((value) => [range.from, value]),
        symbol: "none",
        silent: true,
        lineStyle: { opacity: 0 },
        markLine: {
          symbol: "none",
          silent: true,
          animation: false,
          data: thresholds.map((threshold) =>
            thresholdLine(
              threshold,
              range,
              palette,
              `Threshold ${measured(threshold.value)} ${unit}`,
              // Above the line are the marks.
              threshold.value > (own?.high ?? threshold.value) ? "insideStartBottom" : "insideStartTop",
            ),
          ),
        },
      },
    ],
  };
}

/** Thin and grey: the colour is of what is compared with it. */
function pastLine({ columns, back }: NonNullable<Plot["past"]>, palette: Palette, unit: string, bridge: number | undefined) {
  const step = stepOf(columns.value, unit);
  return {
    type: "line",
    name: "before",
    data: pairs(columns, step === false ? bridge : undefined).map(([time, value]) => [time + back, value]),
    step,
    showSymbol: false,
    silent: true,
    lineStyle: { width: 1, color: palette["fg-3"], opacity: 0.8 },
  };
}

export const pixelOf = (time: number, { from, to }: Range, width: number): number =>
  GRID.left + ((time - from) / Math.max(1, to - from)) * Math.max(1, width - GRID.left - GRID.right);

/** Time at a pixel, kept inside the range. */
export function timeOf(x: number, { from, to }: Range, width: number): number {
  const share = (x - GRID.left) / Math.max(1, width - GRID.left - GRID.right);
  return Math.round(from + Math.min(1, Math.max(0, share)) * (to - from));
}
