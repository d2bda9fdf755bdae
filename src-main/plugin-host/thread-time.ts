import { readFileSync, readlinkSync } from "node:fs";

/** ms of one tick of /proc: USER_HZ is 100 wherever Node runs (proc(5)). */
const TICK = 10;
/** A thread that the system gives no number. */
const UNNUMBERED = -1;

/** What the system calls the thread that asks, never 0; only Linux tells. */
export function ownThread(): number {
  try {
    const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    return thread > 0 ? thread : UNNUMBERED;
  } catch {
    return UNNUMBERED;
  }
}

/**
 * ms of processor time a thread of this process has had. Of one without a number it is that of the whole process, which is never less: in a
 * plugin's own process hardly anything runs beside its thread.
 */
export function threadTime(thread: number): number {
  if (thread !== UNNUMBERED)
    try {
      // Its name, in brackets, may hold anything.
      const fields = readFileSync(`/proc/self/task/${thread}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      return (Number(fields[11]) + Number(fields[12])) * TICK;
    } catch {
      // It is gone, which its worker tells.
      return 0;
    }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
