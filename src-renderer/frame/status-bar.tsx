import { IconClock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Status } from "../../src-main/ipc/contract.ts";
import { openView, useFrame } from "../frame-actions.ts";
import { count, seconds, shortCount } from "../ui/format-number.ts";
import { dayAndClock, duration, zoneName } from "../ui/format-time.ts";
import { type MarkState, SeverityMark } from "../ui/severity-mark.tsx";
import { stateSaid } from "../ui/state-said.ts";
import { openBottom } from "./frame-store.ts";
import { chooseZone } from "./theme.ts";

const marks: Record<Status["state"], MarkState> = {
  none: "silent",
  reading: "healthy",
  live: "healthy",
  paused: "info",
  done: "healthy",
  failed: "critical",
  stopped: "silent",
};

export function StatusBar() {
  const status = useFrame((state) => state.status);
  const zone = useFrame((state) => state.zone);
  const metrics = status?.metrics ?? null;
  const dropped = metrics === null ? 0 : Object.values(metrics.records_dropped_total).reduce((sum, n) => sum + n, 0);
  const state = status?.state ?? "none";
  const errors = status?.problems ?? 0;
  const watermark = status?.watermark ?? null;
  return (
    <footer className="status-bar" data-testid="status-bar">
      <Item
        label=""
        onClick={() => openView("sources")}
        testid="status-source"
        title={status?.error ?? status?.connection?.detail ?? "Source"}
      >
        <SeverityMark state={status?.connection?.state === "reconnecting" ? "warning" : marks[state]} size={8} />
        <b className="ellipsis" style={{ maxWidth: 320 }}>
          {state === "none" ? "No source" : status?.description}
        </b>
        {state === "none" ? null : (
          <span className={state === "failed" ? "crit" : undefined}>{status === null ? "" : stateSaid(status)}</span>
        )}
      </Item>
      {state === "reading" && status !== null && status.progress !== null ? (
        <Item label="" onClick={() => openView("sources")} testid="status-progress" title="Reading">
          <span className="progress" style={{ width: 72 }}>
            <i style={{ width: `${status.progress * 100}%` }} />
          </span>
          <b>{Math.floor(status.progress * 100)} %</b>
          {status.secondsLeft === null || status.progress >= 1 ? null : <span>{duration(status.secondsLeft * 1000)} left</span>}
        </Item>
      ) : null}
      <Item label="Events/s" onClick={() => openView("metrics")} testid="status-rate">
        <b>{metrics === null ? "–" : count(state === "done" ? 0 : metrics.ingest_rate)}</b>
      </Item>
      <Item
        label="Watermark"
        onClick={() => openView("metrics")}
        testid="status-watermark"
        title="No event at or before this time is still accepted"
      >
        <b>
          {watermark === Number.POSITIVE_INFINITY || (state === "done" && watermark === null)
            ? "end"
            : dayAndClock(watermark, zone)}
        </b>
        {status?.kind === "queue" ? <span>delay {seconds(metrics?.watermark_delay_seconds)}</span> : null}
      </Item>
      {status?.kind === "queue" ? (
        <Item
          label="Queue delay"
          onClick={() => openView("metrics")}
          testid="status-queue"
          title={status.queueDepth === null ? "" : `${count(status.queueDepth)} messages waiting`}
        >
          <b>
            {metrics?.queue_delay_seconds === null || metrics === null
              ? `${shortCount(status.queueDepth)} waiting`
              : seconds(metrics.queue_delay_seconds)}
          </b>
        </Item>
      ) : null}
      <Item label="Dropped" onClick={() => openBottom("rejects")} testid="status-dropped">
        <b className={dropped > 0 ? "warn" : undefined}>{count(dropped)}</b>
        {metrics === null ? null : <span>of {shortCount(metrics.records_read_total)}</span>}
      </Item>
      <Item label="Errors" onClick={() => openBottom("problems")} testid="status-errors">
        <b className={errors > 0 ? "crit" : undefined}>{count(errors)}</b>
      </Item>
      <span className="spacer" />
      <Item
        label=""
        onClick={() => chooseZone(zone === "UTC" ? "local" : "UTC")}
        testid="status-zone"
        title="Times shown; click to change"
      >
        <IconClock size={13} stroke={1.6} />
        <b>{zoneName(zone)}</b>
      </Item>
    </footer>
  );
}

function Item(props: {
  readonly label: string;
  readonly onClick: () => void;
  readonly testid: string;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" className="status-item" onClick={props.onClick} data-testid={props.testid} title={props.title}>
      {props.label === "" ? null : <span>{props.label}</span>}
      {props.children}
    </button>
  );
}
