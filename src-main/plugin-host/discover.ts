import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { isAbsolute, join, normalize, resolve } from "node:path";
import { z } from "zod";
import { NoPluginError } from "./no-plugin-error.ts";

/** Bytes of a manifest at most, and those of a README that are shown. */
const MANIFEST = 1 << 20;
const README = 200_000;

const NAME = "must be letters, digits, dots and dashes, as npm has it";
const VERSION = 'must be a version such as "1.0.0"';
const DISPLAY_NAME = "must be a text of 1 to 200 characters";
const MAIN = "must be a file in the plugin's folder";
const WEIR = 'must be {"api": 1}';

const manifestSchema = z.object(
  {
    /** As npm has it. It becomes the name of a folder, so nothing in it may lead out of one. */
    name: z.string(NAME).regex(/^(?=.{1,100}$)(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/i, NAME),
    version: z.string(VERSION).regex(/^\d+\.\d+\.\d+/, VERSION),
    // No min() and max(): they measure an object with a hostile length too, and throw.
    displayName: z.string(DISPLAY_NAME).regex(/^[\s\S]{1,200}$/u, DISPLAY_NAME),
    main: z
      .string(`${MAIN}, such as "index.ts"`)
      .refine((path) => path !== "" && !isAbsolute(path) && !normalize(path).startsWith(".."), MAIN),
    weir: z.object({ api: z.literal(1, 'must be 1: {"weir": {"api": 1}}') }, WEIR),
  },
  "must be an object",
);

/** A plugin folder with a manifest that holds. */
export interface FoundPlugin {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly displayName: string;
  readonly main: string;
  readonly readme: string;
}

/** Reads a plugin folder. Throws an Error of one line that names the folder and field: a NoPluginError where there is no manifest. */
export function readPlugin(folder: string): FoundPlugin {
  const path = join(resolve(folder), "package.json");
  const result = manifestSchema.safeParse(readManifest(folder, path));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new Error(`${path}: field ${issue?.path.join(".") || "(top)"}: ${issue?.message ?? "wrong"}`);
  }
  const { name, version, displayName, main } = result.data;
  return {
    folder: resolve(folder),
    name,
    version,
    displayName,
    main,
    readme: readStart(join(folder, "README.md"), README),
  };
}

function readManifest(folder: string, path: string): unknown {
  try {
    const stats = statSync(path);
    // What a pipe or a device has to say may never end.
    if (!stats.isFile()) throw new Error("it is not a file");
    if (stats.size > MANIFEST) throw new Error("it is larger than 1 MiB");
    // Some editors begin a text with a mark of its encoding.
    return JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new NoPluginError(`${folder} is no plugin: it has no package.json`);
    if (code === "ENOTDIR")
      throw new Error(`${folder} is a file, a plugin is a folder: a packed one is installed in the app, Plugins → Install`);
    throw new Error(
      `${path} cannot be read: ${code === "ELOOP" ? "a link that leads to itself" : message.replaceAll(/\s+/g, " ")}`,
    );
  }
}

/** The first bytes of a text file; "" where there is none that can be read. */
function readStart(path: string, most: number): string {
  try {
    if (!statSync(path).isFile()) return "";
    const file = openSync(path, "r");
    try {
      const bytes = Buffer.alloc(most);
      return bytes.toString("utf8", 0, readSync(file, bytes, 0, most, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}

/** Plugins in the sub-folders of `parent`; a folder without a package.json is passed over. */
export function findPlugins(parent: string): { found: FoundPlugin[]; problems: string[] } {
  const found: FoundPlugin[] = [];
  const problems: string[] = [];
  for (const name of existsSync(parent) ? readdirSync(parent).sort() : []) {
    const folder = join(parent, name);
    if (!existsSync(join(folder, "package.json"))) continue;
    try {
      found.push(readPlugin(folder));
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return { found, problems };
}
