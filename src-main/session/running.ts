import { performance } from "node:perf_hooks";
import type { Session } from "./session.ts";

/** How far a run beside the session is: rows so far, share done (null: not known), rows a second, seconds left. */
export interface RunProgress {
  readonly rows: number;
  readonly fraction: number | null;
  readonly rate: number;
  readonly secondsLeft: number | null;
}

interface Turn {
  /** null: it is still opened. */
  session: Session | null;
  started: number;
  cancelled: boolean;
  /** Ends the wait for its opening. */
  leave: () => void;
}

/** A run beside the session that can be looked at and stopped, while it is opened too. One at a time: another one ends it. */
export class Running {
  #turn: Turn | null = null;

  /** Runs what `open` gives to its end or until it is stopped. Throws an Error of one line when it was cancelled. */
  async through(open: () => Promise<Session>): Promise<Session> {
    this.cancel();
    const turn: Turn = { session: null, started: performance.now(), cancelled: false, leave: () => {} };
    this.#turn = turn;
    try {
      // Who stops it does not wait until a large file has been looked at: what comes of that is closed then.
      const left = new Promise<null>((resolve) => {
        turn.leave = () => resolve(null);
      });
      const opening = open();
      const session = await Promise.race([opening, left]);
      if (session === null || turn.cancelled) {
        opening.then(closeUnread, () => {});
        throw new Error(STOPPED);
      }
      turn.session = session;
      turn.started = performance.now();
      await session.run();
      if (turn.cancelled) throw new Error(STOPPED);
      return session;
    } finally {
      if (this.#turn === turn) this.#turn = null;
    }
  }

  cancel(): void {
    if (this.#turn === null) return;
    this.#turn.cancelled = true;
    this.#turn.session?.stop();
    this.#turn.leave();
  }

  progress(): RunProgress | null {
    const { session = null, started = 0 } = this.#turn ?? {};
    if (session === null) return null;
    const { progress: fraction, metrics } = session.status();
    const seconds = (performance.now() - started) / 1000;
    const left = fraction === null || fraction < 0.01 ? null : (seconds / fraction) * (1 - fraction);
    const rows = metrics.records_read_total;
    return { rows, fraction, rate: seconds === 0 ? 0 : rows / seconds, secondsLeft: left };
  }
}

const STOPPED = "Stopped before its end.";

/** A session closes what it holds when it has run. */
function closeUnread(session: Session): void {
  session.stop();
  session.run().catch(() => {});
}
