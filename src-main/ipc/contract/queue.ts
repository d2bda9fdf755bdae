// A queue before it is opened.
import type { CodeNames } from "./files.ts";
import type { Method, None } from "./method.ts";
import type { EventRow } from "./series.ts";

export interface QueueTarget {
  readonly url: string;
  /** A saved profile, whose password the main process adds when none is given. */
  readonly profile: string | null;
  /** Kept out of the workspace; null: from the profile's secret or the environment. */
  readonly user: string | null;
  readonly password: string | null;
  readonly queue: string | null;
  readonly tap: string | null;
  /** Of the tap: which messages; null = all. */
  readonly routingKey: string | null;
  readonly format: "auto" | "csv" | "json";
  /** How messages become events; absent: as the first ones show. */
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly guarantee: "at-most-once" | "at-least-once";
  readonly prefetch: number;
  readonly resultsQueue: string | null;
  /** Instead of a queue: an exchange, with routing keys `rule.station`. */
  readonly resultsExchange: string | null;
  /** Sent beside the alerts: `rule/series`, or `rule` for all of it. */
  readonly resultsSeries: readonly string[];
  /** Paths of PEM files. */
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
  readonly outOfOrderness: number;
}

export interface ConnectionTest {
  readonly ok: boolean;
  readonly steps: readonly { readonly step: string; readonly ok: boolean; readonly detail: string; readonly ms: number }[];
  /** Messages waiting, and other consumers. */
  readonly messages: number | null;
  readonly consumers: number | null;
  /** The queue, when all is well but that it is not there; `queue.create` makes it. */
  readonly missing: string | null;
}

export interface QueuePeek {
  readonly messages: readonly {
    readonly body: string;
    readonly contentType: string;
    readonly timestamp: number | null;
    readonly events: readonly EventRow[];
    readonly refused: string | null;
  }[];
  /** How they were read. Where that could not be told, which `detail` says, it names no column yet; null: there are none to name. */
  readonly mapping: Readonly<Record<string, unknown>> | null;
  /** Names by position, of the fields of objects too. */
  readonly columns: readonly string[];
  readonly detail: string;
  readonly names: CodeNames;
}

/** What came in a few seconds of listening. */
export interface QueueSample {
  /** `messages`: those that came through a queue of Weir's own; `growth`: how the queue grew, less what others took. */
  readonly of: "messages" | "growth";
  readonly seconds: number;
  /** Per equal part of that time. */
  readonly counts: readonly number[];
  /** A tap: its first messages; else null. */
  readonly peek: QueuePeek | null;
}

export interface QueueMethods {
  "queue.test": Method<QueueTarget, ConnectionTest>;
  /** Declares the target's queue: durable, shared, not deleted when unused, without limits. */
  "queue.create": Method<QueueTarget, None>;
  "queue.peek": Method<QueueTarget, QueuePeek>;
  /** The messages looked at last, read anew; without a mapping as they show. Nothing is asked of the broker. */
  "queue.read": Method<Pick<QueueTarget, "format" | "mapping">, QueuePeek>;
  /**
   * The first messages of the queue that is open, as long as they have not decided how all are read, or cannot: none once they have. Read by
   * the mapping given, without one as they show. Nothing is asked of the broker.
   */
  "queue.undecided": Method<Pick<QueueTarget, "mapping">, QueuePeek>;
  /** Listens for five seconds; nobody loses a message. */
  "queue.sample": Method<QueueTarget, QueueSample>;
}
