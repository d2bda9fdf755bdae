import type { PluginLibrary } from "../plugin-library.ts";
import { codeHash } from "./case-code.ts";
import type { Case } from "./case-file.ts";

/** How a plugin that came with a case stands beside those at hand; null: it ships with Weir, and the one at hand was run. */
export type PluginHere = "absent" | "same" | "other" | null;

/** A case runs the code that came with it: whoever reads it may have another rule of that name, or none. */
export function pluginHere({ plugin: { name, code, files } }: Case, library: PluginLibrary): PluginHere {
  if (files === null) return null;
  const own = library.set.bundles.find((bundle) => bundle.name === name);
  if (own === undefined) return "absent";
  return codeHash(own) === code ? "same" : "other";
}
