import type { Explanation, SeriesColumns } from "../../../src-main/ipc/contract.ts";
import { spanOfAll, valueScale, valuesOf } from "../../../src-main/reports/value-scale.ts";
import type { Zone } from "../../frame-actions.ts";
import { chartBase, fontFamily, severitySymbol, stateAxis, timeAxis, valueAxis } from "../../ui/chart-style.ts";
import type { ChartOption } from "../../ui/echarts.ts";
import { measured } from "../../ui/format-number.ts";
import { clockMinutes } from "../../ui/format-time.ts";
import { isOnOff, stepOf } from "../../ui/on-off.ts";
import type { Palette } from "../../ui/palette.ts";
import { type ExpectedBand, expectedBandOf, type Forecast, forecastOf } from "./evidence-shapes.ts";
import { bandSeries, forecastSeries } from "./explanation-shapes.ts";

const GRID = { left: 48, right: 24, top: 24, bottom: 24 };

const points = ({ time, value }: SeriesColumns): number[][] => Array.from(time, (t, i) => [t, value[i] ?? 0]);

/** Line, window, thresholds, mark, what the rule derived, and what it expected. `width`: of the chart, px; 0 until it is known. */
export function optionOf(explanation: Explanation, zone: Zone, palette: Palette, width: number): ChartOption {
  const { alert, unit, series, thresholds, from, to, evidenceFrom, evidenceTo } = explanation;
  const measuredPoints = series === null ? [] : points(series);
  const at = measuredPoints.filter(([time]) => (time ?? 0) <= alert.time).at(-1)?.[1] ?? alert.value ?? 0;
  const small = { fontFamily, fontSize: 11 };
  const measuredValues = series?.value ?? [];
  const beside = drawnBeside(explanation);
  const { evidence } = alert;
  const forecast = forecastOf(evidence, alert.time, at, thresholds.at(-1)?.value ?? null);
  const band = forecast === null ? expectedBandOf(evidence) : null;
  const lines = [...new Set(thresholds.map(({ value }) => value))];
  const lists = [measuredValues, lines, ...beside.map(({ columns }) => columns.value)];
  return {
    ...chartBase(palette, zone),
    grid: GRID,
    xAxis: timeAxis(palette, from, to, zone, width - GRID.left - GRID.right),
    yAxis:
      band === null && isOnOff(valuesOf(lists), unit)
        ? stateAxis(palette)
        : valueAxis(palette, unit, valueScale(spanOfAll([...lists, [at], ...shapeValues(forecast, band)]), 5)),
    series: [
      {
        type: "line",
        data: measuredPoints,
        step: stepOf(measuredValues, unit),
        showSymbol: measuredPoints.length < 3,
        silent: true,
        lineStyle: { width: 1.4, color: palette.s1 },
        itemStyle: { color: palette.s1 },
        markArea: {
          silent: true,
          itemStyle: { color: palette["warn-mark"], opacity: 0.09 },
          // Over the threshold's line, which may run here; it ends where the alert's line stands, however narrow the window is.
          label: {
            ...small,
            color: palette.warn,
            position: "insideTopRight",
            backgroundColor: palette["bg-base"],
            padding: [0, 2],
          },
          data:
            evidenceTo > evidenceFrom
              ? [
                  [
                    {
                      name: `${explanation.window.kind === "none" ? "Evidence" : "Window"} ${clockMinutes(evidenceFrom, zone)} – ${clockMinutes(evidenceTo, zone)}`,
                      xAxis: evidenceFrom,
                    },
                    { xAxis: evidenceTo },
                  ],
                ]
              : [],
        },
        markLine: {
          symbol: "none",
          silent: true,
          data: [
            ...lines.map((value) => ({
              yAxis: value,
              lineStyle: { type: [5, 4], width: 1.2, color: palette["crit-mark"] },
              label: {
                ...small,
                formatter: `Threshold ${measured(value)} ${unit}`,
                position: "insideStartTop",
                color: palette.crit,
              },
            })),
            {
              xAxis: alert.time,
              lineStyle: { type: "solid", width: 1, color: palette["warn-mark"] },
              label: {
                ...small,
                // A window's label says when it ends.
                show: evidenceTo <= evidenceFrom,
                formatter: clockMinutes(alert.time, zone),
                position: "insideEndBottom",
                rotate: 0,
                color: palette.warn,
              },
            },
          ],
        },
      },
      ...beside.map(({ name, unit: own, columns }, i) => ({
        type: "line",
        name,
        data: points(columns),
        // Of windows one after the other a point says what held since the one before, not what led there.
        step: explanation.window.kind === "tumbling" ? "start" : stepOf(columns.value, own),
        showSymbol: columns.time.length < 3,
        symbolSize: 5,
        silent: true,
        lineStyle: { width: 1.2, type: "dashed", color: palette[`s${i + 2}` as keyof Palette] },
        itemStyle: { color: palette[`s${i + 2}` as keyof Palette] },
      })),
      ...(forecast === null ? [] : forecastSeries(forecast, palette)),
      ...(band === null ? [] : bandSeries(band, from, to, palette)),
      {
        type: "scatter",
        z: 5,
        silent: true,
        data: [[alert.time, at]],
        symbol: severitySymbol[alert.severity],
        symbolSize: 12,
        itemStyle: {
          color:
            alert.severity === "critical"
              ? palette["crit-mark"]
              : alert.severity === "warning"
                ? palette["warn-mark"]
                : palette["fg-2"],
          opacity: 1,
          borderColor: palette["bg-base"],
          borderWidth: 1,
        },
      },
    ],
  };
}

const bandAround = ({ from, to, around }: NonNullable<Forecast["line"]>): readonly (readonly number[])[] =>
  [from, to].map(([, value]) => [value - around, value + around]);

/** The values that what a rule expects reaches to. */
const shapeValues = (forecast: Forecast | null, band: ExpectedBand | null): readonly (readonly number[])[] => [
  forecast?.cone.map(([, value]) => value) ?? [],
  ...(forecast === null || forecast.line === null ? [] : bandAround(forecast.line)),
  band === null ? [] : [band.low, band.high, band.expected],
];

/** Derived series that share the axis with what is measured: of its unit, or of none and of its size. On and off is of no size but its own. */
export function drawnBeside({
  unit: own,
  series,
  derived,
}: Pick<Explanation, "unit" | "series" | "derived">): Explanation["derived"] {
  const measuredPoints = series === null ? [] : points(series);
  const states = series === null || isOnOff(series.value, own);
  const fits = (unit: string, columns: SeriesColumns): boolean =>
    isOnOff(columns.value, unit) ? states : unit === "" ? sameScale(columns, measuredPoints) : unit === own;
  return derived.filter(({ unit, columns }) => fits(unit, columns)).slice(0, 3);
}

/** A derived series belongs on the same axis when its values lie where the measured ones do: one far off would press the line flat. */
function sameScale({ value }: SeriesColumns, measuredPoints: readonly number[][]): boolean {
  const values = measuredPoints.map(([, v]) => v ?? 0);
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const room = (high - low || 1) * 0.5;
  return value.every((v) => v >= low - room && v <= high + room) && value.some((v) => v >= low && v <= high);
}

/** Where stepping stands, with the window it looks at. */
export interface Cursor {
  readonly time: number;
  readonly window: { readonly start: number; readonly end: number } | null;
}

/** A line where it stands, its window shaded. */
export function cursorSeries({ time, window }: Cursor, palette: Palette) {
  return {
    type: "line",
    data: [],
    silent: true,
    markLine: {
      symbol: "none",
      silent: true,
      label: { show: false },
      data: [{ xAxis: time, lineStyle: { type: "solid", width: 1.4, color: palette.accent } }],
    },
    markArea: {
      silent: true,
      itemStyle: { color: palette.accent, opacity: 0.12 },
      data: window === null ? [] : [[{ xAxis: window.start }, { xAxis: window.end }]],
    },
  };
}
