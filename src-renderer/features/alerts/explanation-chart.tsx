import { useMemo } from "react";
import type { Explanation, SeriesColumns } from "../../../src-main/ipc/contract.ts";
import { useFrame, type Zone } from "../../frame-actions.ts";
import { Chart } from "../../ui/chart.tsx";
import { chartBase, fontFamily, severitySymbol, timeAxis, valueAxis } from "../../ui/chart-style.ts";
import type { ChartOption } from "../../ui/echarts.ts";
import { measured } from "../../ui/format-number.ts";
import { clockMinutes } from "../../ui/format-time.ts";
import type { Palette } from "../../ui/palette.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { type ExpectedBand, expectedBandOf, type Forecast, forecastOf } from "./evidence-shapes.ts";

const points = ({ time, value }: SeriesColumns): number[][] => Array.from(time, (t, i) => [t, value[i] ?? 0]);

/** The measured line around the alert, its window, threshold, mark, what the rule derived, and a predicted crossing. */
export function ExplanationChart({
  explanation,
  cursor = null,
}: {
  readonly explanation: Explanation;
  /** Where stepping stands, with the window it looks at. */
  readonly cursor?: Cursor | null;
}) {
  const zone = useFrame((state) => state.zone);
  const palette = usePalette();
  const option = useMemo(() => {
    const base = optionOf(explanation, zone, palette);
    return cursor === null ? base : { ...base, series: [...(base["series"] as object[]), cursorSeries(cursor, palette)] };
  }, [explanation, zone, palette, cursor]);
  const { alert } = explanation;
  const forecast = forecastOf(alert.evidence, alert.time, 0, explanation.thresholds.at(-1)?.value ?? null);
  const expected = forecast === null && expectedBandOf(alert.evidence) !== null;
  return (
    <figure className="explanation-figure">
      <figcaption className="row sub">
        <Line color="var(--s1)" /> measured
        {drawnBeside(explanation).map(({ name, label }, i) => (
          <span key={name} className="row">
            <Line color={`var(--s${i + 2})`} /> {label}
          </span>
        ))}
        {forecast === null ? null : (
          <>
            {forecast.line === null ? null : (
              <span className="row" data-testid="legend-fitted">
                <Line color="var(--fg-1)" /> fitted
              </span>
            )}
            <span className="row" data-testid="legend-forecast">
              <i className="legend-band" /> predicted, 80 %
            </span>
          </>
        )}
        {expected ? (
          <span className="row" data-testid="legend-expected">
            <i className="legend-band" /> usual
          </span>
        ) : null}
      </figcaption>
      <div className="explanation-chart">
        <Chart option={option} label={`Chart around: ${explanation.alert.title}`} data-testid="explanation-chart" />
      </div>
    </figure>
  );
}

export interface Cursor {
  readonly time: number;
  readonly window: { readonly start: number; readonly end: number } | null;
}

function cursorSeries({ time, window }: Cursor, palette: Palette) {
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

function Line({ color }: { readonly color: string }) {
  return <span className="legend-line" style={{ background: color }} />;
}

function optionOf(explanation: Explanation, zone: Zone, palette: Palette): ChartOption {
  const { alert, unit, series, thresholds, from, to, evidenceFrom, evidenceTo } = explanation;
  const measuredPoints = series === null ? [] : points(series);
  const at = measuredPoints.filter(([time]) => (time ?? 0) <= alert.time).at(-1)?.[1] ?? alert.value ?? 0;
  const small = { fontFamily, fontSize: 11 };
  const steps = measuredPoints.length > 0 && measuredPoints.every(([, value]) => value === 0 || value === 1);
  const { evidence } = alert;
  const forecast = forecastOf(evidence, alert.time, at, thresholds.at(-1)?.value ?? null);
  const band = forecast === null ? expectedBandOf(evidence) : null;
  const lines = [...new Set(thresholds.map(({ value }) => value))];
  return {
    ...chartBase(palette, zone),
    grid: { left: 48, right: 24, top: 24, bottom: 24 },
    xAxis: timeAxis(palette, from, to, zone),
    yAxis: valueAxis(palette, unit),
    series: [
      {
        type: "line",
        data: measuredPoints,
        step: steps ? "end" : false,
        showSymbol: measuredPoints.length < 3,
        silent: true,
        lineStyle: { width: 1.4, color: palette.s1 },
        itemStyle: { color: palette.s1 },
        markArea: {
          silent: true,
          itemStyle: { color: palette["warn-mark"], opacity: 0.09 },
          label: { ...small, color: palette.warn, position: "insideTopLeft" },
          data:
            evidenceTo > evidenceFrom
              ? [
                  [
                    {
                      name: `Window ${clockMinutes(evidenceFrom, zone)} – ${clockMinutes(evidenceTo, zone)}`,
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
      ...drawnBeside(explanation).map(({ name, columns }, i) => ({
        type: "line",
        name,
        data: points(columns),
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

/** Derived series that share the axis with what is measured: of its unit, or of none and of its size. */
function drawnBeside({ unit: own, series, derived }: Explanation): Explanation["derived"] {
  const measuredPoints = series === null ? [] : points(series);
  return derived.filter(({ unit, columns }) => unit === own || (unit === "" && sameScale(columns, measuredPoints))).slice(0, 3);
}

/** A derived series belongs on the same axis when its values lie where the measured ones do. */
function sameScale({ value }: SeriesColumns, measuredPoints: readonly number[][]): boolean {
  const values = measuredPoints.map(([, v]) => v ?? 0);
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const room = (high - low || 1) * 1.5;
  return value.every((v) => v >= low - room && v <= high + room);
}

/** The fitted line with its band over the readings it was fitted to, the prediction from there on, and the interval of its time on the threshold. */
function forecastSeries({ crossing, low, high, threshold, line, start, cone }: Forecast, palette: Palette) {
  const quiet = { silent: true, showSymbol: false };
  const fitted =
    line === null
      ? []
      : [
          area(
            "fitted band",
            [
              [line.from[0], line.from[1] - line.around],
              [line.from[0], line.from[1] + line.around],
              [line.to[0], line.to[1] + line.around],
              [line.to[0], line.to[1] - line.around],
            ],
            palette["fg-2"],
          ),
          {
            ...quiet,
            type: "line",
            name: "fitted",
            data: [line.from, line.to],
            z: 4,
            lineStyle: { width: 1.4, color: palette["fg-1"] },
          },
        ];
  return [
    ...fitted,
    area("forecast", cone, palette["fg-2"]),
    {
      ...quiet,
      type: "line",
      data: [start, [crossing, threshold]],
      lineStyle: { type: "dashed", width: 1.2, color: palette["fg-1"] },
    },
    {
      type: "line",
      data: [
        [low, threshold],
        [high, threshold],
      ],
      showSymbol: true,
      symbol: "rect",
      symbolSize: [1, 8],
      silent: true,
      lineStyle: { width: 1.6, color: palette["crit-mark"] },
      itemStyle: { color: palette["crit-mark"] },
    },
    {
      type: "scatter",
      z: 4,
      silent: true,
      data: [[crossing, threshold]],
      symbol: "circle",
      symbolSize: 9,
      itemStyle: { color: palette["bg-base"], borderColor: palette["crit-mark"], borderWidth: 1.6, opacity: 1 },
    },
  ];
}

/** What was expected over the evidence, as a band with its middle. */
function bandSeries({ expected, low, high }: ExpectedBand, from: number, to: number, palette: Palette) {
  return [
    area(
      "expected band",
      [
        [from, low],
        [from, high],
        [to, high],
        [to, low],
      ],
      palette["fg-2"],
    ),
    {
      type: "line",
      name: "expected",
      data: [
        [from, expected],
        [to, expected],
      ],
      silent: true,
      showSymbol: false,
      lineStyle: { type: "dashed", width: 1.2, color: palette["fg-2"] },
    },
  ];
}

/** A filled shape in values of the axes, which make room for it; under the lines. */
const area = (name: string, corners: readonly (readonly [number, number])[], color: string) => ({
  type: "custom",
  name,
  silent: true,
  clip: true,
  z: 1,
  data: corners.map(([time, value]) => [time, value]),
  // Drawn once, with the first corner: the rest are there for the axes.
  renderItem: ({ dataIndex }: { dataIndex: number }, api: { coord(point: readonly number[]): number[] }) =>
    dataIndex > 0
      ? null
      : {
          type: "polygon",
          shape: { points: corners.map((corner) => api.coord(corner)) },
          style: { fill: color, opacity: 0.22 },
        },
});
