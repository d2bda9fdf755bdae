import { useState } from "react";
import type { AlertRow, Methods } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { count } from "../../ui/format-number.ts";
import { dayAndClock } from "../../ui/format-time.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";

type Comparison = Methods["runs.compare"]["value"];

/** Runs of this app; two of them compared: which alerts are the same, gone, new. */
export function Runs() {
  const { value, error, reload } = useRequest("runs.list", null);
  const zone = useFrame((state) => state.zone);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const compare = async (): Promise<void> => {
    const [a, b] = [...chosen].sort((x, y) => x - y);
    if (a === undefined || b === undefined) return;
    try {
      setComparison(await request("runs.compare", { a, b }));
    } catch (failure) {
      notify(readable(failure), "error");
    }
  };
  const toggle = (id: number): void =>
    setChosen((old) => (old.includes(id) ? old.filter((each) => each !== id) : [...old.slice(-1), id]));
  return (
    <div className="explore-body" data-testid="runs">
      <div className="row">
        <span className="sub grow">Choose two runs to compare.</span>
        <Button small onClick={reload}>
          Reload
        </Button>
        <Button small kind="primary" disabled={chosen.length !== 2} onClick={() => void compare()} data-testid="runs-compare">
          Compare
        </Button>
      </div>
      {error === null ? null : <ErrorLine text={error} retry={reload} />}
      <table className="metric-table">
        <thead>
          <tr>
            <th />
            <th>Run</th>
            <th>Source</th>
            <th>Started</th>
            <th className="num">Rows</th>
            <th className="num">Accepted</th>
            <th className="num">Alerts</th>
          </tr>
        </thead>
        <tbody>
          {(value?.runs ?? []).map((run) => (
            <tr key={run.id} data-testid="run-row">
              <td>
                <input
                  type="checkbox"
                  checked={chosen.includes(run.id)}
                  onChange={() => toggle(run.id)}
                  aria-label={`Run ${run.id}`}
                />
              </td>
              <td>{run.id}</td>
              <td>{run.description}</td>
              <td>{dayAndClock(run.started, zone)}</td>
              <td className="num">{run.ended === null ? "running" : count(run.read)}</td>
              <td className="num">{count(run.accepted)}</td>
              <td className="num">{count(run.alerts)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {comparison === null ? null : (
        <div className="runs-comparison" data-testid="runs-comparison">
          <p>
            <b>{count(comparison.same)}</b> the same
          </p>
          <AlertList title="Only in the older" rows={comparison.onlyA} />
          <AlertList title="Only in the newer" rows={comparison.onlyB} />
        </div>
      )}
    </div>
  );
}

function AlertList({ title, rows }: { readonly title: string; readonly rows: readonly AlertRow[] }) {
  const zone = useFrame((state) => state.zone);
  return (
    <section>
      <b>
        {title}: {count(rows.length)}
      </b>
      {rows.slice(0, 100).map((row) => (
        <div key={row.id} className="row">
          <SeverityMark state={row.severity} />
          <span className="sub">{dayAndClock(row.time, zone)}</span>
          <span>{row.title}</span>
          <span className="sub">{row.station}</span>
        </div>
      ))}
    </section>
  );
}
