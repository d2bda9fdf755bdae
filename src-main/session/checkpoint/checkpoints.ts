import type { HostSnapshot } from "../../plugin-host/contract.ts";
import type { CapturedSession } from "./session-snapshot.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What a session needs of whoever keeps its checkpoints. */
export interface Checkpoints {
  /** ms until the next one is due; 0 = now. `pressed`: the source waits for acknowledgements. */
  dueIn(pressed: boolean): number;
  /** Messages that may be acknowledged need one more checkpoint to be. */
  readonly owes: boolean;
  /**
   * Captures where the sinks are, at once; gathers, encodes and makes durable while the session goes on. `both`: so that every checkpoint
   * kept is this one and all of its messages are acknowledged. `idle`: since the steps under way were done and nothing moved any more.
   */
  take(session: CapturedSession, plugins: Promise<HostSnapshot>, both: boolean, idle: Stopwatch): void;
  /** Waits for what is being written. Never rejects: a checkpoint that cannot be written is told to the user and taken again later. */
  settled(): Promise<void>;
}

/** At least once with nowhere to keep a checkpoint: the promise reaches less far, which must not go unsaid. */
export const NOT_SAVED =
  "at least once, but nothing is saved: a message is acknowledged once the rules have it, and what windows and rules hold is gone with a crash; --out DIR or --store FILE (in the app: save the workspace in a folder that can be written) keeps it";
