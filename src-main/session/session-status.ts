import type { MetricsSnapshot } from "./metrics.ts";

export type SessionState = "reading" | "live" | "paused" | "done" | "failed" | "stopped";

/** How a session is now. Times are event times, epoch ms; infinite before the first event. */
export interface SessionStatus {
  readonly state: SessionState;
  /** Share of the input read, 0…1; null: it has no known end. */
  readonly progress: number | null;
  readonly watermark: number;
  readonly firstTime: number;
  readonly lastTime: number;
  /** Keys met so far. */
  readonly keys: number;
  /** Events that wait for those before them. */
  readonly held: number;
  readonly rejectsKept: number;
  readonly metrics: MetricsSnapshot;
  /** One line; null unless it failed. */
  readonly error: string | null;
}
