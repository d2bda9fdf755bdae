import { isFolderChoice } from "../session/plugin-choice.ts";
import type { Run } from "./run-to-end.ts";

/**
 * Whether a run may take the order of its rows for granted, and begin again should it turn out to be wrong, so that nobody can tell: its
 * results are files that are begun anew, nobody watches it go on, and what it says on the way is Weir's own.
 */
export function mayAssumeOrder({ input, options }: Run): boolean {
  const { store, report, log, metricsPort, resume, out } = options;
  const watched = store !== undefined || report !== undefined || log !== undefined || metricsPort !== undefined;
  const own = (input.plugins ?? []).some(({ plugin, folder }) => folder !== undefined || isFolderChoice(plugin));
  return out !== undefined && !watched && !own && resume !== true && input.queue === null && input.speed === "max";
}
