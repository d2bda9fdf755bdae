import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { writeWholeSync } from "../sources/whole-file.ts";

const EDITABLE = /\.(ts|js|mjs|json|jsonl|md|csv|txt)$/i;
const MOST_FILES = 200;
const MOST_BYTES = 2_000_000;

/** Text files of a plugin that an editor may show, relative to its folder, `/` between parts; dot files and node_modules left out. */
export function pluginFiles(folder: string): string[] {
  const found: string[] = [];
  const walk = (place: string, depth: number): void => {
    for (const entry of readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= MOST_FILES || entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const path = join(place, entry.name);
      if (entry.isDirectory() && depth < 4) walk(path, depth + 1);
      else if (entry.isFile() && EDITABLE.test(entry.name) && statSync(path).size <= MOST_BYTES)
        found.push(relative(folder, path).split(sep).join("/"));
    }
  };
  walk(folder, 0);
  return found;
}

/** The full path of a plugin's file. Throws an Error of one line for one that is not in its folder or not a text. */
export function filePath(folder: string, file: string): string {
  const path = resolve(folder, file);
  const inside = (child: string, parent: string): boolean => child.startsWith(parent + sep);
  // Links are followed as far as the path exists.
  const real = existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
  if (isAbsolute(file) || !inside(path, resolve(folder)) || !inside(real, realpathSync(folder)))
    throw new Error(`${file} is not a file of the plugin in ${folder}`);
  if (!EDITABLE.test(path)) throw new Error(`${file} is not a text this editor changes`);
  return path;
}

export function readPluginFile(folder: string, file: string): string {
  const path = filePath(folder, file);
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

/** Whoever reads sees the old text or the new one, whole. Throws an Error of one line. */
export function writePluginFile(folder: string, file: string, text: string): void {
  writeWholeSync(filePath(folder, file), text);
}
