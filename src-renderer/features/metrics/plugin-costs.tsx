import type { MetricsSnapshot } from "../../../src-main/ipc/contract.ts";
import { count, seconds } from "../../ui/format-number.ts";

/** What each plugin gives and costs. */
export function PluginCosts({ metrics }: { readonly metrics: MetricsSnapshot }) {
  const names = [
    ...new Set([
      ...Object.keys(metrics.results_total),
      ...Object.keys(metrics.plugin_seconds_total),
      ...Object.keys(metrics.runtime_errors_total),
    ]),
  ].sort();
  const total = Object.values(metrics.plugin_seconds_total).reduce((sum, n) => sum + n, 0);
  return (
    <table className="metric-table" aria-label="What each plugin costs" data-testid="plugin-metrics">
      <thead>
        <tr>
          <th>Plugin</th>
          <th className="num">Alerts</th>
          <th className="num">Series points</th>
          <th className="num">Errors</th>
          <th className="num">Time</th>
          <th className="num">Share</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const results = metrics.results_total[name];
          const spent = metrics.plugin_seconds_total[name] ?? 0;
          const errors = metrics.runtime_errors_total[name] ?? 0;
          return (
            <tr key={name}>
              <td>{name}</td>
              <td className="num">{count(results?.alert ?? 0)}</td>
              <td className="num">{count(results?.series ?? 0)}</td>
              <td className={errors > 0 ? "num crit" : "num"}>{count(errors)}</td>
              <td className="num">{seconds(spent)}</td>
              <td className="num">{total === 0 ? "–" : `${((spent / total) * 100).toFixed(0)} %`}</td>
            </tr>
          );
        })}
        {names.length === 0 ? (
          <tr>
            <td colSpan={6} className="sub">
              No plugin has run yet.
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}
