import { type RefObject, useRef } from "react";
import { useAnnotations } from "../../bridge/annotations.ts";
import { useKeys } from "../../bridge/keys.ts";
import { openAlert, useFrame } from "../../frame-actions.ts";
import { hasAxes } from "../../ui/chart.tsx";
import type { ChartInstance } from "../../ui/echarts.ts";
import { cursorText, duration } from "../../ui/format-time.ts";
import { axisOf, onRight } from "./chart-axes.ts";
import { grid, lineOf, markPoint } from "./chart-option.ts";
import { backToLive, type ChartModel, placeCursor, type Range, useLive } from "./live-store.ts";
import { chartTitle } from "./saved-charts.ts";
import type { ChartData } from "./use-chart-data.ts";
import { useChartGestures } from "./use-chart-gestures.ts";
import { useChartKeys } from "./use-chart-keys.ts";

export interface ChartOverlayProps {
  readonly model: ChartModel;
  readonly range: Range;
  readonly width: number;
  readonly data: ChartData;
  readonly chart: RefObject<ChartInstance | null>;
}

/** What lies over the lines: cursor, A and B, notes; takes every gesture and key. */
export function ChartOverlay({ model, range, width, data, chart }: ChartOverlayProps) {
  const { id } = model;
  const box = useRef<HTMLDivElement>(null);
  const { cursor, a, b } = useLive();
  const zone = useFrame((state) => state.zone);
  const byId = useKeys((state) => state.byId);
  const { notes } = useAnnotations();
  const plot = Math.max(1, width - grid.left - grid.right);
  const pixel = (time: number): number => grid.left + ((time - range.from) / (range.to - range.from)) * plot;
  const timeAt = (x: number, within: Range = range): number => within.from + ((x - grid.left) / plot) * (within.to - within.from);
  const inside = (time: number | null): time is number => time !== null && time >= range.from && time <= range.to;
  const right = onRight(model, byId);
  const axes = right.size === 0 ? 1 : 2;

  const markAt = (x: number, y: number): string | null => {
    const instance = chart.current;
    if (instance === null || !hasAxes(instance)) return null;
    for (const mark of data.marks) {
      const point = markPoint(mark, { data, keys: byId });
      const yAxisIndex = axisOf(lineOf(mark, { data, keys: byId })?.key ?? -1, right);
      const [px = 0, py = 0] = point === null ? [] : (instance.convertToPixel({ xAxisIndex: 0, yAxisIndex }, point) ?? []);
      if (point !== null && Math.hypot(px - x, py - y) < 10) return mark.id;
    }
    return null;
  };
  const onClick = (x: number, y: number): void => {
    const mark = markAt(x, y);
    if (mark !== null) openAlert(mark);
    else if (inside(timeAt(x))) placeCursor(timeAt(x));
  };
  const { handlers, selection } = useChartGestures({ id, range, plot, axes, box, chart, timeAt, onClick });
  const { onKeyDown, told } = useChartKeys({ model, range, data, axes, chart });

  return (
    <div
      ref={box}
      className="chart-overlay"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the cursor and the range are moved with the keys
      tabIndex={0}
      aria-label={`Chart of ${chartTitle(model, byId)}: arrow keys move the cursor, plus and minus zoom, question mark lists the keys`}
      data-testid="chart-overlay"
      {...handlers}
      onKeyDown={onKeyDown}
      onFocus={() => useLive.setState({ active: id })}
      onBlur={() => useLive.setState({ cursor: null })}
      onPointerLeave={() => useLive.setState({ cursor: null })}
      onDoubleClick={() => {
        useLive.setState({ a: null, b: null });
        backToLive();
      }}
    >
      {selection === null ? null : (
        <i
          className={selection.box === null ? "chart-selection" : "chart-selection box"}
          style={{ left: selection.left, width: selection.width, ...selection.box }}
        />
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
          <span>{cursorText(cursor, range.to - range.from, zone)}</span>
        </i>
      ) : null}
      {a !== null && b !== null ? (
        <span className="chart-difference" style={{ left: differenceAt(pixel(a), pixel(b), width) }}>
          B − A {duration(b - a)}
        </span>
      ) : null}
      <span className="visually-hidden" aria-live="polite">
        {told}
      </span>
    </div>
  );
}

/** Room for `B − A 12 min 5 s`, and for the letter at a cursor, px. */
const TOLD = 130;
const LETTER = 20;

/** Between the cursors where there is room, else beside them; over no letter. */
function differenceAt(a: number, b: number, width: number): number {
  const [first, second] = [Math.min(a, b), Math.max(a, b)];
  const from = Math.max(first, grid.left - LETTER) + LETTER;
  if (Math.min(second, width - grid.right) - from > TOLD) return from + 4;
  return second + LETTER + TOLD < width ? Math.max(second, grid.left - LETTER) + LETTER : Math.max(4, first - TOLD);
}

function Line({ x, name }: { readonly x: number; readonly name: string }) {
  return (
    <i className="chart-ab" style={{ left: x }} data-testid={`chart-${name.toLowerCase()}`}>
      <span>{name}</span>
    </i>
  );
}
