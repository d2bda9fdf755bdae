import { useEffect, useState } from "react";
import type { Methods, RunRow } from "../../../src-main/ipc/contract.ts";
import { readable, request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { notify, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { count } from "../../ui/format-number.ts";
import { dayAndClock, duration } from "../../ui/format-time.ts";
import { RunComparison } from "./run-comparison.tsx";

type Comparison = Methods["runs.compare"]["value"];

/** Every run of this app with its settings and counters; two of them compared: which alerts are the same, gone, new. */
export function Runs() {
  const { value, error, reload } = useRequest("runs.list", null);
  const status = useFrame((state) => state.status);
  const zone = useFrame((state) => state.zone);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [comparison, setComparison] = useState<{ readonly a: RunRow; readonly b: RunRow; readonly answer: Comparison } | null>(
    null,
  );
  const [busy, setBusy] = useState(false);
  const turn = `${status?.session} ${status?.state}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run began or ended
  useEffect(reload, [turn]);
  const runs = value?.runs ?? [];
  // The counters of a run are written a moment after its last row.
  const written = status?.state !== "done" || runs.every(({ running }) => !running);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every answer that is not complete is followed by another question
  useEffect(() => {
    if (written) return;
    const timer = setTimeout(reload, 500);
    return () => clearTimeout(timer);
  }, [written, value, reload]);
  const compare = async (): Promise<void> => {
    const [first, second] = [...chosen].sort((x, y) => x - y);
    const a = runs.find(({ id }) => id === first);
    const b = runs.find(({ id }) => id === second);
    if (a === undefined || b === undefined) return;
    setBusy(true);
    try {
      setComparison({ a, b, answer: await request("runs.compare", { a: a.id, b: b.id }) });
    } catch (failure) {
      notify(readable(failure), "error");
    } finally {
      setBusy(false);
    }
  };
  const toggle = (id: number): void =>
    setChosen((old) => (old.includes(id) ? old.filter((each) => each !== id) : [...old.slice(-1), id]));
  if (value !== null && runs.length === 0)
    return (
      <Empty title="No run yet" action={{ label: "Look again", run: reload }}>
        Every file or queue that is opened is a run: its settings, counters and alerts are kept here.
      </Empty>
    );
  return (
    <div className="explore-body" data-testid="runs">
      <div className="row">
        <span className="sub grow">
          {runs.length < 2
            ? "One run so far: open something else, or change a plugin's settings, to have two to compare."
            : "Choose two runs to compare their alerts."}{" "}
          {value === null
            ? null
            : value.kept === null
              ? "Kept until Weir is closed; save the workspace to keep them."
              : `Kept in ${value.kept}.`}
        </span>
        <Button small onClick={reload}>
          Reload
        </Button>
        <Button
          small
          kind="primary"
          disabled={chosen.length !== 2 || busy}
          onClick={() => void compare()}
          data-testid="runs-compare"
        >
          Compare
        </Button>
      </div>
      {error === null ? null : <ErrorLine text={error} retry={reload} />}
      <table className="metric-table runs-table" aria-label="Runs">
        <thead>
          <tr>
            <th aria-label="Chosen" />
            <th>Run</th>
            <th>Source</th>
            <th>Started, {zone === "UTC" ? "UTC" : "local time"}</th>
            <th className="num">Took</th>
            <th className="num">Rows</th>
            <th className="num">Accepted</th>
            <th>Refused</th>
            <th className="num">Alerts</th>
            <th>Rules and filters</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} data-testid="run-row" aria-selected={chosen.includes(run.id)}>
              <td>
                <input
                  type="checkbox"
                  checked={chosen.includes(run.id)}
                  onChange={() => toggle(run.id)}
                  aria-label={`Run ${run.id}`}
                />
              </td>
              <td>{run.id}</td>
              <td className="ellipsis" title={run.description}>
                {run.description}
              </td>
              <td>{dayAndClock(run.started, zone)}</td>
              <td className="num">
                {run.ended === null ? (run.running ? "running" : "cut off") : duration(run.ended - run.started)}
              </td>
              <td className="num">{run.ended === null ? "–" : count(run.read)}</td>
              <td className="num">{run.ended === null ? "–" : count(run.accepted)}</td>
              <td className="sub">{refusedText(run)}</td>
              <td className="num">{count(run.alerts)}</td>
              <td>
                <Ran run={run} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {comparison === null ? null : <RunComparison {...comparison} />}
    </div>
  );
}

const refusedText = ({ refused }: RunRow): string =>
  Object.entries(refused)
    .map(([reason, rows]) => `${count(rows)} ${reason}`)
    .join(", ");

function Ran({ run: { plugins, imported } }: { readonly run: RunRow }) {
  const changed = plugins.filter(({ settings }) => Object.keys(settings).length > 0);
  if (imported) return <span className="sub">none: it was imported</span>;
  if (plugins.length === 0) return <span className="sub">the default set</span>;
  return (
    <details>
      <summary>
        {plugins.length} on{changed.length === 0 ? "" : `, ${changed.length} with settings of their own`}
      </summary>
      {plugins.map(({ plugin, settings }) => (
        <div key={plugin}>
          {plugin}{" "}
          <span className="sub">
            {Object.entries(settings)
              .map(([name, value]) => `${name}=${value}`)
              .join(", ")}
          </span>
        </div>
      ))}
    </details>
  );
}
