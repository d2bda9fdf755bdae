import { IconAntenna, IconFileTypeCsv, IconPlayerPlay } from "@tabler/icons-react";
import { request } from "../../bridge/bridge.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { runAction, setConnecting } from "../../frame-actions.ts";
import { Shortcut } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { shortCount } from "../../ui/format-number.ts";
import { dayAndClock, whenText } from "../../ui/format-time.ts";
import { Logo } from "../../ui/logo.tsx";
import { SampleDrawing } from "./sample-drawing.tsx";

const hints = [
  ["Ctrl+Shift+P", "Every command"],
  ["Space", "Pause and resume"],
  ["Ctrl+F", "Search"],
  ["Ctrl+,", "Settings"],
] as const;

/** First start: one primary action, the other, and data to try. */
export function StartView() {
  return (
    <div className="start" data-testid="start">
      <div className="start-top">
        <section>
          <div className="row start-logo">
            <Logo size={32} />
            <h1>Weir</h1>
          </div>
          <p className="start-claim">
            Watch sensor and alarm streams, look through years of them, and write rules that warn before the threshold.
          </p>
          <button type="button" className="start-action primary" data-testid="start-open" onClick={() => runAction("open-file")}>
            <IconFileTypeCsv size={22} stroke={1.6} />
            <span className="grow">
              <b>Open a CSV…</b>
              <span>or drop files anywhere in this window</span>
            </span>
            <Shortcut keys="Ctrl+O" />
          </button>
          <button type="button" className="start-action" data-testid="start-connect" onClick={() => setConnecting(true)}>
            <IconAntenna size={22} stroke={1.6} />
            <span className="grow">
              <b>Connect to RabbitMQ…</b>
              <span>read a queue, or tap a copy of it</span>
            </span>
            <Shortcut keys="Ctrl+Shift+O" />
          </button>
        </section>
        <Recent />
      </div>
      <section className="card start-sample">
        <div className="start-sample-text">
          <h2>Try with sample data</h2>
          <p>
            Base stations with faults planted: a failing air conditioner, a frozen sensor, grid sags, an outage. The first alerts
            appear within seconds.
          </p>
          <span className="spacer" />
          <Button data-testid="start-sample" onClick={() => runAction("open-sample")}>
            <IconPlayerPlay size={15} stroke={1.6} /> Try sample data
          </Button>
        </div>
        <SampleDrawing />
      </section>
      <div className="start-hints">
        {hints.map(([keys, what]) => (
          <span key={keys} className="row">
            <Shortcut keys={keys} /> {what}
          </span>
        ))}
      </div>
    </div>
  );
}

function Recent() {
  const { value, error, reload } = useRequest("app.recent", null);
  const files = value ?? [];
  return (
    <section aria-label="Recent files">
      <div className="row" style={{ height: 28, marginBottom: 6 }}>
        <h2 className="section-title grow">Recent</h2>
        {files.length === 0 ? null : (
          <Button kind="plain" small onClick={() => void request("app.clearRecent", null).then(reload, reload)}>
            Clear
          </Button>
        )}
      </div>
      <div className="card start-recent" data-testid="recent">
        {files.slice(0, 6).map(({ path, openedAt, rows }) => {
          const name = path.split(/[\\/]/).at(-1) ?? path;
          return (
            <button key={path} type="button" className="recent-row" title={path} onClick={() => runAction("open-path", path)}>
              <IconFileTypeCsv size={16} stroke={1.6} />
              <span className="grow">
                <b className="ellipsis">{name}</b>
                <span className="ellipsis">{path.slice(0, path.length - name.length)}</span>
              </span>
              <span className="sub num recent-rows">{rows === undefined ? "" : `${shortCount(rows)} rows`}</span>
              <span className="sub num recent-when" title={dayAndClock(openedAt, "local")}>
                {whenText(openedAt, Date.now())}
              </span>
            </button>
          );
        })}
        {files.length === 0 ? (
          <div className="recent-none">{error ?? "Files and workspaces you open are listed here."}</div>
        ) : null}
      </div>
    </section>
  );
}
