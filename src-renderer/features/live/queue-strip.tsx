import { request } from "../../bridge/bridge.ts";
import { notify, useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { count, seconds, shortCount } from "../../ui/format-number.ts";
import { type QueueNews, queueNews } from "./queue-news.ts";

const roles: Record<QueueNews["tone"], "alert" | "status"> = { plain: "status", info: "status", warn: "alert", crit: "alert" };

/** Of a queue: how the connection is, what waits and how far behind we are, what went to the results queue; pauses the consumer. */
export function QueueStrip() {
  const status = useFrame((frame) => frame.status);
  if (status === null || status.kind !== "queue" || status.connection === null) return null;
  const { connection, queueDepth, resultsSent, metrics } = status;
  const news = queueNews(connection, queueDepth, status.pausedSource);
  // A lost connection has something to say: it gets the room.
  const calm = news.tone === "plain" || news.tone === "info";
  const running = status.state === "live" || status.state === "paused";
  const ask = (method: "session.pause" | "session.resume"): void =>
    void request(method, null).catch((error: Error) => notify(error.message, "error"));
  return (
    <div className="queue-strip" data-tone={news.tone} data-testid="queue-strip">
      <b role={roles[news.tone]} data-testid="queue-news">
        {news.title}
      </b>
      <span className="grow ellipsis selectable" title={news.detail}>
        {news.detail}
      </span>
      {!calm ? null : (
        <>
          <span>
            <b>{queueDepth === null ? "–" : shortCount(queueDepth)}</b> waiting
          </span>
          <span title="How old the message being read is, beside the newest in the queue">
            delay <b>{metrics?.queue_delay_seconds == null ? "not known" : seconds(metrics.queue_delay_seconds)}</b>
          </span>
        </>
      )}
      {resultsSent === null || !calm ? null : (
        <span title={`${count(resultsSent.unconfirmed)} not confirmed by the broker yet`} data-testid="results-sent">
          alerts sent <b>{count(resultsSent.sent)}</b>, confirmed <b>{count(resultsSent.confirmed)}</b>
        </span>
      )}
      {running && calm ? (
        <Button
          small
          onClick={() => ask(status.pausedSource ? "session.resume" : "session.pause")}
          data-testid="queue-pause"
          title={status.pausedSource ? "" : "The queue keeps what arrives; nothing is lost"}
        >
          {status.pausedSource ? "Resume reading" : "Pause reading"}
        </Button>
      ) : null}
    </div>
  );
}
