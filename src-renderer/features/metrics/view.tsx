import { useEffect, useMemo, useState } from "react";
import type { Methods } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { useKeys } from "../../bridge/keys.ts";
import { runAction, useFrame } from "../../frame-actions.ts";
import { CountsEquation } from "../../ui/counts-equation.tsx";
import { Empty } from "../../ui/empty.tsx";
import { HistoryChart } from "./history-chart.tsx";
import { metricRows } from "./metric-rows.ts";
import { PluginCosts } from "./plugin-costs.tsx";

type History = Methods["metrics.history"]["value"];

/** Every number of the contract by its own name, and how they moved. */
export function MetricsView() {
  const metrics = useFrame((state) => state.status?.metrics ?? null);
  const ended = useFrame((state) => state.status?.state === "done");
  const kind = useFrame((state) => state.status?.kind);
  const history = useHistory();
  if (metrics === null)
    return (
      <>
        <h1 className="visually-hidden">Metrics</h1>
        <Empty title="No run yet" action={{ label: "Open a CSV…", run: () => runAction("open-file") }}>
          Open a source: its rates, delays and losses are counted here.
        </Empty>
      </>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
    <section className="page" tabIndex={0} aria-label="Metrics" data-testid="metrics">
      <h1 className="page-title">Metrics</h1>
      <section className="card page-card">
        <b className="section-title">Every row is accounted for</b>
        <CountsEquation
          read={metrics.records_read_total}
          accepted={metrics.records_accepted_total}
          refused={metrics.records_dropped_total}
        />
      </section>
      {history === null ? null : (
        <section className="metric-charts">
          <HistoryChart title="Events a second" unit="/s" time={history.time} values={history.rate} />
          {kind === "queue" ? (
            <HistoryChart title="Messages waiting in the queue" unit="" time={history.time} values={history.waiting} />
          ) : null}
          <HistoryChart title="Memory of the session" unit="MB" time={history.time} values={history.memoryMb} />
        </section>
      )}
      <section className="metric-columns">
        <table className="metric-table" aria-label="Metrics" data-testid="metric-table">
          <thead>
            <tr>
              <th>Metric</th>
              <th className="num">Value</th>
              <th>Meaning</th>
            </tr>
          </thead>
          <tbody>
            {metricRows(metrics, ended).map((row) => (
              <tr key={row.name}>
                <td className="mono selectable">{row.name}</td>
                <td className="num">
                  <b className={row.bad ? "crit" : undefined}>{row.value}</b>
                </td>
                <td className="sub">{row.meaning}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <PluginCosts metrics={metrics} />
      </section>
    </section>
  );
}

/** Asked again as events come in, and when the run changes its state. */
function useHistory(): History | null {
  const [history, setHistory] = useState<History | null>(null);
  const turn = useKeys((state) => state.turn);
  const state = useFrame((frame) => frame.status?.state);
  const asked = useMemo(() => `${turn} ${state}`, [turn, state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a tick asks again
  useEffect(() => {
    let alive = true;
    request("metrics.history", null).then(
      (value) => alive && setHistory(value),
      () => {},
    );
    return () => {
      alive = false;
    };
  }, [asked]);
  return history;
}
