import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import type { AlertRow } from "../../../src-main/ipc/contract.ts";
import { useAnnotations } from "../../bridge/annotations.ts";
import { clearRange, useFrame } from "../../frame-actions.ts";
import { chartKey } from "../../ui/chart-keys.ts";
import { cursorText, dayAndClock } from "../../ui/format-time.ts";
import { useWidth } from "../../ui/use-width.ts";
import { clearCursors, placeCursor, type Range, useExplore, zoomTo } from "./explore-store.ts";
import { pixelOf, timeOf } from "./plot.ts";
import { PlotMarks } from "./plot-marks.tsx";

export interface PlotOverlayProps {
  /** What is drawn, in words. */
  readonly name: string;
  /** The value at a time, in words. */
  readonly valueText: (time: number) => string;
  readonly onCopy: () => void;
  readonly range: Range;
  readonly whole: Range;
  readonly station: string;
  readonly alerts: readonly AlertRow[];
  /** Those of the stretch it is compared with, `back` ms before. */
  readonly before: readonly AlertRow[];
  readonly back: number;
}

/** Cursor, A and B, notes, and the gestures: wheel zooms, drag zooms in, Shift-drag pans, click sets A then B, double click shows all. */
export function PlotOverlay({ name, valueText, onCopy, range, whole, station, alerts, before, back }: PlotOverlayProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const drag = useRef<{ readonly x: number; readonly range: Range; readonly pan: boolean; moved: boolean } | null>(null);
  const [selection, setSelection] = useState<Range | null>(null);
  const { cursor, a, b } = useExplore();
  const notes = useAnnotations((state) => state.notes);
  const zone = useFrame((state) => state.zone);
  const [told, setTold] = useState("");
  const xOf = (event: { readonly clientX: number }): number => event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
  const at = (x: number): number => timeOf(x, range, width);
  const inside = (time: number | null): time is number => time !== null && time >= range.from && time <= range.to;

  const wheel = useRef<(event: WheelEvent) => void>(() => {});
  wheel.current = (event) => {
    event.preventDefault();
    const span = range.to - range.from;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const by = ((event.deltaX || event.deltaY) / Math.max(1, width)) * span;
      return zoomTo(range.from + by, range.to + by, whole);
    }
    const time = at(xOf(event));
    const factor = Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300)));
    zoomTo(time - (time - range.from) * factor, time + (range.to - time) * factor, whole);
  };
  useEffect(() => {
    const element = box.current;
    const listen = (event: WheelEvent): void => wheel.current(event);
    element?.addEventListener("wheel", listen, { passive: false });
    return () => element?.removeEventListener("wheel", listen);
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    // A mark inside has keys of its own.
    if (event.target !== event.currentTarget) return;
    const does = chartKey(event, { ...range, cursor });
    if (does === null || does.kind === "values") return;
    event.preventDefault();
    event.stopPropagation();
    if (does.kind === "cursor") {
      useExplore.setState({ cursor: does.time });
      setTold(`${dayAndClock(does.time, zone)}, ${valueText(does.time)}`);
    } else if (does.kind === "range") zoomTo(does.from, does.to, whole);
    else if (does.kind === "place" && cursor !== null) placeCursor(cursor);
    else if (does.kind === "copy") onCopy();
    else if (does.kind === "clear" || does.kind === "reset") {
      clearCursors();
      if (does.kind === "reset") clearRange();
      else useExplore.setState({ cursor: null });
    }
  };
  const move = (event: PointerEvent): void => {
    const x = xOf(event);
    const from = drag.current;
    if (from !== null && Math.abs(x - from.x) > 4) from.moved = true;
    if (from?.moved && from.pan) {
      const by = timeOf(from.x, from.range, width) - timeOf(x, from.range, width);
      zoomTo(from.range.from + by, from.range.to + by, whole);
    } else if (from?.moved) setSelection({ from: Math.min(from.x, x), to: Math.max(from.x, x) });
    useExplore.setState({ cursor: at(x) });
  };
  const release = (event: PointerEvent): void => {
    const from = drag.current;
    drag.current = null;
    setSelection(null);
    if (from === null) return;
    const x = xOf(event);
    if (!from.moved) placeCursor(at(x));
    else if (!from.pan) zoomTo(at(Math.min(from.x, x)), at(Math.max(from.x, x)), whole);
  };
  return (
    <div
      ref={box}
      className="plot-overlay"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the cursor and the range are moved with the keys
      tabIndex={0}
      aria-label={`Chart of ${name}: arrow keys move the cursor, plus and minus zoom, question mark lists the keys`}
      onKeyDown={onKeyDown}
      onBlur={() => useExplore.setState({ cursor: null })}
      data-testid="plot-overlay"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: xOf(event), range, pan: event.shiftKey, moved: false };
      }}
      onPointerMove={move}
      onPointerUp={release}
      onPointerCancel={() => {
        drag.current = null;
        setSelection(null);
      }}
      onPointerLeave={() => useExplore.setState({ cursor: null })}
      onDoubleClick={() => {
        clearCursors();
        clearRange();
      }}
    >
      {selection === null ? null : (
        <i className="plot-selection" style={{ left: selection.from, width: selection.to - selection.from }} />
      )}
      {notes
        .filter((note) => inside(note.time) && (note.station === undefined || note.station === station))
        .map((note) => (
          <i
            key={`${note.time} ${note.text}`}
            className="plot-note"
            style={{ left: pixelOf(note.time, range, width) }}
            title={note.text}
          >
            <span className="ellipsis">{note.text}</span>
          </i>
        ))}
      <PlotMarks alerts={alerts} range={range} width={width} />
      {back === 0 ? null : <PlotMarks alerts={before} range={range} width={width} back={back} />}
      {inside(a) ? <Line x={pixelOf(a, range, width)} name="A" /> : null}
      {inside(b) ? <Line x={pixelOf(b, range, width)} name="B" /> : null}
      {inside(cursor) ? (
        <i className="plot-cursor" style={{ left: pixelOf(cursor, range, width) }}>
          <span>{cursorText(cursor, range.to - range.from, zone)}</span>
        </i>
      ) : null}
      <span className="visually-hidden" aria-live="polite">
        {told}
      </span>
    </div>
  );
}

function Line({ x, name }: { readonly x: number; readonly name: string }) {
  return (
    <i className="plot-ab" style={{ left: x }} data-testid={`cursor-${name.toLowerCase()}`}>
      <span>{name}</span>
    </i>
  );
}
