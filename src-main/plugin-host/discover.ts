import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, normalize, resolve } from "node:path";
import { z } from "zod";

const manifestSchema = z.object({
  /** As npm has it. It becomes the name of a folder, so nothing in it may lead out of one. */
  name: z
    .string()
    .regex(
      /^(?=.{1,100}$)(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/i,
      "must be letters, digits, dots and dashes, as npm has it",
    ),
  version: z.string().regex(/^\d+\.\d+\.\d+/, 'must be a version such as "1.0.0"'),
  // No min() and max(): they measure an object with a hostile length too, and throw.
  displayName: z.string().regex(/^[\s\S]{1,200}$/u, "must be a text of 1 to 200 characters"),
  main: z
    .string()
    .refine(
      (path) => path !== "" && !isAbsolute(path) && !normalize(path).startsWith(".."),
      "must be a file in the plugin's folder",
    ),
  weir: z.object({ api: z.literal(1, 'must be 1: {"weir": {"api": 1}}') }),
});

/** A plugin folder with a manifest that holds. */
export interface FoundPlugin {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly displayName: string;
  readonly main: string;
  readonly readme: string;
}

/** What a plugin folder that is not there, or no longer one, is told by. */
export class NoPluginError extends Error {}

/** Reads a plugin folder. Throws an Error of one line that names the folder and field: a NoPluginError where there is no manifest. */
export function readPlugin(folder: string): FoundPlugin {
  const path = join(resolve(folder), "package.json");
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new NoPluginError(`${folder} is no plugin: it has no package.json`);
    throw new Error(`${path} cannot be read: ${(error as Error).message}`);
  }
  const result = manifestSchema.safeParse(data);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new Error(`${path}: field ${issue?.path.join(".") || "(top)"}: ${issue?.message ?? "wrong"}`);
  }
  const readme = join(folder, "README.md");
  const { name, version, displayName, main } = result.data;
  return {
    folder: resolve(folder),
    name,
    version,
    displayName,
    main,
    readme: existsSync(readme) ? readFileSync(readme, "utf8").slice(0, 200_000) : "",
  };
}

/** Plugins in the sub-folders of `parent`; a folder without a package.json is passed over. */
export function findPlugins(parent: string): { found: FoundPlugin[]; problems: string[] } {
  const found: FoundPlugin[] = [];
  const problems: string[] = [];
  for (const name of existsSync(parent) ? readdirSync(parent).sort() : []) {
    const folder = join(parent, name);
    if (!statSync(folder).isDirectory() || !existsSync(join(folder, "package.json"))) continue;
    try {
      found.push(readPlugin(folder));
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return { found, problems };
}
