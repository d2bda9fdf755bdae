import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Megabytes, after a garbage collection: what is held, not what is not yet swept away. */
export interface Memory {
  readonly held_mb: number;
  readonly resident_mb: number;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** `held`: heap, buffers and what hangs on them, of this thread; `resident`: all of the process, its workers too. */
export function memoryNow(): Memory {
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  const mb = (bytes: number): number => Math.round(bytes / 1e5) / 10;
  return { held_mb: mb(heapUsed + external), resident_mb: mb(rss) };
}
