import type { History } from "../session/history.ts";
import type { Workbench } from "../session/workbench.ts";
import type { Store } from "../store/store.ts";

/**
 * The run that is open, with all it has recorded so far. Of one that has just ended the counts by source are written last: they are waited for.
 * Throws an Error of one line when there is none.
 */
export async function recordedRun(bench: Workbench, history: History): Promise<{ readonly store: Store; readonly run: number }> {
  const open = bench.session;
  const state = open?.analysis.session.status().state;
  if (state === "done" || state === "failed" || state === "stopped") await open?.ended;
  return history.current();
}
