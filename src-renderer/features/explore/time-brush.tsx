import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import type { KeyInfo } from "../../../src-main/ipc/contract.ts";
import { useAnnotations } from "../../bridge/annotations.ts";
import { clearRange, useFrame } from "../../frame-actions.ts";
import { Chart } from "../../ui/chart.tsx";
import { dayAndClock, duration } from "../../ui/format-time.ts";
import { bridgedBy } from "../../ui/line-gaps.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { useWidth } from "../../ui/use-width.ts";
import { type Range, zoomTo } from "./explore-store.ts";
import { GRID, pixelOf, plotOption, timeOf } from "./plot.ts";
import { useSeries } from "./use-series.ts";

export interface TimeBrushProps {
  readonly keyInfo: KeyInfo;
  readonly whole: Range;
  /** null: everything. */
  readonly range: Range | null;
}

type Grip = "new" | "move" | "from" | "to";
const EDGE = 6;

/**
 * Everything there is of one series, and the stretch every chart, table and report shows: drag a new one, move it, or move an edge. Arrow
 * keys move it, + and − change its width, Escape shows everything.
 */
export function TimeBrush({ keyInfo, whole, range }: TimeBrushProps) {
  const palette = usePalette();
  const zone = useFrame((state) => state.zone);
  const notes = useAnnotations((state) => state.notes);
  const { byKey } = useSeries([keyInfo.id], whole, 800);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const drag = useRef<{ readonly grip: Grip; readonly at: number; readonly range: Range } | null>(null);
  const [preview, setPreview] = useState<Range | null>(null);
  const shown = preview ?? range;
  const columns = byKey.get(keyInfo.id);
  const option = useMemo(
    () =>
      plotOption({
        columns,
        range: whole,
        unit: keyInfo.unit,
        colour: palette["fg-3"],
        palette,
        zone,
        steps: 3,
        width,
        ...(columns === undefined ? {} : { bridge: Math.max(bridgedBy(keyInfo, columns.time), (whole.to - whole.from) / 130) }),
      }),
    [columns, keyInfo, whole, palette, zone, width],
  );
  const xOf = (event: PointerEvent): number => event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
  const gripAt = (x: number): Grip => {
    if (range === null) return "new";
    const [left, right] = [pixelOf(range.from, whole, width), pixelOf(range.to, whole, width)];
    if (Math.abs(x - left) <= EDGE) return "from";
    if (Math.abs(x - right) <= EDGE) return "to";
    return x > left && x < right ? "move" : "new";
  };
  const dragged = (x: number): Range => {
    const time = timeOf(x, whole, width);
    const { grip, at, range: start } = drag.current ?? { grip: "new" as const, at: time, range: whole };
    const [one, other] = grip === "from" ? [time, start.to] : grip === "to" ? [start.from, time] : [at, time];
    if (grip !== "move") return { from: Math.min(one, other), to: Math.max(one, other) };
    const span = start.to - start.from;
    const from = Math.min(Math.max(start.from + time - at, whole.from), whole.to - span);
    return { from, to: from + span };
  };
  const release = (event: PointerEvent): void => {
    if (drag.current === null) return;
    const next = dragged(xOf(event));
    drag.current = null;
    setPreview(null);
    // A click without a drag is no stretch.
    if (pixelOf(next.to, whole, width) - pixelOf(next.from, whole, width) > 3) zoomTo(next.from, next.to, whole);
  };
  const onKey = (event: KeyboardEvent): void => {
    const { from, to } = range ?? whole;
    const span = to - from;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => zoomTo(from - span / 10, to - span / 10, whole),
      ArrowRight: () => zoomTo(from + span / 10, to + span / 10, whole),
      "+": () => zoomTo(from + span / 4, to - span / 4, whole),
      "-": () => zoomTo(from - span / 2, to + span / 2, whole),
      Escape: clearRange,
    };
    const run = moves[event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  const left = shown === null ? 0 : pixelOf(shown.from, whole, width);
  const right = shown === null ? 0 : pixelOf(shown.to, whole, width);
  return (
    <div className="time-brush">
      <Chart option={option} label={`Everything of ${keyInfo.name}`} />
      <div
        ref={box}
        className="brush-overlay"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the stretch is moved with the keys
        tabIndex={0}
        aria-label="Stretch of time every chart and report shows: drag, or arrow keys, plus and minus; Escape shows everything"
        data-testid="explore-brush"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const x = xOf(event);
          drag.current = { grip: gripAt(x), at: timeOf(x, whole, width), range: range ?? whole };
        }}
        onPointerMove={(event) => {
          const x = xOf(event);
          const grip = drag.current?.grip ?? gripAt(x);
          event.currentTarget.style.cursor = grip === "move" ? "grab" : grip === "new" ? "crosshair" : "ew-resize";
          if (drag.current !== null) setPreview(dragged(x));
        }}
        onPointerUp={release}
        onPointerCancel={() => {
          drag.current = null;
          setPreview(null);
        }}
        onDoubleClick={clearRange}
        onKeyDown={onKey}
      >
        {notes.map((note) => (
          <i
            key={`${note.time} ${note.text}`}
            className="plot-note"
            style={{ left: pixelOf(note.time, whole, width) }}
            title={note.text}
          />
        ))}
        {shown === null ? null : (
          <>
            <i className="brush-rest" style={{ left: GRID.left, width: Math.max(0, left - GRID.left) }} />
            <i className="brush-window" data-testid="brush-window" style={{ left, width: Math.max(1, right - left) }} />
            <i className="brush-rest" style={{ left: right, width: Math.max(0, width - GRID.right - right) }} />
          </>
        )}
        {preview === null ? null : (
          <span className="brush-text" style={{ left: Math.min(Math.max(left, GRID.left), Math.max(0, width - 320)) }}>
            {dayAndClock(preview.from, zone)} – {dayAndClock(preview.to, zone)} · {duration(preview.to - preview.from)}
          </span>
        )}
      </div>
    </div>
  );
}
