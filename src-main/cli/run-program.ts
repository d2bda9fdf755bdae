import type { BegunRun } from "./begin-run.ts";
import { runCommand } from "./run-command.ts";
import { runProgram } from "./weir-program.ts";

/** A command line that begins with `run`, whose threads are on their way. The build keeps it in few files: all it needs is loaded anyway. */
export function onlyRun(workerDir: string, begun: BegunRun): Promise<void> {
  return runProgram([runCommand(workerDir, begun)]);
}
