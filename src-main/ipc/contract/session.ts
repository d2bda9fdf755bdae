// What is open, how it stands, and its workspace.

import type { UnallowedQueue } from "../../session/allowed-queues.ts";
import type { MetricsSnapshot } from "../../session/metrics.ts";
import type { SessionState } from "../../session/session-status.ts";
import type { Workspace } from "../../session/workspace.ts";
import type { Method, None } from "./method.ts";
import type { QueueTarget } from "./queue.ts";

export type OpenSource =
  | {
      readonly kind: "files";
      readonly paths: readonly string[];
      readonly mapping?: Readonly<Record<string, unknown>>;
      readonly order?: "time" | "arrival";
      /** Rows that a file before theirs has too are read once; in order of time. */
      readonly once?: boolean;
      readonly outOfOrderness?: number;
      readonly speed?: number | "max";
    }
  | { readonly kind: "queue"; readonly target: QueueTarget }
  | { readonly kind: "sample" }
  | { readonly kind: "store"; readonly path: string };

/** Pushed four times a second while something changes. */
export interface Status {
  /** Counts sessions; keys, alerts and series of another number are of another session. */
  readonly session: number;
  readonly state: SessionState | "none";
  readonly kind: "files" | "queue" | "store" | null;
  readonly description: string;
  /** 0…1; null: no known end. */
  readonly progress: number | null;
  /** Seconds left by the rate so far; null: not known. */
  readonly secondsLeft: number | null;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /**
   * What pictures show unless asked for more: all but a few readings whose time lies far outside (a clock gone wrong). null before the first
   * event.
   */
  readonly shown: { readonly from: number; readonly to: number; readonly outside: number } | null;
  /** null before the first event; Infinity at the end. */
  readonly watermark: number | null;
  readonly keys: number;
  readonly alerts: number;
  readonly activeAlarms: number;
  readonly problems: number;
  readonly rejects: number;
  /** Rows that came too late to count; `wait`: an out-of-orderness under which 99 of 100 of them would have, ms. null without any. */
  readonly late: { readonly rows: number; readonly wait: number } | null;
  readonly metrics: MetricsSnapshot | null;
  readonly error: string | null;
  /** Of a queue: what the connection does, in words. */
  readonly connection: {
    readonly state: string;
    readonly detail: string;
    readonly attempt: number;
    readonly nextTryMs: number | null;
  } | null;
  readonly queueDepth: number | null;
  /** What was sent to the results queue; null without one. */
  readonly resultsSent: { readonly sent: number; readonly confirmed: number; readonly unconfirmed: number } | null;
  /** The picture the page shows may stop while recording goes on; pausing the source is something else. */
  readonly pausedSource: boolean;
  /** Epoch ms: the queue of this workspace was saved then, and waits for `session.continue` to say whether to go on from there. */
  readonly resumable: number | null;
  /** The broker that refused the login to the workspace's queue: `session.login` may try another; null: none did. `attempt` counts. */
  readonly refusedBy: { readonly broker: string; readonly attempt: number } | null;
  /**
   * The queue of this workspace, which this user has neither saved nor allowed on this machine: it is not connected to until
   * `session.allow`, before anything `resumable` is asked; null: nothing waits. `asked` counts.
   */
  readonly unallowed: (UnallowedQueue & { readonly asked: number }) | null;
  readonly workspace: { readonly path: string | null; readonly name: string; readonly dirty: boolean };
}

export interface SessionMethods {
  "session.status": Method<None, Status>;
  "session.open": Method<OpenSource, Status>;
  /** How the rows of what is open become events, given or found (`mapping.ts`); null: nothing is open, or no message has decided it yet. */
  "session.mapping": Method<None, Readonly<Record<string, unknown>> | null>;
  /** What of the open files is not read, or otherwise than the first one, a line each; those of repeated rows come at the end. */
  "session.notes": Method<None, readonly string[]>;
  "session.pause": Method<None, None>;
  "session.resume": Method<None, None>;
  "session.stop": Method<None, None>;
  "session.restart": Method<None, Status>;
  /** The answer to `Status.resumable`: go on from where it was saved, or anew. */
  "session.continue": Method<{ readonly resume: boolean }, Status>;
  /** The answer to `Status.unallowed`: connects to the workspace's queue, now and whenever it is opened again as it is. */
  "session.allow": Method<None, Status>;
  /**
   * Opens the workspace's queue with these credentials, which no file gets. A password that is null is the one the system keeps under
   * `profile`; under a profile that begins with `login:` it keeps the user too, as JSON.
   * `address`: from the main process, with a kept password, which is used for that broker and user or refused.
   */
  "session.login": Method<
    {
      readonly profile: string | null;
      readonly user: string | null;
      readonly password: string | null;
      readonly address?: string | undefined;
    },
    Status
  >;
  /** Waits so long for late rows, ms: a queue is connected to anew, a file read again. */
  "session.waitForLate": Method<{ readonly outOfOrderness: number }, Status>;
  /**
   * Connects to the open queue anew and reads its messages by another mapping; without one as the next ones show. What was read so far leaves
   * the screens.
   */
  "session.readAs": Method<{ readonly mapping?: Readonly<Record<string, unknown>> }, Status>;
  "session.setSpeed": Method<{ readonly speed: number | "max" }, None>;
  "workspace.get": Method<None, Workspace>;
  "workspace.new": Method<None, Workspace>;
  "workspace.open": Method<{ readonly path: string }, Workspace>;
  "workspace.save": Method<{ readonly path: string }, None>;
  /** Parts given replace the same parts; undone by sending the former ones. */
  "workspace.update": Method<
    Partial<Pick<Workspace, "name" | "annotations" | "queries" | "layout" | "timezone" | "speed">>,
    None
  >;
  /** Serves the metrics for Prometheus on 127.0.0.1; null: stops. */
  "metrics.serve": Method<{ readonly port: number | null }, { readonly address: string | null }>;
  "metrics.history": Method<
    None,
    {
      readonly time: readonly number[];
      readonly rate: readonly number[];
      /** Messages in the queue; of files none wait. */
      readonly waiting: readonly number[];
      readonly memoryMb: readonly number[];
    }
  >;
}
