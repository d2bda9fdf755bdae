import type { RunRow } from "../../../src-main/ipc/contract.ts";
import { useFrame } from "../../frame-actions.ts";
import { count } from "../../ui/format-number.ts";
import { dayAndClock, duration } from "../../ui/format-time.ts";

interface RunsTableProps {
  readonly runs: readonly RunRow[];
  /** Ids. */
  readonly chosen: readonly number[];
  readonly onToggle: (id: number) => void;
}

/** A row a run, with what was read of it and what ran. */
export function RunsTable({ runs, chosen, onToggle }: RunsTableProps) {
  const zone = useFrame((state) => state.zone);
  return (
    <table className="metric-table runs-table" aria-label="Runs">
      <thead>
        <tr>
          <th>
            <span className="visually-hidden">Chosen</span>
          </th>
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
                onChange={() => onToggle(run.id)}
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
  );
}

const refusedText = ({ refused }: RunRow): string =>
  Object.entries(refused)
    .map(([reason, rows]) => `${count(rows)} ${reason}`)
    .join(", ") || "none";

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
