import type { ValueScale } from "../../src-main/reports/value-scale.ts";
import type { Zone } from "../frame-actions.ts";
import { calendarTimes } from "./calendar-times.ts";
import { axisValue } from "./format-number.ts";
import { zoneName } from "./format-time.ts";
import type { Palette } from "./palette.ts";

export const fontFamily = '"Inter Variable", Inter, sans-serif';

/** What every chart has in common; spread it first. */
export const chartBase = (palette: Palette, zone: Zone = "UTC") => ({
  animation: false,
  useUTC: zone === "UTC",
  backgroundColor: "transparent",
  textStyle: { fontFamily, fontSize: 11, color: palette["fg-3"] },
});

const label = (palette: Palette) => ({ color: palette["fg-3"], fontFamily, fontSize: 11 });

/** Time axis of `[from, to]` ms; its last label is the zone. `width`: of the plot, px, as far as it is known. */
export function timeAxis(palette: Palette, from: number, to: number, zone: Zone, width = 560) {
  const { times, label: text } = calendarTimes(from, to, { width }, zone);
  return {
    type: "time",
    min: from,
    max: to,
    // Below negative values too: beside its labels, which stay there, and clear of the values at the lines' ends.
    axisLine: { onZero: false, lineStyle: { color: palette.axis } },
    axisTick: { length: 4, lineStyle: { color: palette.axis }, customValues: [...times] },
    splitLine: { show: false },
    axisLabel: {
      ...label(palette),
      hideOverlap: true,
      // The zone stands behind the end.
      customValues: times.filter((time) => to - time > (to - from) * 0.02),
      formatter: text,
    },
    name: zoneName(zone),
    nameLocation: "end",
    nameGap: 12,
    nameTextStyle: { ...label(palette), align: "left" },
  };
}

export interface ValueAxis {
  readonly min: number | null;
  readonly max: number | null;
  readonly interval: number | null;
  readonly nameTextStyle: object;
  readonly axisLabel: object;
  readonly [option: string]: unknown;
}

/**
 * Value axis with its unit above; without a scale ECharts chooses one. What `stateAxis` sets is null here and not absent: a chart may turn
 * one into the other.
 */
export function valueAxis(palette: Palette, unit: string, scale: ValueScale | null = null): ValueAxis {
  return {
    type: "value",
    scale: true,
    min: scale?.min ?? null,
    max: scale?.max ?? null,
    interval: scale?.interval ?? null,
    name: unit,
    nameGap: 8,
    nameTextStyle: { ...label(palette), align: "right", padding: [0, 6, 0, 0] },
    axisLine: { show: false },
    axisTick: { show: false, customValues: null },
    splitNumber: 4,
    splitLine: { lineStyle: { color: palette.grid } },
    axisLabel: { ...label(palette), formatter: axisValue, customValues: null, showMinLabel: null, showMaxLabel: null },
  };
}

/** Value axis of what is only off and on: 0 and 1, and room for the width of the line. */
export const stateAxis = (palette: Palette): ValueAxis => ({
  ...valueAxis(palette, ""),
  min: -0.04,
  max: 1.04,
  axisTick: { show: false, customValues: [0, 1] },
  axisLabel: { ...label(palette), formatter: axisValue, customValues: [0, 1] },
});

export function categoryAxis(palette: Palette, names: readonly string[]) {
  return {
    type: "category",
    data: [...names],
    axisLine: { lineStyle: { color: palette.axis } },
    axisTick: { show: false },
    axisLabel: { ...label(palette), hideOverlap: true },
  };
}

/** Paths of the severity marks, for `symbol`. */
export const severitySymbol = { critical: "diamond", warning: "triangle", info: "circle" } as const;
