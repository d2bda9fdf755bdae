import type { AnalysisInput } from "../session/analysis-input.ts";
import type { Session } from "../session/session.ts";
import { pauseControl } from "./pause-control.ts";
import type { RunTerminal } from "./run-terminal.ts";

/** Ctrl-C, a service manager, and a terminal that is closed. */
export const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** ms between two looks at how far a run is. */
const LOOK_EVERY = 100;
/** What a shell makes of a process that SIGINT ended. */
export const INTERRUPTED = 130;

/** Shows how far a run is, and lets the user pause it and end it early. Answers what takes all of that away again. */
export function watchRun(session: Session, { paths }: Pick<AnalysisInput, "paths">, terminal: RunTerminal): () => void {
  const timer = setInterval(() => {
    const { progress: share, metrics, state } = session.status();
    terminal.progress.update(share, metrics.records_read_total, state === "paused" ? "paused" : "");
  }, LOOK_EVERY);
  let signals = 0;
  const stop = (): void => {
    if (++signals > 1) process.exit(INTERRUPTED);
    terminal.say("stopping; what was read is finished (again to quit at once)");
    session.finish();
  };
  for (const signal of STOPS) process.on(signal, stop);
  // Standard input may be what is read.
  const freeKeys = paths.includes("-") ? () => {} : pauseControl(session, (line) => terminal.say(line), stop);
  return () => {
    clearInterval(timer);
    freeKeys();
    for (const signal of STOPS) process.off(signal, stop);
  };
}
