import { readdirSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** After a garbage collection: what is held, not what is not yet swept away. Megabytes. */
export interface Memory {
  /** Heap, buffers and what hangs on them, of this thread. */
  readonly held_mb: number;
  /** All of this process, its workers too. */
  readonly resident_mb: number;
  /** Of the processes that plugins of a folder run in. Linux only, else 0. */
  readonly plugins_mb: number;
  /** How many of those there are. */
  readonly plugin_processes: number;
  /** Sockets, timers, pipes, workers that keep this process going. */
  readonly handles: number;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const PAGE = 4096;

export function memoryNow(): Memory {
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  const plugins = pluginProcesses();
  return {
    held_mb: megabytes(heapUsed + external),
    resident_mb: megabytes(rss),
    plugins_mb: megabytes(plugins.reduce((sum, bytes) => sum + bytes, 0)),
    plugin_processes: plugins.length,
    handles: process.getActiveResourcesInfo().length,
  };
}

/** Bytes each of them has in memory. */
function pluginProcesses(): number[] {
  try {
    const threads = readdirSync("/proc/self/task");
    const children = threads.flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, "utf8").split(" "));
    return children
      .filter((pid) => pid !== "" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("plugin-process"))
      .map((pid) => Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * PAGE);
  } catch {
    // Another system, or one of them ended just now.
    return [];
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
