import type { Catalogue } from "../../plugins/api.ts";
import type { TraceQuestion } from "./call-trace.ts";
import type { ActiveFilter, ActiveRule, HostLimits, PluginBundle } from "./contract.ts";
import type { PluginSeat } from "./plugin-process.ts";

export interface HostOptions {
  readonly bundles: readonly PluginBundle[];
  readonly rules: readonly ActiveRule[];
  /** In the order they are applied. */
  readonly filters?: readonly ActiveFilter[];
  readonly catalogues: readonly Catalogue[];
  readonly workerPath: string;
  readonly limits?: HostLimits;
  /** A worker that has these plugins loaded already, asked for when there is need of it; it belongs to the host from then on. */
  readonly lend?: (bundles: readonly PluginBundle[]) => PluginSeat | null;
  /** Calls to be told one by one. */
  readonly trace?: TraceQuestion;
  /** Workers that keys are dealt out to as far as that gains (`dealOut`); 1 when absent. What comes out is the same. */
  readonly workers?: number;
  /** Cores to count on; those of the computer when absent. */
  readonly cores?: number;
  /**
   * A plugin's process that ended without a fault of the plugin (time, memory) rejects the step with a WorkerLostError, so that the session
   * may go on from a checkpoint with all of them. Absent: it goes on at once without that plugin.
   */
  readonly rejectLost?: boolean;
}
