import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { ChartInstance } from "../../ui/echarts.ts";
import { type Range, useLive, zoom, zoomValues } from "./live-store.ts";
import { between, shareUp, valuesShown, zoomedAround } from "./value-zoom.ts";

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly range: Range;
  readonly kind: "stretch" | "pan" | "box";
  moved: boolean;
}

/** px from the left and the top. */
export interface Selection {
  readonly left: number;
  readonly width: number;
  /** Of a box; a stretch goes from top to bottom. */
  readonly box: { readonly top: number; readonly height: number } | null;
}

export interface GestureParts {
  readonly id: string;
  readonly range: Range;
  /** Of the plot, px. */
  readonly plot: number;
  readonly axes: 1 | 2;
  readonly box: RefObject<HTMLDivElement | null>;
  readonly chart: RefObject<ChartInstance | null>;
  readonly timeAt: (x: number, within?: Range) => number;
  readonly onClick: (x: number, y: number) => void;
}

/** Farther apart a press and a release are a drag, px. */
const STILL = 4;
/** A box less high is a stretch that was drawn with a shaking hand, px. */
const FLAT = 6;

/** Wheel zooms, with Alt the values; drag zooms into a stretch, with Alt into a box; with Shift both go earlier or later. */
export function useChartGestures({ id, range, plot, axes, box, chart, timeAt, onClick }: GestureParts) {
  const drag = useRef<Drag | null>(null);
  const [selection, setSelection] = useState<Selection | null>(null);
  const edges = (): DOMRect | undefined => box.current?.getBoundingClientRect();
  const placeOf = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }) => ({
    x: clientX - (edges()?.left ?? 0),
    y: clientY - (edges()?.top ?? 0),
  });

  const wheel = useRef<(event: WheelEvent) => void>(() => {});
  wheel.current = (event) => {
    event.preventDefault();
    const { x, y } = placeOf(event);
    const factor = Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300)));
    if (event.altKey) {
      const shown = valuesShown(chart.current, axes);
      if (shown !== null) zoomValues(id, zoomedAround(shown, shareUp(y, edges()?.height ?? 1), factor));
      return;
    }
    const span = range.to - range.from;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const by = ((event.deltaX || event.deltaY) / plot) * span;
      zoom(id, range.from + by, range.to + by);
    } else {
      const at = timeAt(x);
      zoom(id, at - (at - range.from) * factor, at + (range.to - at) * factor);
    }
  };
  useEffect(() => {
    const element = box.current;
    const listen = (event: WheelEvent): void => wheel.current(event);
    element?.addEventListener("wheel", listen, { passive: false });
    return () => element?.removeEventListener("wheel", listen);
  }, [box]);

  const onPointerDown = (event: PointerEvent): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const kind = event.shiftKey || event.button === 1 ? "pan" : event.altKey ? "box" : "stretch";
    drag.current = { ...placeOf(event), range, kind, moved: false };
  };
  const onPointerMove = (event: PointerEvent): void => {
    const { x, y } = placeOf(event);
    const from = drag.current;
    if (from !== null && Math.hypot(x - from.x, from.kind === "box" ? y - from.y : 0) > STILL) from.moved = true;
    if (from?.moved === true && from.kind === "pan") {
      const by = timeAt(from.x, from.range) - timeAt(x, from.range);
      zoom(id, from.range.from + by, from.range.to + by);
    } else if (from?.moved === true) {
      const upright = { top: Math.min(from.y, y), height: Math.abs(y - from.y) };
      setSelection({ left: Math.min(from.x, x), width: Math.abs(x - from.x), box: from.kind === "box" ? upright : null });
    }
    const time = timeAt(x);
    useLive.setState({ cursor: time >= range.from && time <= range.to ? time : null });
  };
  const onPointerUp = (event: PointerEvent): void => {
    const from = drag.current;
    drag.current = null;
    setSelection(null);
    if (from === null || event.button !== 0) return;
    const { x, y } = placeOf(event);
    if (!from.moved) onClick(x, y);
    if (!from.moved || from.kind === "pan") return;
    const height = edges()?.height ?? 1;
    const shown = from.kind === "box" && Math.abs(y - from.y) > FLAT ? valuesShown(chart.current, axes) : null;
    if (shown !== null)
      zoomValues(id, between(shown, shareUp(Math.max(from.y, y), height), shareUp(Math.min(from.y, y), height)));
    // A box drawn straight up keeps the times.
    if (from.kind === "stretch" || Math.abs(x - from.x) > FLAT)
      zoom(id, timeAt(Math.min(from.x, x)), timeAt(Math.max(from.x, x)));
  };
  const onPointerCancel = (): void => {
    drag.current = null;
    setSelection(null);
  };
  const handlers = { onPointerDown, onPointerMove, onPointerUp, onPointerCancel };
  return { handlers, selection };
}
