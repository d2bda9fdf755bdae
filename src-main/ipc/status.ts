import type { OpenSession } from "../session/open-session.ts";
import type { MainRange } from "../session/picture/main-range.ts";
import type { Workbench } from "../session/workbench.ts";
import type { Status } from "./contract.ts";
import { withoutFileAdvice } from "./without-file-advice.ts";

/** What pictures show of a session. Of a queue all: what it sends next may always be far from what it sent. */
export function shownRange({ input, analysis, picture }: OpenSession): MainRange | null {
  const { firstTime, lastTime } = analysis.session.status();
  if (!(firstTime <= lastTime)) return null;
  const all = { from: firstTime, to: lastTime, outside: 0 };
  return input.kind === "queue" ? all : (picture.mainRange(firstTime, lastTime) ?? all);
}

const NOTHING_OPEN = {
  session: 0,
  state: "none",
  kind: null,
  description: "",
  progress: null,
  secondsLeft: null,
  firstTime: null,
  lastTime: null,
  shown: null,
  watermark: null,
  keys: 0,
  alerts: 0,
  activeAlarms: 0,
  rejects: 0,
  late: null,
  metrics: null,
  pausedSource: false,
  connection: null,
  queueDepth: null,
  resultsSent: null,
} as const;

/** Late rows, and how long to wait so that 99 of 100 would count; null without any. */
function lateOf({ input, analysis }: OpenSession): Status["late"] {
  const { dropped, lateBy } = analysis.session.metrics;
  const behind = lateBy.quantile(0.99);
  return dropped.late === 0 || behind === null ? null : { rows: dropped.late, wait: input.outOfOrderness + 1000 * behind };
}

/** What the status bar and the title show. `now`: ms of the clock of `OpenSession.startedAt`. */
export function statusOf(bench: Workbench, now: number): Status {
  const { session, workspace, workspacePath, dirty } = bench;
  const common = {
    problems: bench.log.problemsTotal,
    workspace: { path: workspacePath, name: workspace.name, dirty },
    resumable: bench.resumable,
    refusedBy: bench.refusedBy,
    unallowed: bench.unallowed,
  };
  if (session === null) return { ...NOTHING_OPEN, ...common, error: bench.openError };
  const { input, analysis, picture, number, startedAt } = session;
  const status = analysis.session.status();
  const error = status.error ?? bench.openError;
  const known = status.firstTime <= status.lastTime;
  const elapsed = (now - startedAt) / 1000;
  const { progress } = status;
  const reading = status.state === "reading" && progress !== null && progress > 0.01;
  return {
    ...common,
    session: number,
    state: status.state,
    kind: input.kind,
    description: input.description,
    progress,
    secondsLeft: reading && progress !== null ? (elapsed / progress) * (1 - progress) : null,
    firstTime: known ? status.firstTime : null,
    lastTime: known ? status.lastTime : null,
    shown: shownRange(session),
    watermark: status.watermark === Number.NEGATIVE_INFINITY ? null : status.watermark,
    keys: status.keys,
    alerts: picture.alerts.total,
    activeAlarms: picture.active.size,
    rejects: Object.values(status.metrics.records_dropped_total).reduce((a, b) => a + b, 0),
    late: lateOf(session),
    metrics: status.metrics,
    error: error === null ? null : withoutFileAdvice(error),
    pausedSource: status.state === "paused",
    connection: analysis.live?.connection() ?? null,
    queueDepth: analysis.live?.depth() ?? null,
    resultsSent: analysis.live?.results() ?? null,
  };
}
