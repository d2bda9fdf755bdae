import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { goneWithProcess } from "./gone-with-process.ts";
import { mayBeAlive, type ProcessMark, thisProcess } from "./living-process.ts";

/** What a folder is for, as it stands in its name. */
const PURPOSES = ["bench", "case", "check", "export", "history", "page", "parquet", "report", "run", "sort", "types"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Whose a folder is stands in its name too: there is no moment at which it is there and nobody's. */
const NAME = new RegExp(`^weir-(?:${PURPOSES.join("|")})-([1-9]\\d{0,9})-(\\d+|x)-([0-9a-f]{8})-[A-Za-z0-9]{6}$`);
/** Of this process, each with how to say that it is gone. */
const open = new Map<string, () => void>();

/**
 * A new folder for this process alone (0700). `removeTemporaryFolder` takes it away, the end of the process too, also by a signal; what a
 * killed one left in the system's folder goes when another calls `sweepLeftFolders`. Throws an Error of one line where none can be made.
 */
export function temporaryFolder(purpose: Purpose, parent = tmpdir()): string {
  const path = made(join(parent, `weir-${purpose}-${markOf(thisProcess())}-`), parent);
  open.set(
    path,
    goneWithProcess(() => removeTemporaryFolder(path)),
  );
  return path;
}

function made(prefix: string, parent: string): string {
  try {
    return mkdtempSync(prefix);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`no temporary files can be made in ${parent} (${code}); set TMPDIR to a folder that can be written to`, {
      cause: error,
    });
  }
}

export function removeTemporaryFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } finally {
    // What cannot be removed is left to the next Weir.
    open.get(path)?.();
    open.delete(path);
  }
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

/** Numbers of processes are one computer's, and on Linux one container's, though several may share their temporary files and their name. */
const hostDigest = (): string => createHash("sha256").update(`${hostname()} ${processSpace()}`).digest("hex").slice(0, 8);

function processSpace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
