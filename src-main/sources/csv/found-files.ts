import type { Dirent } from "node:fs";
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, parse, sep } from "node:path";
import { groupedDigits } from "../grouped-digits.ts";
import { fitsWildcard } from "./wildcard.ts";

/** What a table's file is called, packed or not. */
const TABLE = /\.(csv|tsv|tab|txt|dat|parquet)(\.gz)?$/i;
/** Names looked at for one input: who names the root of a disk by mistake is told before long. */
const MOST_NAMES = 100_000;

/** What is not read of what was found, and why. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

/** Files that nobody has named, in the order of their paths. */
export interface FoundFiles {
  readonly paths: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * The tables of a folder and of those below it, by their names; the other files and the empty ones, as a logger leaves on a day without a
 * reading, are left out. Hidden files are passed over. Throws an Error of one line when there are none.
 */
export async function tablesBelow(folder: string): Promise<FoundFiles> {
  const paths: string[] = [];
  const leftOut: LeftOut[] = [];
  const names = new Names(folder);
  for await (const { path, name } of filesBelow(folder, names)) {
    if (TABLE.test(name)) paths.push(path);
    else leftOut.push({ name: path, why: "no table by its name" });
  }
  if (paths.length === 0)
    throw new Error(
      `${folder} is a folder without a table in it (.csv, .tsv, .txt, .parquet, .gz); name its files, for example ${join(folder, "*.log")}`,
    );
  return withBytes(paths.sort(), leftOut);
}

/**
 * The files that fit a pattern: `*` and `?` in any part of the path, `**` for any folders, also none. What is there by that very name is
 * meant itself. Throws an Error of one line when none fits.
 */
export async function filesLike(pattern: string): Promise<FoundFiles> {
  const { root } = parse(pattern);
  const parts = pattern
    .slice(root.length)
    .split(sep === "\\" ? /[\\/]/ : "/")
    .filter((part, i, all) => part !== "" && !(part === "**" && all[i - 1] === "**"));
  const found = new Set<string>();
  for await (const path of fitting(root, parts.at(-1) === "**" ? [...parts, "*"] : parts, new Names(pattern))) found.add(path);
  if (found.size === 0) throw new Error(`no file matches ${pattern}`);
  return withBytes([...found].sort(), []);
}

/** Without the empty ones, unless none has anything in it. */
async function withBytes(paths: readonly string[], leftOut: readonly LeftOut[]): Promise<FoundFiles> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path).catch(() => null))?.size));
  const kept = paths.filter((_, i) => sizes[i] !== 0);
  if (kept.length === 0) return { paths, leftOut };
  const empty = paths.filter((_, i) => sizes[i] === 0).map((name) => ({ name, why: "empty" }));
  return { paths: kept, leftOut: [...leftOut, ...empty] };
}

/** What folders hold, up to a number of names. */
class Names {
  readonly #input: string;
  #left = MOST_NAMES;

  constructor(input: string) {
    this.#input = input;
  }

  async in(folder: string): Promise<Dirent[]> {
    const entries = await readdir(folder === "" ? "." : folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`cannot read folder ${folder}: ${error.code}`);
    });
    this.#left -= entries.length;
    if (this.#left < 0)
      throw new Error(`${this.#input}: more than ${groupedDigits(MOST_NAMES)} files to look at; name a folder further down`);
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

const isHidden = (name: string): boolean => name.startsWith(".");

async function* filesBelow(folder: string, names: Names): AsyncGenerator<{ path: string; name: string }> {
  for (const entry of await names.in(folder)) {
    if (isHidden(entry.name)) continue;
    const path = join(folder, entry.name);
    // A link to a folder is not followed: it may lead back.
    if (entry.isDirectory()) yield* filesBelow(path, names);
    else if (!(await isFolder(path, entry))) yield { path, name: entry.name };
  }
}

async function* fitting(folder: string, [part, ...rest]: readonly string[], names: Names): AsyncGenerator<string> {
  if (part === undefined) return;
  const named = join(folder, part);
  if (part === "**") {
    yield* fitting(folder, rest, names);
    for (const entry of await names.in(folder))
      if (entry.isDirectory() && !isHidden(entry.name)) yield* fitting(join(folder, entry.name), [part, ...rest], names);
  } else if (existsSync(named)) {
    if (rest.length === 0) yield named;
    else yield* fitting(named, rest, names);
  } else if (/[*?]/.test(part)) {
    for (const entry of await names.in(folder)) {
      if (!fitsWildcard(entry.name, part) || (isHidden(entry.name) && !isHidden(part))) continue;
      const path = join(folder, entry.name);
      const inner = await isFolder(path, entry);
      if (rest.length === 0 && !inner) yield path;
      else if (rest.length > 0 && inner) yield* fitting(path, rest, names);
    }
  }
}

/** What cannot be looked at is told when it is opened. */
async function isFolder(path: string, entry: Dirent): Promise<boolean> {
  return entry.isSymbolicLink() ? (await stat(path).catch(() => null))?.isDirectory() === true : entry.isDirectory();
}
