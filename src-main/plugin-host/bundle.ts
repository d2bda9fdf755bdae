import { readFileSync, realpathSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import type { BuildFailure, OnLoadResult, Plugin } from "esbuild";
import type { PluginBundle } from "./contract.ts";
import type { FoundPlugin } from "./discover.ts";

/** Bytes of a source file at most. */
const MOST_BYTES = 16 << 20;

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
    // Only who has a plugin of their own needs the bundler.
    const { build } = await import("esbuild");
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
      // A plugin's own would be read with all it extends, wherever that lies: a device for ever.
      tsconfigRaw: "{}",
      alias: { weir: apiPath },
      // As older libraries call it.
      define: { global: "globalThis" },
      charset: "utf8",
      legalComments: "none",
      logLevel: "silent",
      plugins: [refuseHostModules, refuseOtherFolders(plugin.folder, apiPath)],
    });
    const text = (end: string): string => result.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
    const { folder, name, version, displayName, readme } = plugin;
    return { folder, name, version, displayName, readme, builtIn, code: text(".js"), sourceMap: text(".map") };
  } catch (error) {
    const first = (error as Partial<BuildFailure>).errors?.[0];
    if (first?.location === null && first.text.startsWith("Could not resolve"))
      throw new BundleError(`main names ${plugin.main}, which is no file`, "package.json", null);
    if (first === undefined) throw new BundleError(oneLine(error), plugin.folder, null);
    const file = first.location === null ? plugin.folder : relative(plugin.folder, join(plugin.folder, first.location.file));
    throw new BundleError(inWords(first.text), file, first.location?.line ?? null);
  }
}

const oneLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ");

/** What the bundler says of an import, with what to do about it. */
function inWords(text: string): string {
  const [, name] = /^Could not resolve "([^"]+)"$/.exec(text) ?? [];
  if (name !== undefined)
    return /^[./]/.test(name)
      ? `${text}: there is no such file in the plugin's folder`
      : `${text}: run npm install --ignore-scripts ${/^(@[^/]*\/)?[^/]*/.exec(name)?.[0]} in the plugin's folder, or mend the name`;
  const [, ending] = /^No loader is configured for "([^"]*)" files/.exec(text) ?? [];
  if (ending !== undefined)
    return `${text}: a plugin imports .ts, .js and .json; put the text into a .ts file, as export default \`…\``;
  return text;
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

/**
 * The bundler reads the map that a source names at its end by itself, wherever that lies: a device for ever. One that stands in the source
 * may stay. Null: nothing to take out.
 */
function withoutMap(path: string): OnLoadResult | null {
  const text = readFileSync(path, "utf8");
  const named = /([#@][ \t]*sourceMappingURL)=(?![ \t]*data:)/g;
  return named.test(text) ? { contents: text.replaceAll(named, "$1 "), loader: "default" } : null;
}

/**
 * What a bundle holds a plugin can tell to others, so an `import` must not read the user's files: only its own folder, and third-party
 * code in a `node_modules` at or above it. Links are followed first.
 */
function refuseOtherFolders(folder: string, apiPath: string): Plugin {
  const own = realpathSync(folder);
  const allowed = [own + sep];
  for (let parent = own; ; parent = dirname(parent)) {
    allowed.push(join(parent, "node_modules") + sep);
    if (dirname(parent) === parent) break;
  }
  const api = realpathSync(apiPath);
  return {
    name: "refuse-other-folders",
    setup(setup) {
      setup.onLoad({ filter: /.*/, namespace: "file" }, ({ path }) => {
        const real = realpathSync(path);
        const stats = statSync(real);
        // What a pipe or a device has to say may never end.
        if (!stats.isFile()) return { errors: [{ text: `${path} is not a file` }] };
        if (stats.size > MOST_BYTES) return { errors: [{ text: `${path} is larger than 16 MiB` }] };
        if (real === api || allowed.some((start) => real.startsWith(start))) return withoutMap(real);
        return {
          errors: [{ text: `${path} is outside the plugin's folder: a plugin is made of its own files and its node_modules` }],
        };
      });
    },
  };
}
