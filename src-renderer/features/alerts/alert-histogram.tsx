import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { spanOfAll, valueScale } from "../../../src-main/reports/value-scale.ts";
import { usePush } from "../../bridge/use-push.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { useFrame } from "../../frame-actions.ts";
import { Chart } from "../../ui/chart.tsx";
import { chartBase, timeAxis, valueAxis } from "../../ui/chart-style.ts";
import { dayAndClock } from "../../ui/format-time.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { useWidth } from "../../ui/use-width.ts";
import { setFilter, useAlerts } from "./alerts-store.ts";
import { allNone, histogramSaid } from "./histogram-said.ts";

const MOST_BINS = 120;
const GRID = { left: 40, right: 12, top: 22, bottom: 22 };

/** Alerts over time by severity; drag over it to keep a range. */
export function AlertHistogram() {
  const filter = useAlerts((state) => state.filter);
  const turn = useAlerts((state) => state.turn);
  const zone = useFrame((state) => state.zone);
  /** No alert has come at all: bars need no room yet. */
  const never = useFrame((state) => (state.status?.alerts ?? 0) === 0);
  const palette = usePalette();
  const { value, reload } = useRequest("alerts.histogram", { filter, most: MOST_BINS });
  usePush("alerts.new", reload);
  const drag = useRef<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const option = useMemo(() => {
    const { start, binMs, ...counts } = value ?? { start: 0, binMs: 1, critical: [], warning: [], info: [] };
    const bars = (name: "info" | "warning" | "critical", color: string) => ({
      id: name,
      type: "bar",
      stack: "alerts",
      barCategoryGap: "12%",
      itemStyle: { color },
      data: counts[name].map((n, i) => [start + (i + 0.5) * binMs, n]),
    });
    const heights = counts.info.map((n, i) => n + (counts.warning[i] ?? 0) + (counts.critical[i] ?? 0));
    const end = start + counts.info.length * binMs;
    return {
      ...chartBase(palette, zone),
      grid: GRID,
      xAxis: { ...timeAxis(palette, start, end, zone, width - GRID.left - GRID.right), name: "" },
      yAxis: valueAxis(palette, "", valueScale(spanOfAll([[0], heights]), 3, 1)),
      series: [bars("info", palette["line-3"]), bars("warning", palette["warn-mark"]), bars("critical", palette["crit-mark"])],
      turn,
    };
  }, [value, palette, zone, turn, width]);
  /** A bin that the keys are at, and the one a range begins with. */
  const [at, setAt] = useState<number | null>(null);
  const [begun, setBegun] = useState<number | null>(null);
  const { start = 0, binMs = 1, info = [] } = value ?? {};
  const bins = info.length;
  const countAt = (bin: number): number => (value?.info[bin] ?? 0) + (value?.warning[bin] ?? 0) + (value?.critical[bin] ?? 0);
  const keepRange = (one: number, other: number): void =>
    setFilter({ from: start + Math.min(one, other) * binMs, to: start + (Math.max(one, other) + 1) * binMs });
  const onKeyDown = (event: KeyboardEvent): void => {
    const side = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (event.ctrlKey || event.altKey || event.metaKey || bins === 0) return;
    if (side !== 0)
      setAt(Math.max(0, Math.min(bins - 1, at === null ? (side > 0 ? 0 : bins - 1) : at + side * (event.shiftKey ? 10 : 1))));
    else if (event.key === "Enter" && at !== null) {
      if (begun !== null) keepRange(begun, at);
      setBegun(begun === null ? at : null);
    } else if (event.key === "Escape") {
      if (begun === null) setFilter({ from: undefined, to: undefined });
      setBegun(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const xOf = (bin: number): number => GRID.left + (bin / Math.max(1, bins)) * Math.max(1, width - GRID.left - GRID.right);
  const timeAt = (clientX: number): number => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    const share = Math.min(1, Math.max(0, (clientX - left - GRID.left) / Math.max(1, width - GRID.left - GRID.right)));
    return Math.round((value?.start ?? 0) + share * (value?.info.length ?? 0) * (value?.binMs ?? 1));
  };
  return (
    <div
      className={never ? "alert-histogram never" : "alert-histogram"}
      ref={box}
      data-testid="alert-histogram"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a range is kept with the keys
      tabIndex={0}
      aria-label="Alerts over time: arrow keys move, Enter begins and ends a range to keep, Escape keeps everything"
      onKeyDown={onKeyDown}
      onBlur={() => setAt(null)}
      onPointerDown={(event) => {
        drag.current = timeAt(event.clientX);
      }}
      onPointerUp={(event) => {
        const from = drag.current;
        const to = timeAt(event.clientX);
        drag.current = null;
        if (from !== null && Math.abs(to - from) > 2 * (value?.binMs ?? 1))
          setFilter({ from: Math.min(from, to), to: Math.max(from, to) });
      }}
    >
      <span className="alert-histogram-title sub">
        {histogramSaid(value, at === null ? "drag" : begun === null ? "begin" : "end")}
      </span>
      {value !== null && allNone(value) ? null : <Chart option={option} label="Alerts over time" />}
      {at === null ? null : (
        <>
          <i
            className="alert-histogram-at"
            style={{
              left: xOf(Math.min(at, begun ?? at)),
              width: Math.max(2, xOf(Math.max(at, begun ?? at) + 1) - xOf(Math.min(at, begun ?? at))),
            }}
          />
          <span className="alert-histogram-told sub" role="status">
            {dayAndClock(start + at * binMs, zone)}: {countAt(at)}
          </span>
        </>
      )}
    </div>
  );
}
