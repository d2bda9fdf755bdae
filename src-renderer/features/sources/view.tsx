import type { Status } from "../../../src-main/ipc/contract.ts";
import { request } from "../../bridge/bridge.ts";
import { notify, openView, runAction, setConnecting, useFrame } from "../../frame-actions.ts";
import { Badge, type BadgeKind } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { CountsEquation } from "../../ui/counts-equation.tsx";
import { ErrorLine } from "../../ui/empty.tsx";
import { bytes, count, seconds } from "../../ui/format-number.ts";
import { dayAndClock, duration, zoneName } from "../../ui/format-time.ts";
import { stateSaid } from "../../ui/state-said.ts";
import { CsvPreviewScreen } from "./csv-preview.tsx";
import { ReadHow } from "./read-how.tsx";

const ask = (method: "session.pause" | "session.resume" | "session.stop" | "session.restart"): void =>
  void request(method, null).catch((error: Error) => notify(error.message, "error"));

/** The file to be opened, else what is open and how it goes. */
export function SourcesView() {
  const preview = useFrame((state) => state.preview);
  return preview === null ? <OpenSourcePage /> : <CsvPreviewScreen key={preview.join("\n")} paths={preview} />;
}

const badges: Readonly<Partial<Record<Status["state"], BadgeKind>>> = {
  failed: "critical",
  paused: "warning",
  stopped: "normal",
};

function OpenSourcePage() {
  const status = useFrame((state) => state.status);
  const zone = useFrame((state) => state.zone);
  const metrics = status?.metrics ?? null;
  const none = status === null || status.state === "none";
  const running = status?.state === "reading" || status?.state === "live" || status?.state === "paused";
  return (
    <div className="page" data-testid="sources">
      <div className="row">
        <h1 className="page-title grow">Sources</h1>
        <Button kind="primary" onClick={() => runAction("open-file")}>
          Open a CSV…
        </Button>
        <Button onClick={() => setConnecting(true)}>Connect to RabbitMQ…</Button>
        <Button onClick={() => runAction("open-sample")}>Sample data</Button>
      </div>
      {status?.error === null || status === null ? null : <ErrorLine text={status.error} />}
      {status?.unallowed ? (
        <section className="card page-card" data-testid="unallowed">
          <b className="section-title">The queue of this workspace is not connected</b>
          <p className="sub">It has not been connected on this machine before, and connecting takes messages off it.</p>
          <div className="row">
            <Button onClick={() => runAction("ask-unallowed")}>Connect to its queue…</Button>
          </div>
        </section>
      ) : none ? (
        <section className="card page-card">
          <b className="section-title">Nothing is open</b>
          <p className="sub">
            Open or drop a CSV, connect to a queue, or try the sample: charts and alerts appear while it is still reading.
          </p>
        </section>
      ) : (
        <section className="card page-card">
          <div className="row">
            <b className="section-title">{status.description}</b>
            <Badge kind={badges[status.state] ?? "ok"}>{stateSaid(status)}</Badge>
            <span className="spacer" />
            {status.state === "paused" ? <Button onClick={() => ask("session.resume")}>Resume reading</Button> : null}
            {running && status.state !== "paused" ? <Button onClick={() => ask("session.pause")}>Pause reading</Button> : null}
            {running ? (
              <Button onClick={() => ask("session.stop")}>Stop</Button>
            ) : (
              <Button onClick={() => ask("session.restart")}>{status.kind === "queue" ? "Connect again" : "Read again"}</Button>
            )}
          </div>
          {status.connection === null ? null : (
            <p className="sub">
              {status.connection.detail}
              {status.connection.nextTryMs === null ? "" : `; next try in ${duration(status.connection.nextTryMs)}`}
            </p>
          )}
          {status.progress === null || !running ? null : (
            <div className="row">
              <span className="progress grow">
                <i style={{ width: `${status.progress * 100}%` }} />
              </span>
              <b>{Math.floor(status.progress * 100)} %</b>
              <span className="sub">
                {count(metrics?.ingest_rate)} events/s
                {status.secondsLeft === null ? "" : `, ${duration(status.secondsLeft * 1000)} left`}
              </span>
            </div>
          )}
          {metrics === null ? null : (
            <CountsEquation
              read={metrics.records_read_total}
              accepted={metrics.records_accepted_total}
              refused={metrics.records_dropped_total}
            />
          )}
          <div className="source-facts">
            <Fact name="Events" value={count(metrics?.events_total)} />
            <Fact name="Bytes read" value={bytes(metrics?.bytes_read_total)} />
            <Fact name="Keys" value={count(status.keys)} />
            <Fact name="Alerts" value={count(status.alerts)} />
            <Fact name={`From, ${zoneName(zone)}`} value={dayAndClock(status.firstTime, zone)} />
            <Fact name={`To, ${zoneName(zone)}`} value={dayAndClock(status.lastTime, zone)} />
            <Fact name="Took" value={seconds(metrics?.duration_seconds)} />
            {status.queueDepth === null ? null : <Fact name="Waiting in the queue" value={count(status.queueDepth)} />}
          </div>
          {status.kind === "files" || status.kind === "queue" ? <ReadHow /> : null}
          <div className="row">
            <Button onClick={() => openView("live")}>Show the charts</Button>
            <Button onClick={() => runAction("show-bottom", "rejects")}>{count(status.rejects)} refused rows</Button>
          </div>
        </section>
      )}
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="source-fact">
      <span>{name}</span>
      <b>{value}</b>
    </div>
  );
}
