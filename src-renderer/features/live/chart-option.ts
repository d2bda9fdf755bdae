import type { AlertRow } from "../../../src-main/ipc/contract.ts";
import { spanOfAll, type Values, valueScale, valuesOf } from "../../../src-main/reports/value-scale.ts";
import type { NamedKey } from "../../bridge/keys.ts";
import type { Zone } from "../../frame-actions.ts";
import { isOf } from "../../ui/alert-marks.ts";
import { chartBase, fontFamily, severitySymbol, stateAxis, timeAxis, type ValueAxis, valueAxis } from "../../ui/chart-style.ts";
import type { ChartOption } from "../../ui/echarts.ts";
import { measured } from "../../ui/format-number.ts";
import { isOnOff, stepOf } from "../../ui/on-off.ts";
import { type Palette, seriesColour } from "../../ui/palette.ts";
import { thresholdLine, thresholdStyle, thresholdsOf, thresholdWords } from "../../ui/threshold-lines.ts";
import { axisOf, onRight, unitsOf } from "./chart-axes.ts";
import { coveredBy, type Held, type LabelPlace, labelPlace, textWidth, thresholdLabel } from "./label-places.ts";
import type { ChartModel, Range, ValueRange } from "./live-store.ts";
import { overlayDash } from "./overlay-names.ts";
import type { ChartData, DerivedData } from "./use-chart-data.ts";
import { interleaved, valueAt } from "./value-at.ts";

/** Room around the lines, px: the overlay maps time to pixels with the same numbers. */
export const grid = { left: 52, right: 80, top: 22, bottom: 26 };

/** Of a chart until it is known, px. */
const USUAL_HEIGHT = 220;

/** Steps of a value axis at most: as many as its labels leave room for. */
const valueSteps = (height: number): number => Math.max(2, Math.min(6, Math.floor((height - grid.top - grid.bottom) / 18)));

export interface ChartPicture {
  readonly chart: ChartModel;
  readonly data: ChartData;
  readonly keys: ReadonlyMap<number, NamedKey>;
  readonly range: Range;
  readonly zone: Zone;
  readonly palette: Palette;
  readonly windows: boolean;
  /** Of the whole chart, px; 0: not known. */
  readonly width?: number;
  readonly height?: number;
}

type MeasuredLine = ChartData["series"][number];

/** The measured line an alert stands on, if it is drawn. */
export const lineOf = (mark: AlertRow, { data, keys }: Pick<ChartPicture, "data" | "keys">): MeasuredLine | undefined =>
  data.series.find(({ key }) => {
    const info = keys.get(key);
    return info !== undefined && isOf(mark, info);
  });

/** Where a mark stands: at its value, or on the line of its key. */
export function markPoint(mark: AlertRow, picture: Pick<ChartPicture, "data" | "keys">): [number, number] | null {
  const of = lineOf(mark, picture);
  const y = of === undefined ? null : (valueAt(of.columns, mark.time) ?? of.columns.value[0] ?? null);
  return y === null ? null : [mark.time, y];
}

export function chartOption(picture: ChartPicture): ChartOption {
  const { chart, data, keys, range, zone, palette, width = 0, height = 0 } = picture;
  const steps = valueSteps(height === 0 ? USUAL_HEIGHT : height);
  const right = onRight(chart, keys);
  const units = [
    unitsOf(
      chart.keys.filter((key) => !right.has(key)),
      keys,
    ),
    unitsOf(right, keys),
  ] as const;
  const sides = right.size === 0 ? ([0] as const) : ([0, 1] as const);
  /** A rule's series goes to the axis of its unit; to one of its own, not drawn, where there is none. */
  const axisFor = ({ choice, key }: DerivedData): number =>
    choice.unit === units[axisOf(key, right)] ? axisOf(key, right) : choice.unit === units[0] ? 0 : sides.length;
  const derived = data.derived.map((line) => ({
    type: "line",
    id: `${line.choice.rule} ${line.choice.series} ${line.key}`,
    data: interleaved(line.columns),
    yAxisIndex: axisFor(line),
    step: stepOf(line.columns.value, line.choice.unit),
    showSymbol: false,
    silent: true,
    lineStyle: {
      width: 1,
      type: overlayDash(line.choice, chart.derived),
      color: seriesColour(palette, chart.keys.indexOf(line.key)),
      opacity: 0.75,
    },
  }));
  const other = data.derived.some((line) => axisFor(line) === sides.length);
  const named = data.marks.filter(({ action }) => action === "raise").length <= 4;
  const parts = sides.map((side) => {
    const series = data.series.filter(({ key }) => axisOf(key, right) === side);
    const marks = data.marks.filter((mark) => axisOf(lineOf(mark, picture)?.key ?? -1, right) === side);
    const lists = drawnOn(side === 0 ? chart.lines : [], {
      series,
      derived: data.derived.filter((line) => axisFor(line) === side),
    });
    const shown = spanOfAll(lists);
    const part = {
      ...picture,
      named,
      shown,
      windows: picture.windows && side === 0,
      chart: side === 0 ? chart : { ...chart, lines: [] },
      data: { ...data, series, marks },
    };
    const lines = [extent(part), thresholds(part, units[side]), marksOf(part)];
    return {
      axis: zoomedTo(
        chart.values?.[side],
        steps,
        isOnOff(valuesOf(lists), units[side]) ? stateAxis(palette) : valueAxis(palette, units[side], valueScale(shown, steps)),
      ),
      lines: lines.map((line) => ({ ...line, id: side === 0 ? line.id : `${line.id} right`, yAxisIndex: side })),
    };
  });
  return {
    ...chartBase(palette, zone),
    // Where it is told to be, however long the labels are: the lines, cursors and marks over it count on that.
    grid: { ...grid, outerBoundsMode: "none" },
    xAxis: {
      id: "time",
      ...timeAxis(palette, range.from, range.to, zone, width === 0 ? undefined : width - grid.left - grid.right),
    },
    yAxis: [
      // On a canvas of its own, under the measured lines (charts.css).
      { id: "value", zlevel: -1, ...(parts[0]?.axis ?? valueAxis(palette, units[0])) },
      ...parts.slice(1).map(({ axis }) => rightAxis(axis)),
      ...(other ? [{ id: "other", ...valueAxis(palette, ""), show: false, position: "right" }] : []),
    ],
    series: [...parts.flatMap(({ lines }) => lines), ...derived],
  };
}

/** An axis as it was zoomed by hand; its labels stay round. */
const zoomedTo = (values: ValueRange | undefined, steps: number, axis: ValueAxis): ValueAxis =>
  values === undefined
    ? axis
    : {
        ...axis,
        min: values.low,
        max: values.high,
        interval: valueScale(values, steps)?.interval ?? null,
        axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false },
      };

/** One grid of lines is enough: it has none. */
function rightAxis(axis: ValueAxis) {
  return {
    ...axis,
    id: "right",
    position: "right",
    splitLine: { show: false },
    nameTextStyle: { ...axis.nameTextStyle, align: "left", padding: [0, 0, 0, 6] },
  };
}

/** All values that are drawn: lines of the user, measured, derived on the same axis, thresholds. */
const drawnOn = (lines: readonly number[], { series, derived }: Pick<ChartData, "series" | "derived">): readonly Values[] => [
  lines,
  ...series.flatMap(({ columns, thresholds }) => [columns.value, thresholds.map(({ value }) => value)]),
  ...derived.map(({ columns }) => columns.value),
];

/** What the value axis must hold; the lines themselves are drawn by SeriesCanvas. */
function extent({ data, range }: ChartPicture) {
  const { low, high } = spanOfAll(data.series.map(({ columns }) => columns.value));
  const held = low <= high ? [low, high].map((value) => [range.from, value]) : [];
  return { id: "extent", type: "line", data: held, showSymbol: false, silent: true, lineStyle: { width: 0 } };
}

/** Threshold lines of the data and of the user, and the windows of alerts when wanted. */
function thresholds(picture: MarkedPicture, unit: string) {
  const { chart, data, range, palette, windows, shown } = picture;
  const spans = thresholdsOf(data.series);
  const plot = plotWidth(picture);
  const covered = raised(picture).flatMap(({ mark, point }) =>
    coveredBy(point, range, shown, picture.named ? { place: titlePlace(mark, point, picture, shown), plot } : null),
  );
  // An axis may hold several units.
  const unitAt = (value: number): string =>
    unitsOf(
      data.series.flatMap(({ key, thresholds }) => (thresholds.some((span) => span.value === value) ? [key] : [])),
      picture.keys,
    );
  const placeOf = (value: number) => thresholdLabel(value, covered, shown);
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
          thresholdLine(span, range, palette, `Threshold ${measured(span.value)} ${unitAt(span.value)}`, placeOf(span.value)),
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

/** Of one side of a chart. `named`: its marks are few enough to have their titles beside them. `shown`: the values it spans. */
type MarkedPicture = ChartPicture & { readonly named: boolean; readonly shown: Held };

/** Inside the axes, px; while it is not known, as of a narrow chart. */
const plotWidth = ({ width = 0 }: ChartPicture): number => (width === 0 ? 480 : Math.max(1, width - grid.left - grid.right));

/** The marks of what was raised, with where they stand. */
const raised = (picture: ChartPicture): { readonly mark: AlertRow; readonly point: [number, number] }[] =>
  picture.data.marks.flatMap((mark) => {
    const point = mark.action === "raise" ? markPoint(mark, picture) : null;
    return point === null ? [] : [{ mark, point }];
  });

const TITLE_SIZE = 11;
const TITLE_PADDING = [1, 3] as const;

function titlePlace({ title }: AlertRow, point: [number, number], picture: ChartPicture, shown: Held): LabelPlace {
  const text = textWidth(title, `${TITLE_SIZE}px ${fontFamily}`) + 2 * TITLE_PADDING[1];
  return labelPlace(point, picture.range, shown, { text, plot: plotWidth(picture) });
}

function marksOf(picture: MarkedPicture) {
  const { palette, named, shown } = picture;
  const colours = { critical: palette["crit-mark"], warning: palette["warn-mark"], info: palette["bg-base"] };
  return {
    id: "marks",
    type: "scatter",
    z: 5,
    silent: true,
    labelLayout: { hideOverlap: true },
    data: raised(picture).map(({ mark, point }) => {
      const info = mark.severity === "info";
      const label = {
        formatter: mark.title,
        distance: 6,
        color: palette["fg-1"],
        backgroundColor: palette["bg-base"],
        padding: [...TITLE_PADDING],
        fontFamily,
        fontSize: TITLE_SIZE,
      };
      const place = named ? titlePlace(mark, point, picture, shown) : null;
      return {
        value: point,
        symbol: severitySymbol[mark.severity],
        symbolSize: info ? 9 : 12,
        itemStyle: {
          color: colours[mark.severity],
          opacity: 1,
          borderColor: info ? palette["fg-2"] : palette["bg-base"],
          borderWidth: info ? 1.5 : 1,
        },
        label:
          place === null
            ? { show: false }
            : {
                ...label,
                show: true,
                position: place.position,
                // ECharts cuts what fills its room to the last pixel.
                width: Math.ceil(place.width) - 2 * TITLE_PADDING[1] + 1,
                overflow: "truncate",
              },
      };
    }),
  };
}
