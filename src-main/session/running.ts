import { performance } from "node:perf_hooks";
import type { Session } from "./session.ts";

/** How far a run beside the session is: rows so far, share done (null: not known), rows a second, seconds left. */
export interface RunProgress {
  readonly rows: number;
  readonly fraction: number | null;
  readonly rate: number;
  readonly secondsLeft: number | null;
}

/** A run beside the session that can be looked at and stopped. One at a time: another one ends it. */
export class Running {
  #session: Session | null = null;
  #started = 0;
  #cancelled = false;

  /** Runs to its end or until it is stopped. Throws an Error of one line when it was cancelled. */
  async through(session: Session): Promise<void> {
    this.cancel();
    this.#session = session;
    this.#started = performance.now();
    this.#cancelled = false;
    let cancelled = false;
    try {
      await session.run();
    } finally {
      if (this.#session === session) {
        cancelled = this.#cancelled;
        this.#session = null;
      } else cancelled = true;
    }
    if (cancelled) throw new Error("Stopped before its end.");
  }

  cancel(): void {
    this.#cancelled = true;
    this.#session?.stop();
  }

  progress(): RunProgress | null {
    if (this.#session === null) return null;
    const { progress: fraction, metrics } = this.#session.status();
    const seconds = (performance.now() - this.#started) / 1000;
    const left = fraction === null || fraction < 0.01 ? null : (seconds / fraction) * (1 - fraction);
    const rows = metrics.records_read_total;
    return { rows, fraction, rate: seconds === 0 ? 0 : rows / seconds, secondsLeft: left };
  }
}
