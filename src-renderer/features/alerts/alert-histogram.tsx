import { useMemo, useRef } from "react";
import { usePush } from "../../bridge/use-push.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { useFrame } from "../../frame-actions.ts";
import { Chart } from "../../ui/chart.tsx";
import { chartBase, timeAxis, valueAxis } from "../../ui/chart-style.ts";
import { widthText } from "../../ui/format-time.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { setFilter, useAlerts } from "./alerts-store.ts";

const MOST_BINS = 120;
const GRID = { left: 40, right: 12, top: 22, bottom: 22 };

/** Alerts over time by severity; drag over it to keep a range. */
export function AlertHistogram() {
  const filter = useAlerts((state) => state.filter);
  const turn = useAlerts((state) => state.turn);
  const zone = useFrame((state) => state.zone);
  const palette = usePalette();
  const { value, reload } = useRequest("alerts.histogram", { filter, most: MOST_BINS });
  usePush("alerts.new", reload);
  const drag = useRef<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
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
    return {
      ...chartBase(palette, zone),
      grid: GRID,
      xAxis: { ...timeAxis(palette, start, start + counts.info.length * binMs, zone, 800), name: "" },
      yAxis: { ...valueAxis(palette, ""), splitNumber: 2, minInterval: 1, min: 0 },
      series: [bars("info", palette["line-3"]), bars("warning", palette["warn-mark"]), bars("critical", palette["crit-mark"])],
      turn,
    };
  }, [value, palette, zone, turn]);
  const timeAt = (clientX: number): number => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    const share = Math.min(1, Math.max(0, (clientX - left - GRID.left) / Math.max(1, width - GRID.left - GRID.right)));
    return Math.round((value?.start ?? 0) + share * (value?.info.length ?? 0) * (value?.binMs ?? 1));
  };
  return (
    <div
      className="alert-histogram"
      ref={box}
      data-testid="alert-histogram"
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
        Alerts per {value === null ? "…" : widthText(value.binMs)}; drag to keep a range
      </span>
      <Chart option={option} label="Alerts over time" />
    </div>
  );
}
