import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { goneWithProcess } from "../../sources/gone-with-process.ts";
import { mayBeAlive, type ProcessMark, thisProcess } from "../../sources/living-process.ts";

const NAME = "weir.lock";
/** Looks at a lock that changes hands at this very moment. */
const TRIES = 20;

/**
 * Makes this process the only Weir that writes results into a folder that is there. The lock of a process that is gone (`kill -9`) is
 * taken over. Throws an Error of one line when another one has it. Returns how to give it back; the end of the process does too, also
 * by a signal.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, NAME);
  const own = `${path}.${process.pid}`;
  const text = JSON.stringify(thisProcess());
  try {
    writeFileSync(own, text);
    for (let look = 0; look < TRIES; look++) {
      if (linked(own, path)) return released(path, text);
      const found = read(path);
      // Given back meanwhile.
      if (found === null) continue;
      const holder = holderOf(found);
      if (holder !== null && mayBeAlive(holder)) throw inUse(folder, holder);
      // A rename succeeds for one of those who try; who got a newer lock than the one looked at puts it back.
      const aside = `${own}.old`;
      try {
        renameSync(path, aside);
      } catch {
        continue;
      }
      if (read(aside) !== found) linked(aside, path);
      unlinkSync(aside);
    }
    throw new Error(`${folder} cannot be locked: ${path} keeps changing; try again`);
  } finally {
    rmSync(own, { force: true });
  }
}

function released(path: string, text: string): () => void {
  let held = true;
  const release = (): void => {
    if (!held) return;
    held = false;
    isOver();
    if (read(path) === text) rmSync(path, { force: true });
  };
  const isOver = goneWithProcess(release);
  return release;
}

/** Gives a file a second name, unless that is taken. A name that appears is a whole file. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (code === "ENOENT") throw error;
  }
  // A disk that knows no second names, such as a memory stick.
  try {
    writeFileSync(to, readFileSync(from), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function inUse(folder: string, { pid, host }: ProcessMark): Error {
  const where = host === hostname() ? "" : ` on ${host}`;
  return new Error(
    `${folder} is being written by another weir (pid ${pid}${where}); wait for it, stop it, or name another folder${where === "" ? "" : `; when it is gone, remove ${join(folder, NAME)}`}`,
  );
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** Who has a folder: JSON in its lock. null for what no Weir wrote whole: a computer that lost its power leaves an empty file. */
function holderOf(text: string): ProcessMark | null {
  try {
    const { pid, host, started } = JSON.parse(text) as Partial<ProcessMark>;
    if (typeof pid !== "number" || typeof host !== "string") return null;
    return { pid, host, started: typeof started === "string" ? started : null };
  } catch {
    return null;
  }
}
