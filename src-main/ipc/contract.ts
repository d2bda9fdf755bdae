/**
 * Everything the page may ask of Weir and everything it is told: one typed map, a file an area. Plain JSON-able data only (typed arrays
 * in chart columns travel as structured clones). Times are ms since the epoch, lengths of time ms. Types only: the page imports nothing
 * else.
 */
import type { AlertRow, AlertsMethods } from "./contract/alerts.ts";
import type { AppMethods } from "./contract/app.ts";
import type { ChangesMethods } from "./contract/changes.ts";
import type { DeployMethods } from "./contract/deploy.ts";
import type { ExplanationMethods } from "./contract/explanation.ts";
import type { FilesMethods } from "./contract/files.ts";
import type { HistoryMethods } from "./contract/history.ts";
import type { None } from "./contract/method.ts";
import type { PluginsMethods, ProblemRow } from "./contract/plugins.ts";
import type { QueueMethods } from "./contract/queue.ts";
import type { ReportsMethods } from "./contract/reports.ts";
import type { SeriesMethods } from "./contract/series.ts";
import type { SessionMethods, Status } from "./contract/session.ts";
import type { TrialsMethods } from "./contract/trials.ts";

export type { ChartSpec, KeyPart, Setting, Severity, WindowSpec } from "../../plugins/api.ts";
export type { JobSummary as ClusterJob } from "../cluster/watch.ts";
export type { MetricsSnapshot } from "../session/metrics.ts";
export type { SessionState } from "../session/session-status.ts";
export type { Workspace } from "../session/workspace.ts";
export type { Encoding } from "../sources/encodings.ts";
export type { RefusalReason } from "../sources/source.ts";
export type * from "./contract/alerts.ts";
export type * from "./contract/changes.ts";
export type * from "./contract/deploy.ts";
export type * from "./contract/explanation.ts";
export type * from "./contract/files.ts";
export type * from "./contract/history.ts";
export type * from "./contract/plugins.ts";
export type * from "./contract/queue.ts";
export type * from "./contract/reports.ts";
export type * from "./contract/series.ts";
export type * from "./contract/session.ts";
export type * from "./contract/trials.ts";

/** What the page may ask. `app.` and `dialog.` are answered by the main process, the rest by the session host. */
export interface Methods
  extends SeriesMethods,
    AlertsMethods,
    ExplanationMethods,
    PluginsMethods,
    ChangesMethods,
    TrialsMethods,
    FilesMethods,
    QueueMethods,
    SessionMethods,
    ReportsMethods,
    HistoryMethods,
    DeployMethods,
    AppMethods {}

/** What the page is told without asking. */
export interface Pushes {
  "session.status": Status;
  /** Keys or values changed since; ask again for what is on screen. At most 4 a second. */
  "session.tick": { readonly session: number; readonly events: number };
  "alerts.new": { readonly session: number; readonly rows: readonly AlertRow[]; readonly total: number };
  "problems.new": { readonly problems: readonly ProblemRow[] };
  "host.lost": { readonly code: number; readonly restarting: boolean };
  "host.ready": None;
  "app.pending": None;
  "app.command": { readonly action: string };
}

export type MethodName = keyof Methods;
export type PushName = keyof Pushes;
