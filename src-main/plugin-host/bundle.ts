import { isBuiltin } from "node:module";
import { join, relative } from "node:path";
import { type BuildFailure, build, type Plugin } from "esbuild";
import type { PluginBundle } from "./contract.ts";
import type { FoundPlugin } from "./discover.ts";

/** One mistake in a plugin's source. */
export class BundleError extends Error {
  readonly file: string;
  readonly line: number | null;
  constructor(message: string, file: string, line: number | null) {
    super(message);
    this.file = file;
    this.line = line;
  }
}

/** Bundles a plugin folder into one CommonJS script with its third-party imports. Throws a BundleError that names file and line. */
export async function bundlePlugin(plugin: FoundPlugin, apiPath: string, builtIn: boolean): Promise<PluginBundle> {
  try {
    const result = await build({
      entryPoints: [join(plugin.folder, plugin.main)],
      absWorkingDir: plugin.folder,
      bundle: true,
      write: false,
      format: "cjs",
      target: "es2022",
      platform: "neutral",
      mainFields: ["module", "main"],
      sourcemap: "external",
      sourcesContent: false,
      outfile: "plugin.js",
      alias: { weir: apiPath },
      charset: "utf8",
      legalComments: "none",
      logLevel: "silent",
      plugins: [refuseHostModules],
    });
    const text = (end: string): string => result.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
    const { folder, name, version, displayName, readme } = plugin;
    return { folder, name, version, displayName, readme, builtIn, code: text(".js"), sourceMap: text(".map") };
  } catch (error) {
    const first = (error as Partial<BuildFailure>).errors?.[0];
    if (first === undefined) throw error;
    const file = first.location === null ? plugin.folder : relative(plugin.folder, join(plugin.folder, first.location.file));
    throw new BundleError(first.text, file, first.location?.line ?? null);
  }
}

const refuseHostModules: Plugin = {
  name: "refuse-host-modules",
  setup(setup) {
    setup.onResolve({ filter: /.*/ }, ({ path }) => {
      if (path !== "weir" && isBuiltin(path))
        return { errors: [{ text: `"${path}" is not available to a plugin: it cannot touch disk, network or process` }] };
      return null;
    });
  },
};
