import { hasAxes } from "../../ui/chart.tsx";
import type { ChartInstance } from "../../ui/echarts.ts";
import { grid } from "./chart-option.ts";
import type { ValueRange } from "./live-store.ts";

/** What each value axis of a chart shows now, left and right; null before it has drawn. */
export function valuesShown(chart: ChartInstance | null, axes: 1 | 2): ValueRange[] | null {
  if (chart === null || !hasAxes(chart)) return null;
  const bottom = chart.getHeight() - grid.bottom;
  const shown = Array.from({ length: axes }, (_, yAxisIndex) => ({
    low: Number(chart.convertFromPixel({ yAxisIndex }, bottom)),
    high: Number(chart.convertFromPixel({ yAxisIndex }, grid.top)),
  }));
  return shown.every(({ low, high }) => high > low) ? shown : null;
}

/** How far up a pixel lies on a chart so high: 0 at the bottom of the plot, 1 at its top. */
export const shareUp = (y: number, height: number): number =>
  Math.min(1, Math.max(0, (height - grid.bottom - y) / Math.max(1, height - grid.bottom - grid.top)));

/** The part of each axis between two heights, as shares from the bottom; below and above those shown are allowed. */
export const between = (shown: readonly ValueRange[], from: number, to: number): ValueRange[] =>
  shown.map(({ low, high }) => ({ low: low + from * (high - low), high: low + to * (high - low) }));

/** Zoomed so that what is at a height stays there. */
export const zoomedAround = (shown: readonly ValueRange[], share: number, factor: number): ValueRange[] =>
  between(shown, share - share * factor, share + (1 - share) * factor);
