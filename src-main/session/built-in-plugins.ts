import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ShippedDeclarations } from "../plugin-host/bundle-built-ins.ts";
import type { PluginBundle } from "../plugin-host/contract.ts";
import { DEFAULT_LIMITS } from "../plugin-host/limits.ts";
import { PluginThread } from "../plugin-host/plugin-thread.ts";

/** The plugins that ship with Weir, as the build left them in `plugins.json`. Throws an Error of one line when there is no build. */
export function builtInBundles(workerDir: string): PluginBundle[] {
  const path = join(workerDir, "plugins.json");
  if (!existsSync(path)) throw new Error(`${path} is missing; run npm run build`);
  return JSON.parse(readFileSync(path, "utf8")) as PluginBundle[];
}

/**
 * What the plugins that ship with Weir declare, as the build found it. They say so themselves once they are loaded; until then this is good
 * for a guess. Throws when there is no build.
 */
export function shippedDeclarations(workerDir: string): ShippedDeclarations {
  return JSON.parse(readFileSync(join(workerDir, "shipped.json"), "utf8")) as ShippedDeclarations;
}

/** Where the build put the worker of plugins. */
export function pluginWorkerPath(workerDir: string): string {
  return join(workerDir, "plugin-worker.js");
}

/** The plugins that ship with Weir, with the worker that loads them. */
export interface BuiltInPlugins {
  readonly bundles: readonly PluginBundle[];
  /** Keeps no process alive until someone needs it. */
  readonly thread: PluginThread;
}

/**
 * Starts the worker of the plugins that ship with Weir, to come up while the command line still loads its own code: each takes the other's
 * time on a second core. null when there is no build; who needs the plugins says so.
 */
export function beginBuiltIns(workerDir: string): BuiltInPlugins | null {
  if (!existsSync(join(workerDir, "plugins.json"))) return null;
  const bundles = builtInBundles(workerDir);
  const thread = new PluginThread(pluginWorkerPath(workerDir), bundles, DEFAULT_LIMITS);
  thread.unref();
  return { bundles, thread };
}
