import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** One process of one computer. `started` tells it from a later one of the same number; null: the system does not say. */
export interface ProcessMark {
  readonly pid: number;
  readonly host: string;
  readonly started: string | null;
}

export function thisProcess(): ProcessMark {
  return { pid: process.pid, host: hostname(), started: startOf(process.pid) };
}

/** Of another computer (a shared folder) it cannot be known: it may be. */
export function mayBeAlive({ pid, host, started }: ProcessMark): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid && started === startOf(pid)) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = startOf(pid);
  return now === null || started === null || now === started;
}

/** When a process began, as Linux counts it since the computer did; a zombie is gone. null: not known. */
function startOf(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" ? "gone" : (fields[19] ?? null);
  } catch {
    return null;
  }
}
