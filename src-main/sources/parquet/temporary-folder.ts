import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { mayBeAlive, type ProcessMark, thisProcess } from "../living-process.ts";

/** Whose a folder is stands in its name: there is no moment at which it is there and nobody's. */
const PREFIX = "weir-parquet-";
const NAME = /^weir-parquet-([1-9]\d{0,9})-(\d+|x)-([0-9a-f]{8})-[A-Za-z0-9]{6}$/;
/** Their default is to end the process without its `exit`. */
const ENDS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

let folder: string | null = null;

/** A folder for this process alone (0700), gone when it ends, also by a signal; what a killed one left goes when another starts. */
export function temporaryFolder(): string {
  if (folder !== null) return folder;
  sweepLeftFolders();
  folder = mkdtempSync(join(tmpdir(), `${PREFIX}${markOf(thisProcess())}-`));
  process.once("exit", removeTemporaryFolder);
  // Before all others: one that was to be called once would be gone from the list already.
  for (const signal of ENDS) process.prependListener(signal, endsBy);
  return folder;
}

/** Where the process is ended from outside without a word, such as the one the desktop runs its session in. */
export function removeTemporaryFolder(): void {
  if (folder === null) return;
  rmSync(folder, { recursive: true, force: true });
  folder = null;
  process.off("exit", removeTemporaryFolder);
  for (const signal of ENDS) process.off(signal, endsBy);
}

/** Who else listens decides whether the process goes on, and is then in need of what is here. */
function endsBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  removeTemporaryFolder();
  process.kill(process.pid, signal);
}

/** Removes what processes of this user on this computer left that are gone (`kill -9`, no power). */
export function sweepLeftFolders(): void {
  const parent = tmpdir();
  for (const name of names(parent)) {
    const owner = ownerOf(name);
    if (owner === null || mayBeAlive(owner)) continue;
    const path = join(parent, name);
    try {
      const info = lstatSync(path);
      if (info.isDirectory() && info.uid === (process.getuid?.() ?? info.uid)) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another Weir swept it, or it cannot be removed: it takes room, no more.
    }
  }
}

function names(parent: string): string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}

/** As it stands in the name: process, when it began, and a digest of its computer's name. */
function markOf({ pid, started }: ProcessMark): string {
  return `${pid}-${started ?? "x"}-${hostDigest()}`;
}

/** null: nothing of Weir's, or of another computer. */
function ownerOf(name: string): ProcessMark | null {
  const [, pid, started, host] = NAME.exec(name) ?? [];
  if (host === undefined || host !== hostDigest()) return null;
  return { pid: Number(pid), host: hostname(), started: started === "x" || started === undefined ? null : started };
}

const hostDigest = (): string => createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
