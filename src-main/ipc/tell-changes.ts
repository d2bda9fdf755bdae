import type { Workbench } from "../session/workbench.ts";
import { alertRow } from "./alert-row.ts";
import type { Pushes } from "./contract.ts";
import type { MetricsHistory } from "./metrics-history.ts";
import type { Outbox } from "./outbox.ts";
import { statusOf } from "./status.ts";

const STATUS_EVERY = 250;
/** While a session is this young, ms, it is told of five times as often: its first chart is waited for. */
const YOUNG = 2000;
const LOOK_EVERY = STATUS_EVERY / 5;

/** Tells the page what came while a session runs, and once more when it has ended. `now`: a clock in ms. Answers what stops it. */
export function tellChanges(
  bench: Workbench,
  history: MetricsHistory,
  outbox: Outbox<keyof Pushes>,
  push: <P extends keyof Pushes>(name: P, payload: Pushes[P]) => void,
  now: () => number,
): () => void {
  let wasRunning = false;
  let lastTold = 0;
  const timer = setInterval(() => {
    const { session } = bench;
    if (now() - (session?.startedAt ?? 0) > YOUNG && now() - lastTold < STATUS_EVERY - LOOK_EVERY / 2) return;
    lastTold = now();
    const state = session?.analysis.session.status().state;
    const running = state === "reading" || state === "live" || state === "paused";
    if (session === null || (!running && !wasRunning)) return;
    wasRunning = running;
    const status = statusOf(bench, now());
    const fresh = session.picture.takeNew();
    history.add(status, process.memoryUsage.rss());
    outbox.put("session.status", status);
    if (fresh.events > 0 || !running) outbox.put("session.tick", { session: session.number, events: fresh.events });
    if (fresh.alerts.length > 0)
      push("alerts.new", {
        session: session.number,
        rows: fresh.alerts.map((alert) => alertRow(session, alert)),
        total: session.picture.alerts.total,
      });
  }, LOOK_EVERY);
  return () => clearInterval(timer);
}
