// A Flink cluster.

import type { Severity } from "../../../plugins/api.ts";
import type { JobSummary as ClusterJob, JobStatus } from "../../cluster/watch.ts";
import type { Method } from "./method.ts";

export interface ClusterInfo {
  readonly url: string;
  readonly version: string;
  readonly taskManagers: number;
  readonly slots: number;
  readonly freeSlots: number;
  /** Newest first. */
  readonly jobs: readonly ClusterJob[];
}

export interface DeployQuestion {
  readonly url: string;
  /** null: as many slots as are free. */
  readonly parallelism: number | null;
  readonly fromSavepoint: string | null;
  /** Folder for results as the cluster sees it; null: none. */
  readonly folder: string | null;
  /** Alerts come back through this queue; null: that of the source, if it has one. */
  readonly results: { readonly url: string; readonly queue: string } | null;
}

export interface ClusterResults {
  /** null: no results queue; else how it is listened to. */
  readonly queue: string | null;
  readonly error: string | null;
  readonly total: number;
  readonly alerts: readonly {
    readonly id: string;
    readonly rule: string;
    readonly severity: Severity;
    readonly title: string;
    readonly time: number;
    readonly station: string;
    readonly sensor: string;
    readonly alarm: string;
  }[];
}

export interface ClusterJobStatus extends JobStatus {
  /** It is being stopped, and its savepoint waits for this or is written; null: not. */
  readonly waits: string | null;
}

export interface DeployMethods {
  /** Looks at a Flink cluster. Rejects with one line when there is none or it is of another version. */
  "deploy.connect": Method<{ readonly url: string }, ClusterInfo>;
  /** Sends what is open (source, mapping, rules as they are on) to the cluster. */
  "deploy.start": Method<
    DeployQuestion,
    { readonly job: string; readonly parallelism: number; readonly notes: readonly string[] }
  >;
  "deploy.status": Method<{ readonly url: string; readonly job: string }, ClusterJobStatus>;
  /** With a savepoint, whose place is answered once it is made, which may wait; `cancel`: at once, without. */
  "deploy.stop": Method<
    { readonly url: string; readonly job: string; readonly cancel: boolean },
    { readonly savepoint: string | null }
  >;
  /** Alerts that came back through the results queue of the job deployed last, newest first. */
  "deploy.results": Method<{ readonly limit: number }, ClusterResults>;
}
