import type { ClusterJobStatus, RefusalReason } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { notify, useFrame } from "../../frame-actions.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { CountsEquation } from "../../ui/counts-equation.tsx";
import { Empty, ErrorLine } from "../../ui/empty.tsx";
import { count } from "../../ui/format-number.ts";
import { clock } from "../../ui/format-time.ts";
import { sentence } from "../../ui/sentence.ts";
import { stateKind } from "./cluster-jobs.tsx";
import { cancel, changeForm, stop, useDeploy } from "./deploy-store.ts";
import { failureWords, goesOnFrom } from "./job-words.ts";

const REASONS: readonly RefusalReason[] = ["malformed", "unconvertible", "early", "late", "duplicate", "filtered"];

/** One job: state, rates, back-pressure, checkpoints, and how to stop it. */
export function JobPane() {
  const { status, rate, busy, notes } = useDeploy();
  if (status === null) return <Empty title="No job is watched">Deploy what is open, or choose a job of the cluster.</Empty>;
  const runs = status.ended === null;
  const { counts } = status;
  const from = goesOnFrom(status);
  const failure = failureWords(status);
  const refused = Object.fromEntries(REASONS.map((reason) => [reason, counts[reason] ?? 0])) as Record<RefusalReason, number>;
  return (
    <section className="card page-card deploy-pane" data-testid="deploy-job">
      <div className="row">
        <b className="grow selectable">{status.name}</b>
        <Badge kind={stateKind(status.state)}>
          <span data-testid="deploy-state">{status.state.toLowerCase()}</span>
        </Badge>
        <Button small disabled={!runs || busy !== null} onClick={() => void stop()} data-testid="deploy-stop">
          {busy === "stop" ? "Stopping…" : "Stop with a savepoint"}
        </Button>
        <Button
          small
          kind="danger"
          disabled={!runs || (busy !== null && busy !== "stop")}
          onClick={() => void cancel()}
          data-testid="deploy-cancel"
        >
          Cancel
        </Button>
        <Button small onClick={() => openPage(status.url)} data-testid="deploy-open">
          Flink's page
        </Button>
      </div>
      {notes.map((note) => (
        <p key={note} className="warn selectable">
          {note}
        </p>
      ))}
      {status.waits === null ? null : (
        <p className="warn selectable" role="status" data-testid="deploy-waits">
          {sentence(status.waits)}
        </p>
      )}
      {failure === null ? null : (
        <div data-testid="deploy-failure">
          {failure.failed ? <ErrorLine text={failure.text} /> : <p className="warn selectable">{failure.text}</p>}
        </div>
      )}
      {from === null ? null : (
        <div className="row" data-testid="deploy-stopped">
          <span className="grow selectable mono">{from}</span>
          <Button small onClick={() => changeForm({ savepoint: from })}>
            Go on from it
          </Button>
        </div>
      )}
      <Facts status={status} rate={rate} />
      <CountsEquation
        read={counts["records_read_total"] ?? 0}
        accepted={counts["records_accepted_total"] ?? 0}
        refused={refused}
      />
      <Vertices status={status} />
    </section>
  );
}

function openPage(url: string): void {
  request("app.openWebPage", { url }).catch((error: unknown) => notify(String(error), "error"));
}

function Facts({ status, rate }: { readonly status: ClusterJobStatus; readonly rate: number | null }) {
  const zone = useFrame((state) => state.zone);
  const { checkpoints, counts } = status;
  const last = checkpoints.last;
  const facts: readonly (readonly [string, string])[] = [
    ["Started", clock(status.started, zone)],
    ["Reads", rate === null ? "–" : `${count(Math.round(rate))} rows/s`],
    ["Alerts", count(counts["alerts_total"] ?? 0)],
    ["Series points", count(counts["series_points_total"] ?? 0)],
    ["Errors of rules", count(counts["runtime_errors_total"] ?? 0)],
    ["Checkpoints", `${checkpoints.completed} done, ${checkpoints.failed} failed, ${checkpoints.restored} restored`],
    [
      "Last checkpoint",
      last === null
        ? "none yet"
        : `${clock(last.time, zone)}, ${count(Math.round(last.bytes / 1024))} KiB in ${last.duration} ms`,
    ],
  ];
  return (
    <dl className="deploy-facts" data-testid="deploy-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Vertices({ status }: { readonly status: ClusterJobStatus }) {
  return (
    <table className="metric-table" aria-label="Steps of the job" data-testid="deploy-vertices">
      <thead>
        <tr>
          <th>Operator</th>
          <th className="num">Tasks</th>
          <th className="num" title="Rows travel in batches">
            Batches in
          </th>
          <th className="num">Batches out</th>
          <th>Works</th>
          <th>Waits for those behind</th>
        </tr>
      </thead>
      <tbody>
        {status.vertices.map(({ name, parallelism, read, written, busy, backPressure }) => (
          <tr key={name}>
            <td className="selectable">{name}</td>
            <td className="num">{parallelism}</td>
            <td className="num">{count(read)}</td>
            <td className="num">{count(written)}</td>
            <td>
              <Share value={busy} label={`${name} works`} />
            </td>
            <td>
              <Share value={backPressure} label={`${name} waits`} warn />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A share of time as a bar; more than half of it waiting is worth a look. */
function Share({
  value,
  label,
  warn = false,
}: {
  readonly value: number | null;
  readonly label: string;
  readonly warn?: boolean;
}) {
  if (value === null) return <span className="sub">–</span>;
  const percent = Math.round(value * 100);
  return (
    <span className="deploy-share">
      <meter className={warn && value > 0.5 ? "high" : undefined} min={0} max={1} value={value} aria-label={label} />
      <span className="num">{percent} %</span>
    </span>
  );
}
