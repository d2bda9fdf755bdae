import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { AnalysisInput } from "../session/analysis-input.ts";
import { RunCheckpoints } from "../session/checkpoint/run-checkpoints.ts";
import { UsageError } from "./failure.ts";
import { say } from "./terminal.ts";

export interface CheckpointFlags {
  readonly out?: string;
  readonly store?: string;
  readonly report?: string;
  readonly resume?: boolean;
  readonly checkpointEvery: number;
}

/** Checkpoints live where the results go: in `--out`, else beside the store. null: nowhere. Throws an Error of one line. */
export function openCheckpoints(input: AnalysisInput, flags: CheckpointFlags): RunCheckpoints | null {
  const { out, store, report, resume = false, checkpointEvery: every } = flags;
  const stdin = input.paths.includes("-");
  if (resume && out === undefined && store === undefined)
    throw new UsageError("--resume goes on with the results of before: name their --out DIR or --store FILE");
  if (resume && stdin) throw new UsageError("--resume cannot read stdin again; name the file instead of -");
  if (resume && report !== undefined && store === undefined)
    throw new UsageError("--report over a run that goes on needs the whole run in a store: add --store FILE");
  const folder = out !== undefined ? join(out, "checkpoint") : store !== undefined ? `${store}.checkpoint` : null;
  if (folder === null || stdin) return null;
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new UsageError(`${folder} is a file where checkpoints should go; move it away`);
  return new RunCheckpoints({ folder, every, resume, say });
}
