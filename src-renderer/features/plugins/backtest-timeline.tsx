import { useMemo, useRef } from "react";
import type { BacktestResult } from "../../../src-main/ipc/contract.ts";
import { useKeyWords } from "../../bridge/key-words.ts";
import { useFrame } from "../../frame-actions.ts";
import { Chart } from "../../ui/chart.tsx";
import { categoryAxis, chartBase, timeAxis } from "../../ui/chart-style.ts";
import type { ChartInstance } from "../../ui/echarts.ts";
import { count } from "../../ui/format-number.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { useWidth } from "../../ui/use-width.ts";

type Entry = BacktestResult["timeline"][number];
const ROWS = 24;
const GRID = { left: 136, right: 40, top: 26, bottom: 24 };
const CROSS = "path://M0 2L2 0L6 4L10 0L12 2L8 6L12 10L10 12L6 8L2 12L0 10L4 6Z";

/** Hits, misses and false alerts over time, a row a station, or a sensor where there are none; shape tells them apart as well as colour. A click opens one. */
export function BacktestTimeline({
  entries,
  onOpen,
}: {
  readonly entries: readonly Entry[];
  readonly onOpen: (entry: Entry) => void;
}) {
  const palette = usePalette();
  const zone = useFrame((state) => state.zone);
  const open = useRef(onOpen);
  open.current = onOpen;
  const { head } = useKeyWords();
  const all = useMemo(() => [...new Set(entries.map(head))].sort(), [entries, head]);
  const stations = useMemo(() => all.slice(0, ROWS), [all]);
  const shown = useMemo(() => entries.filter((entry) => stations.includes(head(entry))), [entries, stations, head]);
  // The chart is made once; what a click means changes with the answer.
  const newest = useRef(shown);
  newest.current = shown;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const option = useMemo(() => {
    const axis = categoryAxis(palette, stations);
    const rows = { ...axis, axisLabel: { ...axis.axisLabel, width: 120, overflow: "truncate" } };
    const times = shown.map(({ time }) => time);
    const from = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const to = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const room = Math.max(60_000, (to - from) * 0.015);
    const marks = {
      hit: { name: "hit", symbol: "circle", itemStyle: { color: palette.ok, opacity: 1 } },
      miss: {
        name: "missed",
        symbol: "circle",
        itemStyle: { color: "transparent", borderColor: palette["warn-mark"], borderWidth: 1.6, opacity: 1 },
      },
      false: { name: "false", symbol: CROSS, itemStyle: { color: palette["crit-mark"], opacity: 1 } },
    };
    return {
      ...chartBase(palette, zone),
      grid: GRID,
      legend: { top: 0, right: 8, itemHeight: 8, itemWidth: 8, textStyle: { color: palette["fg-2"], fontSize: 11 } },
      // None stands on the edge.
      xAxis: timeAxis(palette, from - room, Math.max(to, from + 1) + room, zone, width - GRID.left - GRID.right),
      yAxis: { ...rows, inverse: true, splitLine: { show: true, lineStyle: { color: palette.grid } } },
      series: (["hit", "miss", "false"] as const).map((kind, row) => ({
        ...marks[kind],
        type: "scatter",
        symbolSize: 8,
        // Apart a little, so that a miss under a false alert is seen.
        symbolOffset: [0, (row - 1) * 5],
        data: shown.flatMap((entry, index) => (entry.kind === kind ? [{ value: [entry.time, head(entry)], entry: index }] : [])),
      })),
    };
  }, [shown, stations, palette, zone, head, width]);
  if (shown.length === 0) return null;
  return (
    <>
      <div ref={box} style={{ height: 60 + stations.length * 22 }}>
        <Chart
          option={option}
          label="Hits, misses and false alerts over time"
          data-testid="backtest-timeline"
          onReady={(chart: ChartInstance) => {
            chart.on("click", (event) => {
              const index = (event.data as { entry?: number } | undefined)?.entry;
              const entry = index === undefined ? undefined : newest.current[index];
              if (entry !== undefined) open.current(entry);
            });
            return undefined;
          }}
        />
      </div>
      {all.length > ROWS ? (
        <p className="sub">
          the first {ROWS} of {count(all.length)} rows
        </p>
      ) : null}
    </>
  );
}
