import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundlePlugin } from "../../plugin-host/bundle.ts";
import type { PluginBundle } from "../../plugin-host/contract.ts";
import { readPlugin } from "../../plugin-host/discover.ts";
import { removeTemporaryFolder, temporaryFolder } from "../../sources/temporary-folder.ts";
import { pluginFiles, readPluginFile } from "../plugin-files.ts";
import type { Case } from "./case-file.ts";

type Files = Readonly<Record<string, string>>;

/** A plugin as one script, beside its sources, where these alone do not give it. */
const WHOLE = "whole-plugin.cjs";

/**
 * A plugin as a case has it: the hash of what runs, and the files that give it again on a machine that has nothing of it; none of one that
 * ships with Weir. Its sources do, unless it imports packages of npm, or they are others now than those that run: then what runs goes along
 * too. Throws an Error of one line where that cannot be.
 */
export async function codeOf(bundle: PluginBundle, workerDir: string): Promise<Pick<Case["plugin"], "code" | "files">> {
  const code = codeHash(bundle);
  if (bundle.builtIn) return { code, files: null };
  const sources = sourcesOf(bundle);
  if (sources !== null && (await hashOf(sources, workerDir).catch(() => null)) === code) return { code, files: sources };
  const { name, version, displayName } = bundle;
  const manifest = { ...{ name, version, displayName, main: WHOLE }, weir: { api: 1 } };
  const files = { ...sources, [WHOLE]: bundle.code, "package.json": `${JSON.stringify(manifest, null, 2)}\n` };
  return { code: await hashOf(files, workerDir), files };
}

/** SHA-256 of what runs; the lines in which the bundler says where a file lay are left out. */
export const codeHash = ({ code }: Pick<PluginBundle, "code">): string =>
  createHash("sha256")
    .update(code.replace(/^\/\/ .*\n/gm, ""))
    .digest("hex");

/** Puts the files of a case's plugin into a folder that is there. */
export function writeCode(files: Files, folder: string): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, ...name.split("/"));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Its text files but scenarios; null: its folder is gone. */
function sourcesOf({ folder }: PluginBundle): Files | null {
  try {
    const files = pluginFiles(folder).filter((file) => !file.startsWith("scenarios/"));
    return Object.fromEntries(files.map((file) => [file, readPluginFile(folder, file)]));
  } catch {
    return null;
  }
}

/** Of what these files give, as `runCase` will build it. */
async function hashOf(files: Files, workerDir: string): Promise<string> {
  const folder = temporaryFolder("case");
  try {
    writeCode(files, folder);
    return codeHash(await bundlePlugin(readPlugin(folder), join(workerDir, "weir-api.js"), false));
  } finally {
    removeTemporaryFolder(folder);
  }
}
