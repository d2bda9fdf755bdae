import { type RefObject, useEffect, useRef, useState } from "react";
import { useAnnotations } from "../../bridge/annotations.ts";
import { useKeys } from "../../bridge/keys.ts";
import { openAlert, useFrame } from "../../frame-actions.ts";
import { hasAxes } from "../../ui/chart.tsx";
import type { ChartInstance } from "../../ui/echarts.ts";
import { clock, duration } from "../../ui/format-time.ts";
import { axisOf, onRight } from "./chart-axes.ts";
import { grid, lineOf, markPoint } from "./chart-option.ts";
import { backToLive, placeCursor, type Range, useLive, zoom } from "./live-store.ts";
import type { ChartData } from "./use-chart-data.ts";

export interface ChartOverlayProps {
  readonly id: string;
  readonly range: Range;
  readonly width: number;
  readonly data: ChartData;
  readonly chart: RefObject<ChartInstance | null>;
}

/** Cursor, A and B, and every gesture: wheel zooms, drag zooms in, Shift-drag or a sideways wheel pans, a click sets A then B. */
export function ChartOverlay({ id, range, width, data, chart }: ChartOverlayProps) {
  const box = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; range: Range; pan: boolean; moved: boolean } | null>(null);
  const [selection, setSelection] = useState<{ from: number; to: number } | null>(null);
  const { cursor, a, b } = useLive();
  const zone = useFrame((state) => state.zone);
  const { notes } = useAnnotations();
  const plot = Math.max(1, width - grid.left - grid.right);
  const pixel = (time: number): number => grid.left + ((time - range.from) / (range.to - range.from)) * plot;
  const timeAt = (x: number, within: Range = range): number => within.from + ((x - grid.left) / plot) * (within.to - within.from);
  const xOf = (event: { clientX: number }): number => event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
  const inside = (time: number | null): time is number => time !== null && time >= range.from && time <= range.to;

  const wheel = useRef<(event: WheelEvent) => void>(() => {});
  wheel.current = (event) => {
    event.preventDefault();
    const span = range.to - range.from;
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    if (sideways) {
      const by = ((event.deltaX || event.deltaY) / plot) * span;
      return zoom(id, range.from + by, range.to + by);
    }
    const at = timeAt(xOf(event));
    const factor = Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300)));
    zoom(id, at - (at - range.from) * factor, at + (range.to - at) * factor);
  };
  useEffect(() => {
    const element = box.current;
    const listen = (event: WheelEvent): void => wheel.current(event);
    element?.addEventListener("wheel", listen, { passive: false });
    return () => element?.removeEventListener("wheel", listen);
  }, []);

  const markAt = (x: number, y: number): string | null => {
    const { byId } = useKeys.getState();
    if (chart.current === null || !hasAxes(chart.current)) return null;
    const model = useLive.getState().charts.find((other) => other.id === id);
    const right = model === undefined ? new Set<number>() : onRight(model, byId);
    for (const mark of data.marks) {
      const point = markPoint(mark, { data, keys: byId });
      const yAxisIndex = axisOf(lineOf(mark, { data, keys: byId })?.key ?? -1, right);
      const [px = 0, py = 0] = point === null ? [] : (chart.current?.convertToPixel({ xAxisIndex: 0, yAxisIndex }, point) ?? []);
      if (point !== null && Math.hypot(px - x, py - y) < 10) return mark.id;
    }
    return null;
  };

  return (
    <div
      ref={box}
      className="chart-overlay"
      role="application"
      aria-label="Chart: wheel zooms, drag zooms in, Shift and drag pans, click sets the cursors A and B"
      onPointerMove={(event) => {
        const x = xOf(event);
        const from = drag.current;
        if (from !== null && Math.abs(x - from.x) > 4) from.moved = true;
        if (from?.moved === true && from.pan) {
          const by = timeAt(from.x, from.range) - timeAt(x, from.range);
          zoom(id, from.range.from + by, from.range.to + by);
        } else if (from?.moved === true) setSelection({ from: Math.min(from.x, x), to: Math.max(from.x, x) });
        const time = timeAt(x);
        useLive.setState({ cursor: inside(time) ? time : null });
      }}
      onPointerLeave={() => useLive.setState({ cursor: null })}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: xOf(event), range, pan: event.shiftKey || event.button === 1, moved: false };
      }}
      onPointerUp={(event) => {
        const from = drag.current;
        drag.current = null;
        setSelection(null);
        if (from === null || event.button !== 0) return;
        const x = xOf(event);
        if (from.moved && !from.pan) return zoom(id, timeAt(Math.min(from.x, x)), timeAt(Math.max(from.x, x)));
        if (from.moved) return;
        const mark = markAt(x, event.nativeEvent.offsetY);
        if (mark !== null) openAlert(mark);
        else if (inside(timeAt(x))) placeCursor(timeAt(x));
      }}
      onDoubleClick={() => {
        useLive.setState({ a: null, b: null });
        backToLive();
      }}
    >
      {selection === null ? null : (
        <i className="chart-selection" style={{ left: selection.from, width: selection.to - selection.from }} />
      )}
      {notes.map(({ time, text }) =>
        inside(time) ? (
          <i key={`${time} ${text}`} className="chart-note" style={{ left: pixel(time) }} data-testid="chart-note">
            <span>{text}</span>
          </i>
        ) : null,
      )}
      {inside(a) ? <Line x={pixel(a)} name="A" /> : null}
      {inside(b) ? <Line x={pixel(b)} name="B" /> : null}
      {inside(cursor) ? (
        <i className="chart-cursor" style={{ left: pixel(cursor) }}>
          <span>{clock(cursor, zone)}</span>
        </i>
      ) : null}
      {a !== null && b !== null ? <span className="chart-difference">B − A {duration(b - a)}</span> : null}
    </div>
  );
}

function Line({ x, name }: { readonly x: number; readonly name: string }) {
  return (
    <i className="chart-ab" style={{ left: x }}>
      <span>{name}</span>
    </i>
  );
}
