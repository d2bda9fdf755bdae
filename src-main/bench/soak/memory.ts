import { readdirSync, readFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { heldMemory, settledMemory } from "../../plugin-host/held-memory.ts";
import type { Session } from "../../session/session.ts";

/** After a garbage collection: what is held, not what is not yet swept away. Megabytes. */
export interface Memory {
  /** Heap, buffers and what hangs on them, of the session's thread and of the threads of the plugins that ship with Weir. */
  readonly held_mb: number;
  /** The same of the processes that plugins of a folder run in. */
  readonly plugins_held_mb: number;
  /** All of this process, its workers too. */
  readonly resident_mb: number;
  /** All of those processes. Linux only, else 0. */
  readonly plugins_mb: number;
  /** How many of those there are. */
  readonly plugin_processes: number;
  /** Sockets, timers, pipes, workers that keep this process going. */
  readonly handles: number;
}

const PAGE = 4096;

/** To be asked while `session` rests: what is on its way is not what is held. */
export async function memoryNow(session: Session): Promise<Memory> {
  const plugins = await session.pluginMemory();
  const sum = (own: boolean): number => plugins.reduce((bytes, each) => bytes + (each.own === own ? each.held : 0), 0);
  const own = await settledMemory(async () => {
    await turn();
    return heldMemory();
  });
  const held = (own ?? 0) + sum(false);
  const processes = pluginProcesses();
  return {
    held_mb: megabytes(held),
    plugins_held_mb: megabytes(sum(true)),
    resident_mb: megabytes(process.memoryUsage.rss()),
    plugins_mb: megabytes(processes.reduce((bytes, each) => bytes + each, 0)),
    plugin_processes: processes.length,
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
