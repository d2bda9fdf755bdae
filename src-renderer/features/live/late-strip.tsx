import { useState } from "react";
import { readable, request } from "../../bridge/bridge.ts";
import { notify, runAction, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { shortCount } from "../../ui/format-number.ts";
import { duration } from "../../ui/format-time.ts";
import { lateNews } from "./late-news.ts";

/** Where many rows come too late to count: how many, how late, and waiting for them. */
export function LateStrip() {
  const status = useFrame((frame) => frame.status);
  const [busy, setBusy] = useState(false);
  const news = status === null ? null : lateNews(status);
  if (status === null || status.late === null || news === null) return null;
  const { share, wait } = news;
  const percent = share < 0.095 ? (100 * share).toFixed(1) : Math.round(100 * share);
  const waitForThem = async (): Promise<void> => {
    setBusy(true);
    try {
      useFrame.setState({ status: await request("session.waitForLate", { outOfOrderness: wait }) });
    } catch (error) {
      notify(readable(error), "error");
    }
    setBusy(false);
  };
  return (
    <div className="queue-strip" data-tone="warn" data-testid="late-strip">
      <b role="status">{percent} % came too late</b>
      <span
        className="grow ellipsis"
        title={`${shortCount(status.late.rows)} rows are older than what came before them, and left out`}
      >
        {shortCount(status.late.rows)} rows older than what came before, left out; most by up to {duration(status.late.wait)}
      </span>
      <Button small kind="plain" onClick={() => runAction("show-bottom", "rejects")}>
        Show
      </Button>
      <Button
        small
        disabled={busy}
        onClick={() => void waitForThem()}
        title={
          status.kind === "queue"
            ? `Connects again and waits up to ${duration(wait)} for late rows; results come as much later, and the picture begins anew`
            : `Reads it again and waits up to ${duration(wait)} for late rows`
        }
        data-testid="late-wait"
      >
        {busy ? "Connecting…" : `Wait up to ${duration(wait)}`}
      </Button>
    </div>
  );
}
