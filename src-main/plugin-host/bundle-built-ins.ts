import { bundlePlugin } from "./bundle.ts";
import type { PluginBundle } from "./contract.ts";
import { findPlugins } from "./discover.ts";

/** Bundles every plugin below `parent`; for the build. Throws for a plugin that does not bundle: it ships with Weir. */
export async function bundleBuiltIns(parent: string, apiPath: string): Promise<PluginBundle[]> {
  const { found, problems } = findPlugins(parent);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return Promise.all(found.map((plugin) => bundlePlugin(plugin, apiPath, true)));
}
