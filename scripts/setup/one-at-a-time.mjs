// Several `npm start` and `weir` in one checkout: one installs or builds, the others wait for it.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { say } from "./step.mjs";

const lookEveryMs = 100;
/** A lock that names nobody was made a moment ago, or its maker ended in between. */
const namelessMs = 5000;

/**
 * Runs `work` while no other process runs what has the same `file`. One that ended without giving its turn back holds nobody up.
 * @template T
 * @param {string} file a path in a folder that is ignored by git; there while `work` runs
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!taken(file)) {
    const holder = holderOf(file);
    if (holder === null) continue;
    if (!lives(holder, file)) {
      takeAway(file, holder);
      continue;
    }
    if (!told && holder > 0)
      say(`waiting for another Weir, which is setting this folder up (process ${holder}; if that is none, delete ${file})`);
    told ||= holder > 0;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function taken(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Process id; 0: not written yet; null: the lock is gone. */
function holderOf(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

function lives(holder, file) {
  if (holder === 0) return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) < namelessMs;
  try {
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// Moved aside first: should somebody else have taken the turn in between, it is his and goes back.
function takeAway(file, holder) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (holderOf(aside) === holder) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}
