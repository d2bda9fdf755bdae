import { existsSync, mkdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { lockFolder } from "../sinks/files/folder-lock.ts";
import { ResultFiles } from "../sinks/files/result-files.ts";
import { isNoSpace, noSpace } from "../sources/whole-file.ts";
import { UsageError } from "./failure.ts";
import type { RunOptions } from "./run-flags.ts";

/** What else is written into the folder of `--out` needs it to be there before the run begins. */
export function makeSharedFolder({ out, report, log, store }: RunOptions): void {
  if (out === undefined) return;
  const inside = (path: string | undefined): boolean => path !== undefined && resolve(dirname(path)) === resolve(out);
  if (![report, log, store].some(inside)) return;
  checkFolder(out);
  mkdirSync(out, { recursive: true });
}

/** Two runs into one folder would each spoil what the other writes. Answers how to give it back; throws a UsageError when it is taken. */
export function lockOut(folder: string): () => void {
  checkFolder(folder);
  let made: string | undefined;
  try {
    made = mkdirSync(folder, { recursive: true });
    return lockFolder(folder);
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw new UsageError(notWritable(folder, error));
  }
}

function notWritable(folder: string, error: unknown): string {
  if (isNoSpace(error)) return noSpace(folder);
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? `--out ${message}` : `--out ${folder} cannot be written (${code}); choose another place`;
}

/** Where a run writes its files. Throws a UsageError when it cannot. */
export function openFolder(folder: string, resume: boolean, defuse: boolean): ResultFiles {
  checkFolder(folder);
  try {
    return new ResultFiles(folder, { resume, defuse });
  } catch (error) {
    throw new UsageError(notWritable(folder, error));
  }
}

/** Throws a UsageError when no folder can be made or written to there. */
function checkFolder(folder: string): void {
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new UsageError(`--out ${folder} is a file; name a folder`);
  // Node's recursive mkdir never comes back from a file system that cannot hold folders, such as /proc.
  let parent = resolve(folder);
  while (!existsSync(parent)) parent = dirname(parent);
  try {
    mkdirSync(join(parent, `.weir-${process.pid}`));
    rmdirSync(join(parent, `.weir-${process.pid}`));
  } catch (error) {
    if (isNoSpace(error)) throw new UsageError(noSpace(folder));
    throw new UsageError(`--out ${folder}: ${parent} cannot be written to (${(error as NodeJS.ErrnoException).code})`);
  }
}
