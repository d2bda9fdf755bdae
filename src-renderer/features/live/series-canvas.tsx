import { type RefObject, useEffect, useRef } from "react";
import type { SeriesColumns } from "../../../src-main/ipc/contract.ts";
import { useKeys } from "../../bridge/keys.ts";
import { hasAxes } from "../../ui/chart.tsx";
import type { ChartInstance } from "../../ui/echarts.ts";
import { bridgedBy } from "../../ui/line-gaps.ts";
import { isOnOff } from "../../ui/on-off.ts";
import { forget, oneAFrame } from "../../ui/one-a-frame.ts";
import { seriesColour } from "../../ui/palette.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { onRight } from "./chart-axes.ts";
import { grid } from "./chart-option.ts";
import type { ChartModel, Range } from "./live-store.ts";
import { bytesOf, drawCrowded } from "./series-pixels.ts";
import type { ChartData } from "./use-chart-data.ts";

export interface SeriesCanvasProps {
  readonly model: ChartModel;
  readonly data: ChartData;
  readonly range: Range;
  /** Newest events are followed: nobody pulls at the picture. */
  readonly follows: boolean;
  readonly chart: RefObject<ChartInstance | null>;
}

/**
 * The measured lines, drawn straight from their columns: ECharts would make an object of every series and path anew each time events
 * came in. Where points crowd, pixels are set; else paths are stroked. The grid is its own, under this canvas, thresholds and marks above it; the lines
 * are drawn when it has drawn, so that both always show the same range. While events are followed they have the frame after it, as both
 * together may hold one up.
 */
export function SeriesCanvas({ model, data, range, follows, chart }: SeriesCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const drawn = useRef<readonly unknown[]>([]);
  /** Its pixels are used again: one for every picture would be thrown away four times a second. */
  const kept = useRef<ImageData | null>(null);
  const draw = useRef<() => void>(() => {});
  const later = useRef(follows);
  later.current = follows;
  draw.current = () => {
    const element = canvas.current;
    const instance = chart.current;
    if (element === null || instance === null || !hasAxes(instance)) return;
    const right = onRight(model, useKeys.getState().byId);
    const left = scaleOf(instance, 0);
    const other = right.size === 0 ? left : scaleOf(instance, 1);
    if (left === null || other === null) return;
    const scaleFor = (key: number): AxisScale => (right.has(key) ? other : left);
    // Not the element's own: to ask it would lay the whole page out in the midst of a frame.
    const [width, height] = [instance.getWidth(), instance.getHeight()];
    // ECharts says it has drawn more often than there is something new.
    const now = [data.series, range, palette, left.zero, left.perUnit, other.zero, other.perUnit, width, height, model.right];
    if (drawn.current.length === now.length && now.every((each, i) => each === drawn.current[i])) return;
    drawn.current = now;
    const context = sized(element, width, height);
    if (context === null) return;
    const colourOf = (key: number): string => seriesColour(palette, Math.max(0, model.keys.indexOf(key)));
    const plot = { left: grid.left, width: Math.max(1, width - grid.left - grid.right) };
    const ratio = window.devicePixelRatio;
    const perMs = plot.width / (range.to - range.from);
    const crowded = data.series.filter(({ columns }) => columns.time.length > plot.width / 2);
    if (crowded.length > 0) {
      const [across, down] = [Math.round(plot.width * ratio), Math.max(1, Math.round((height - grid.top - grid.bottom) * ratio))];
      if (kept.current?.width !== across || kept.current.height !== down) kept.current = new ImageData(across, down);
      const pixels = kept.current;
      pixels.data.fill(0);
      const scale = { from: range.from, perMs: perMs * ratio, thickness: 1.4 * ratio };
      for (const { key, columns } of crowded) {
        const { zero, perUnit } = scaleFor(key);
        const own = { y0: (zero - grid.top) * ratio, perUnit: perUnit * ratio };
        const how = { ...scale, ...own, ...joined(key, columns, perMs) };
        drawCrowded(pixels, columns, how, bytesOf(colourOf(key)));
      }
      context.putImageData(pixels, Math.round(plot.left * ratio), Math.round(grid.top * ratio));
    }
    context.beginPath();
    context.rect(plot.left, grid.top, plot.width, height - grid.top - grid.bottom);
    context.clip();
    context.lineWidth = 1.4;
    context.lineJoin = "bevel";
    for (const { key, columns } of data.series) {
      if (columns.time.length > plot.width / 2) continue;
      context.strokeStyle = colourOf(key);
      const { zero, perUnit } = scaleFor(key);
      trace(context, columns, { perMs, y0: zero, perUnit, from: range.from, ...joined(key, columns, perMs) });
    }
  };
  useEffect(() => {
    const instance = chart.current;
    const owner = {};
    const listen = (): void => (later.current ? oneAFrame(owner, () => draw.current()) : draw.current());
    instance?.on("rendered", listen);
    return () => {
      forget(owner);
      if (instance !== null && !instance.isDisposed()) instance.off("rendered", listen);
    };
  }, [chart]);
  return <canvas ref={canvas} className="series-canvas" />;
}

/** px of a value: zero + value * perUnit. */
interface AxisScale {
  readonly zero: number;
  readonly perUnit: number;
}

/** null while there is no such axis. */
function scaleOf(chart: ChartInstance, yAxisIndex: 0 | 1): AxisScale | null {
  const [zero, one] = [chart.convertToPixel({ yAxisIndex }, 0), chart.convertToPixel({ yAxisIndex }, 1)];
  if (!(typeof zero === "number" && typeof one === "number" && Number.isFinite(zero - one))) return null;
  return { zero, perUnit: one - zero };
}

interface Scale {
  readonly perMs: number;
  readonly y0: number;
  readonly perUnit: number;
  readonly from: number;
  /** Readings further apart are not joined, ms. */
  readonly bridge: number;
  /** A value holds until the next one. */
  readonly steps: boolean;
}

/** Points of a thinned series lie up to two pixels apart where there is no gap. */
const SEEN = 6;

/** What is on or off stays so until it is told otherwise; of all else a gap is shown as one. ms */
function joined(key: number, columns: SeriesColumns, perMs: number): Pick<Scale, "bridge" | "steps"> {
  const info = useKeys.getState().byId.get(key);
  const steps = isOnOff(columns.value, info?.unit ?? "");
  const gaps = info !== undefined && !steps;
  return { steps, bridge: gaps ? Math.max(bridgedBy(info, columns.time), SEEN / perMs) : Number.POSITIVE_INFINITY };
}

/** The line of a series; a single point as a dash. */
function trace(context: CanvasRenderingContext2D, columns: SeriesColumns, scale: Scale): void {
  const { perMs, y0, perUnit, from, bridge, steps } = scale;
  const { time, value } = columns;
  let before = 0;
  context.beginPath();
  for (let i = 0; i < time.length; i++) {
    // From the range's start, not from the epoch: doubles would lose the pixel.
    const x = grid.left + ((time[i] as number) - from) * perMs;
    const y = y0 + (value[i] as number) * perUnit;
    if (i === 0) context.moveTo(x, y);
    else if ((time[i] as number) - (time[i - 1] as number) > bridge) {
      context.moveTo(x, y);
      // Seen also when it is alone between two gaps.
      context.lineTo(x + 1, y);
    } else {
      if (steps) context.lineTo(x, before);
      context.lineTo(x, y);
    }
    before = y;
  }
  if (time.length === 1) context.lineTo(grid.left + ((time[0] as number) - from) * perMs + 3, before);
  context.stroke();
}

/** The context of a canvas of this size, empty. */
function sized(element: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const scale = window.devicePixelRatio;
  if (element.width !== Math.round(width * scale) || element.height !== Math.round(height * scale)) {
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
  }
  const context = element.getContext("2d");
  context?.reset();
  context?.scale(scale, scale);
  return context;
}
