/** What Flink says of itself, and what it means to who deploys. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  // The second is how the network tells it, where the connection between two of them breaks.
  [/the recipient is unreachable|^recvAddress\(/, "a task manager is not reached: it may be lost"],
  [/Not all required tasks are currently running/, "not all of its tasks run yet"],
  [
    /Checkpoint Coordinator is suspending|CheckpointCoordinator shutdown|FailoverRegion is restarting|Flink job is currently not executing/,
    "a task of it failed meanwhile",
  ],
  [
    /^Config key \[\S*savepoint\S*\] is not set|^No savepoint directory configured/,
    "the cluster names no folder for savepoints; name one with --savepoint DIR or in Flink's execution.checkpointing.savepoint-dir",
  ],
  [
    /Could not acquire the minimum required resources/,
    "the cluster has too few slots for the job; add a task manager, or deploy it with less --parallelism",
  ],
];

/** The line of a Java stack trace that says why, without the class it was thrown as and the full stop: more may be said after it. */
export function explainFailure(trace: string): string {
  const causes = trace
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(?:at |\.\.\.|Suppressed: )/.test(line))
    .map((line) => line.replace(/^(Caused by: )+/, ""))
    .map((line) => line.replace(/^((?:[\w$]+\.)+[\w$]*(?:Exception|Error)[\w$]*: ?)+/, ""))
    .filter((line) => line !== "" && !/^<Exception on server side|End of exception on server side/.test(line));
  // What our own side says is meant for people; else the deepest cause is the reason.
  const own = causes.find((line) => /^the (?:script|queue|results queue) /.test(line));
  // A class alone says less than what was said around it.
  const told = causes.findLast((line) => !/^(?:[\w$]+\.)+[\w$]+$/.test(line));
  const line = (own ?? told ?? causes.at(-1) ?? "").replace(/\s+/g, " ").replace(/\.$/, "").slice(0, 500);
  return MEANINGS.find(([said]) => said.test(line))?.[1] ?? line;
}
