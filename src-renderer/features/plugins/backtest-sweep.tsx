import { useMemo } from "react";
import type { Methods } from "../../../src-main/ipc/contract.ts";
import { spanOfAll, valueScale } from "../../../src-main/reports/value-scale.ts";
import { Button } from "../../ui/button.tsx";
import { Chart } from "../../ui/chart.tsx";
import { chartBase, valueAxis } from "../../ui/chart-style.ts";
import { count, measured } from "../../ui/format-number.ts";
import { duration } from "../../ui/format-time.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { bestWithin } from "./best-within.ts";
import { silenceSaid } from "./silence-said.ts";

export interface BacktestSweepProps {
  readonly sweep: Methods["backtest.sweep"]["value"];
  readonly label: string;
  readonly shown: (value: number) => string;
  /** What a 0 means that is no amount. */
  readonly zero: string | undefined;
  readonly inUse: number;
  /** Alerts a day that are bearable. */
  readonly budget: number | null;
  readonly onUse: (value: number) => void;
}

/** Nobody counts alerts in millionths. */
const aDay = (n: number): string => (n > 0 && n < 0.001 ? "< 0.001" : measured(n));

/** Recall against false alerts as a setting moves, where the rule falls silent, and what keeps within the budget. */
export function BacktestSweep({ sweep, label, shown, zero, inUse, budget, onUse }: BacktestSweepProps) {
  const palette = usePalette();
  const { points, within } = sweep;
  const best = budget === null ? null : bestWithin(points, budget);
  const option = useMemo(
    () => ({
      ...chartBase(palette),
      grid: { left: 48, right: 32, top: 24, bottom: 36 },
      xAxis: {
        ...valueAxis(palette, "", valueScale(spanOfAll([[0], points.map(({ result }) => result.falsePerDay)]), 8)),
        name: "false alerts a station and day",
        nameLocation: "middle",
        nameGap: 22,
      },
      yAxis: valueAxis(palette, "recall", { min: 0, max: 1, interval: 0.25 }),
      // A 0 that is no amount is a point by itself.
      series: [
        points.filter(({ value }) => value !== 0 || zero === undefined),
        points.filter(({ value }) => value === 0 && zero !== undefined),
      ].map((part) => ({
        type: "line",
        symbol: "circle",
        data: part.map(({ value, result }) => ({
          value: [result.falsePerDay, result.recall ?? 0],
          name: shown(value),
          symbolSize: value === inUse ? 11 : 6,
          itemStyle: { color: value === inUse ? palette.accent : palette.s1 },
        })),
        lineStyle: { color: palette.s1, width: 1.4 },
        labelLayout: { hideOverlap: true },
        label: { show: true, formatter: ({ name }: { name: string }) => name, color: palette["fg-2"], position: "top" },
      })),
    }),
    [points, palette, shown, zero, inUse],
  );
  return (
    <section data-testid="backtest-trade-off">
      <h3 className="section-title">Trade-off of {label}</h3>
      <p>
        {silenceSaid(sweep, label, { shown, zero })}{" "}
        {budget === null
          ? ""
          : within === null
            ? `No value tried gives at most ${budget} alerts a day.`
            : `${label} at ${shown(within.value)} gives at most ${budget} alerts a day (${aDay(within.alertsPerDay)}).`}
        {best === null ? null : (
          <b data-testid="backtest-best"> Within that {shown(best.value)} catches most, with the fewest false alerts.</b>
        )}
      </p>
      <div className="backtest-sweep">
        <Chart option={option} label={`Recall against false alerts for values of ${label}`} />
      </div>
      <table className="plain-table" aria-label="Results by setting">
        <thead>
          <tr>
            <th>{label}</th>
            <th>Precision</th>
            <th>Recall</th>
            <th>Lead</th>
            <th>Alerts a day</th>
            <th>False a station and day</th>
            <th>
              <span className="visually-hidden">Use</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ value, result }) => (
            <tr key={value} aria-current={value === inUse}>
              <td>{shown(value)}</td>
              <td>{result.precision === null ? "–" : result.precision.toFixed(2)}</td>
              <td>{result.recall === null ? "–" : result.recall.toFixed(2)}</td>
              <td>{duration(result.lead.median)}</td>
              <td>
                {aDay(result.alertsPerDay)}
                {budget !== null && result.alertsPerDay > budget ? <span className="sub"> over budget</span> : null}
              </td>
              <td>{aDay(result.falsePerDay)}</td>
              <td>
                {value === inUse ? (
                  "in use"
                ) : (
                  <Button
                    small
                    kind={value === best?.value ? "normal" : "plain"}
                    aria-label={`Use ${label} ${shown(value)}`}
                    onClick={() => onUse(value)}
                    data-testid="backtest-use"
                  >
                    Use
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="sub">{count(points.length)} runs.</p>
    </section>
  );
}
