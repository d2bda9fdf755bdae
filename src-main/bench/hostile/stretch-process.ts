import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { runStretch, type StretchResult } from "./stretch.ts";

export interface StretchProcess {
  readonly seed: number;
  readonly workerDir: string;
  /** weir's own entry, run again for each stretch. */
  readonly cli: string;
}

export interface Ended {
  /** null: the process ended, or was ended because it hung, while it was at input `at`. */
  readonly result: StretchResult | null;
  readonly at: number;
  readonly hung: boolean;
  readonly errors: string;
}

type Message = { readonly at: number } | { readonly result: StretchResult };

/** Set for the process that runs a stretch itself and tells its parent. */
const INSIDE = "WEIR_HOSTILE_INSIDE";

/**
 * Runs a stretch in a process that may crash or hang. `patience`: longest time for one input, ms, half of it the processor's; `onStart`
 * hears of each.
 */
export async function stretchInProcess(
  { seed, cli }: StretchProcess,
  from: number,
  count: number,
  patience: number,
  onStart: () => void,
): Promise<Ended> {
  const words = ["bench", "hostile", "--seed", String(seed), "--from", String(from), "--inputs", String(count)];
  const child = fork(cli, words, { env: { ...process.env, [INSIDE]: "1" }, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const told: { at: number; since: number; result: StretchResult | null; errors: string } = {
    at: from,
    since: performance.now(),
    result: null,
    errors: "",
  };
  child.stderr?.on("data", (piece: Buffer) => (told.errors = (told.errors + piece.toString()).slice(-2000)));
  child.on("message", (message: Message) => {
    told.since = performance.now();
    if ("result" in message) told.result = message.result;
    else {
      told.at = message.at;
      onStart();
    }
  });
  let cpuAt = { since: told.since, seconds: 0 };
  const hangs = (): boolean => {
    const waited = performance.now() - told.since;
    const cpu = processorTime(child.pid ?? 0);
    if (cpuAt.since !== told.since) cpuAt = { since: told.since, seconds: cpu ?? 0 };
    // On a machine that is busy elsewhere it may not have had its turn.
    const worked = cpu === null ? waited : (cpu - cpuAt.seconds) * 1000;
    return (waited > patience && worked > patience / 2) || waited > patience * 10;
  };
  const hung = await endOf(child, hangs);
  return { result: told.result, at: told.at, hung, errors: told.errors };
}

/** Seconds a process has had so far; null where the system does not tell. */
function processorTime(pid: number): number | null {
  try {
    // After the name, which may hold anything, utime and stime are fields 14 and 15, in hundredths (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}

/** true: it was killed because it hung. */
function endOf(child: ChildProcess, hangs: () => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    let hung = false;
    const watch = setInterval(() => {
      if (!hangs()) return;
      hung = true;
      child.kill("SIGKILL");
    }, 500);
    child.once("close", () => {
      clearInterval(watch);
      resolve(hung);
    });
  });
}

export function isInside(): boolean {
  return process.env[INSIDE] === "1" && process.send !== undefined;
}

export async function runInside(stretch: { seed: number; from: number; inputs: number; workerDir: string }): Promise<void> {
  // Whoever asked for it is gone.
  process.once("disconnect", () => process.exit(1));
  const tell = (message: Message): void => void process.send?.(message);
  const result = await runStretch({ ...stretch, count: stretch.inputs }, (at) => tell({ at }));
  process.removeAllListeners("disconnect");
  await new Promise<void>((resolve) => process.send?.({ result } satisfies Message, () => resolve()));
  process.disconnect();
}
