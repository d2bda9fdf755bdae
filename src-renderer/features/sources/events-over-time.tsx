import { useMemo, useRef } from "react";
import type { CsvScan } from "../../../src-main/ipc/contract.ts";
import { valueScale } from "../../../src-main/reports/value-scale.ts";
import { Chart } from "../../ui/chart.tsx";
import { chartBase, timeAxis, valueAxis } from "../../ui/chart-style.ts";
import { count } from "../../ui/format-number.ts";
import { day } from "../../ui/format-time.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { useWidth } from "../../ui/use-width.ts";
import { barsTitle, timeBars } from "./time-bars.ts";

const MOST = 120;
const GRID = { left: 56, right: 40, top: 18, bottom: 22 };

/** How many events each hour or day has, and where rows were refused. */
export function EventsOverTime({ scan }: { readonly scan: CsvScan }) {
  const palette = usePalette();
  const { bars, width, outside } = useMemo(() => timeBars(scan.stretches, scan.step, MOST), [scan.stretches, scan.step]);
  const first = bars[0]?.from ?? 0;
  const last = (bars.at(-1)?.from ?? 0) + width;
  const box = useRef<HTMLDivElement>(null);
  const plot = useWidth(box) - GRID.left - GRID.right;
  const option = useMemo(() => {
    const most = Math.max(1, ...bars.map(({ events }) => events));
    const middle = (from: number): number => from + width / 2;
    return {
      ...chartBase(palette, "UTC"),
      grid: GRID,
      xAxis: { ...timeAxis(palette, first, last, "UTC", plot), name: "" },
      yAxis: valueAxis(palette, "", valueScale({ low: 0, high: most }, 3, 1)),
      series: [
        {
          type: "bar",
          barWidth: bars.length === 1 ? "20%" : "82%",
          itemStyle: { color: palette.s1 },
          data: bars.map(({ from, events }) => [middle(from), events]),
        },
        {
          type: "scatter",
          symbol: "triangle",
          symbolSize: 7,
          symbolOffset: [0, -6],
          itemStyle: { color: palette["crit-mark"], opacity: 1 },
          data: bars.filter(({ refused }) => refused > 0).map(({ from, events }) => [middle(from), Math.max(events, most / 50)]),
        },
      ],
    };
  }, [bars, width, first, last, palette, plot]);
  const refused = bars.filter((bar) => bar.refused > 0).length;
  return (
    <div className="csv-days" data-testid="events-over-time">
      <div className="row">
        <b>{barsTitle(width)}</b>
        <span className="sub grow ellipsis">
          {day(first, "UTC")}
          {day(first, "UTC") === day(last - 1, "UTC") ? "" : ` – ${day(last - 1, "UTC")}`}, UTC
          {outside > 0 ? ` · ${count(outside)} far outside` : ""}
        </span>
        {refused > 0 ? (
          <span className="sub">
            <span className="crit">▲</span> has refused rows
          </span>
        ) : null}
      </div>
      <div className="csv-days-chart" ref={box}>
        <Chart option={option} label={`${barsTitle(width)}, ${bars.length} bars`} />
      </div>
    </div>
  );
}
