import type { MappingPreset } from "../../plugins/api.ts";
import { bundlePlugin } from "./bundle.ts";
import type { PluginBundle } from "./contract.ts";
import { readContributions } from "./declare.ts";
import { findPlugins } from "./discover.ts";

/** Bundles every plugin below `parent`; for the build. Throws for a plugin that does not bundle: it ships with Weir. */
export async function bundleBuiltIns(parent: string, apiPath: string): Promise<PluginBundle[]> {
  const { found, problems } = findPlugins(parent);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return Promise.all(found.map((plugin) => bundlePlugin(plugin, apiPath, true)));
}

/** What plugins that ship with Weir declare, as far as it is of use before they are loaded. */
export interface ShippedDeclarations {
  /** File formats that their catalogues recognise, by the ids of those. */
  readonly presets: readonly { readonly name: string; readonly preset: MappingPreset }[];
  /** Ids of their rules. */
  readonly rules: readonly string[];
}

/** Reads what bundles declare. Their code is evaluated as it is: it is Weir's own. */
export function declaredBy(bundles: readonly PluginBundle[]): ShippedDeclarations {
  const declared = bundles.flatMap(({ name, version, code }) => {
    const module: { exports: { default?: unknown } } = { exports: {} };
    new Function("module", "exports", code)(module, module.exports);
    return readContributions(module.exports.default ?? module.exports, name, version).map(({ declaration }) => declaration);
  });
  return {
    presets: declared.flatMap((item) =>
      item.type === "catalogue" && item.catalogue.mapping !== undefined
        ? [{ name: item.id, preset: item.catalogue.mapping }]
        : [],
    ),
    rules: declared.filter(({ type }) => type === "rule").map(({ id }) => id),
  };
}
