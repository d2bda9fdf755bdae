import { useMemo, useRef } from "react";
import { spanOfAll, valueScale } from "../../../src-main/reports/value-scale.ts";
import { useFrame } from "../../frame-actions.ts";
import { Chart } from "../../ui/chart.tsx";
import { chartBase, timeAxis, valueAxis } from "../../ui/chart-style.ts";
import { axisCount, shortCount } from "../../ui/format-number.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { useWidth } from "../../ui/use-width.ts";

const GRID = { left: 56, right: 40, top: 22, bottom: 24 };

/** Without news for so long nothing is known: a line across would be made up. ms */
const PAUSE = 10_000;

/** Points of a line that breaks where none came for long. */
export function brokenLine(time: readonly number[], values: readonly number[]): readonly (readonly [number, number | null])[] {
  return time.flatMap((at, i) => {
    const before = time[i - 1] ?? at;
    const point = [at, values[i] ?? 0] as const;
    return at - before > PAUSE ? [[before + 1, null] as const, point] : [point];
  });
}

export interface HistoryChartProps {
  readonly title: string;
  readonly unit: string;
  /** ms. */
  readonly time: readonly number[];
  readonly values: readonly number[];
}

export function HistoryChart({ title, unit, time, values }: HistoryChartProps) {
  const palette = usePalette();
  const zone = useFrame((state) => state.zone);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const option = useMemo(() => {
    const from = time[0] ?? 0;
    const scale = valueScale(spanOfAll([[0], values]), 5, 1);
    const axis = valueAxis(palette, unit, scale);
    return {
      ...chartBase(palette, zone),
      grid: GRID,
      xAxis: timeAxis(palette, from, Math.max(from + 1000, time.at(-1) ?? from), zone, width - GRID.left - GRID.right),
      yAxis: {
        ...axis,
        axisLabel: { ...axis.axisLabel, formatter: (value: number) => axisCount(value, scale?.max ?? 0) },
      },
      series: [
        {
          type: "line",
          showSymbol: time.length === 1,
          silent: true,
          data: [...brokenLine(time, values)],
          lineStyle: { width: 1.4, color: palette.s1 },
          itemStyle: { color: palette.s1 },
        },
      ],
    };
  }, [palette, zone, time, values, unit, width]);
  return (
    <div className="card metric-chart">
      <div className="row">
        <b className="grow">{title}</b>
        <span className="sub">
          now {shortCount(values.at(-1))} {unit}
        </span>
      </div>
      <div className="metric-canvas" ref={box}>
        <Chart option={option} label={title} />
      </div>
    </div>
  );
}
