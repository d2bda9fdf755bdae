import type { Command } from "commander";
import { openLog } from "../diagnostics/log.ts";
import { CASE_ENDING } from "../session/case/case-ending.ts";
import { explainWrite } from "../sources/whole-file.ts";
import type { BegunRun } from "./begin-run.ts";
import { asUsage, oneLine, UsageError } from "./failure.ts";
import { checkFittingFlags, sayUnusedBound } from "./fitting-flags.ts";
import { checkStretch, checkWritable } from "./options.ts";
import { lockOut, makeSharedFolder, openFolder } from "./out-folder.ts";
import { type RunOptions, runFlags } from "./run-flags.ts";
import { resolveInput, sourceKind } from "./run-input.ts";
import { runToEnd } from "./run-to-end.ts";
import { print, say } from "./terminal.ts";

/** `begun`: its threads, when they are on their way already. */
export function runCommand(workerDir: string, begun: BegunRun | null = null): Command {
  return runFlags().action(async (sources: string[], options: RunOptions, command: Command) => {
    if (sources.some((source) => source.endsWith(CASE_ENDING))) return runCaseFile(sources, options, workerDir);
    checkStretch(options);
    makeSharedFolder(options);
    if (options.report !== undefined) checkWritable("--report", options.report);
    const input = await asUsage(() => resolveInput(sources, options));
    checkFittingFlags(command, sourceKind(sources));
    sayUnusedBound(command, sourceKind(sources));
    if (options.log !== undefined) checkWritable("--log", options.log);
    const release = options.out === undefined ? () => {} : lockOut(options.out);
    const log = options.log === undefined ? null : openLog(options.log, { onLost: (error) => sayLost(options.log ?? "", error) });
    try {
      await runToEnd({ input, options, workerDir, log }, begun);
    } catch (error) {
      log?.write("error", "failed", { message: oneLine(error) });
      throw error;
    } finally {
      release();
    }
  });
}

function sayLost(log: string, error: Error): void {
  say(`${oneLine(explainWrite(log, error))}; the run goes on, lines of its log are missing`);
}

/** Says whether the alert of a case comes again: exit code 1 when it does not. */
async function runCaseFile(sources: readonly string[], { out, defuse }: RunOptions, workerDir: string): Promise<void> {
  const [path] = sources;
  if (path === undefined || sources.length > 1) throw new UsageError("one case file at a time: it holds its own events and rule");
  await asUsage(async () => (await import("../session/case/case-file.ts")).readCase(path));
  const { runCase } = await import("../session/case/run-case.ts");
  const release = out === undefined ? () => {} : lockOut(out);
  const files = out === undefined ? [] : [await asUsage(() => openFolder(out, false, defuse === true))];
  const { same, detail } = await runCase(path, workerDir, files).finally(release);
  print(`${path}: ${detail}`);
  if (!same) process.exitCode = 1;
}
