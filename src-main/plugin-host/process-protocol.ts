import type { HostLimits } from "./contract.ts";
import type { ThreadDeath } from "./plugin-thread.ts";
import type { WorkerAnswer, WorkerPlugin, WorkerRequest } from "./worker-protocol.ts";

/** What goes to a plugin's process: first the start, then requests. */
export type ToProcess =
  | {
      readonly type: "start";
      readonly workerPath: string;
      readonly plugins: readonly WorkerPlugin[];
      readonly limits: HostLimits;
    }
  | { readonly type: "ask"; readonly request: WorkerRequest };

/** One answer for the start and for every request, in their order; between them signs of life. */
export type FromProcess =
  | { readonly type: "beat" }
  | { readonly type: "answer"; readonly answer: WorkerAnswer }
  | { readonly type: "failed"; readonly message: string; readonly death: ThreadDeath | null };
