import type { Stats } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { csvOfParquet } from "../parquet/parquet-rows.ts";
import { sweepLeftFolders } from "../temporary-folder.ts";
import type { InputFile } from "./input-files.ts";
import { readStdinHead } from "./stdin-head.ts";
import { fitsWildcard } from "./wildcard.ts";

/** The first bytes of a Parquet file. */
const PARQUET = "PAR1";

/** What a table's file is called, packed or not. */
const TABLE = /\.(csv|tsv|tab|txt|dat|parquet)(\.gz)?$/i;

/**
 * Files of paths, globs (`*` and `?` in the last part) and folders (their tables, none of folders below), by name; of several the empty ones,
 * as a logger leaves on a day without a reading, only where they are named themselves. Throws an Error of one line that
 * names what is wrong.
 */
export async function findInputs(inputs: readonly string[]): Promise<InputFile[]> {
  sweepLeftFolders();
  const files: InputFile[] = [];
  for (const input of inputs) {
    if (input === "") throw new Error("an input's name is empty; name a CSV or Parquet file, a glob, a folder or - for stdin");
    if (input === "-") files.push(await readStdinHead());
    else for (const path of await expand(input)) files.push(await describe(path));
  }
  if (files.length === 0) throw new Error("no input; name a CSV or Parquet file, a glob, a folder or - for stdin");
  return files;
}

/** How many files inputs are and the bytes they have on disk, without reading one. Throws as `findInputs` does for names it cannot find. */
export async function sizeOfInputs(inputs: readonly string[]): Promise<{ readonly files: number; readonly bytes: number }> {
  let [files, bytes] = [0, 0];
  for (const input of inputs) {
    for (const path of await expand(input)) {
      files++;
      bytes += (await stat(path).catch(() => null))?.size ?? 0;
    }
  }
  return { files, bytes };
}

async function expand(input: string): Promise<string[]> {
  const pattern = basename(input);
  // A file may be called so itself: who drops it on the window means it alone.
  const info = await stat(input).catch(() => null);
  if (info?.isDirectory() === true) return tablesOf(input);
  if (!/[*?]/.test(pattern) || info !== null) return [input];
  const folder = dirname(input);
  const found = (await namesIn(folder)).filter((name) => fitsWildcard(name, pattern));
  if (found.length === 0) throw new Error(`no file matches ${input}`);
  return withBytes(found.map((name) => join(folder, name)));
}

/** Those that are not empty; all when none has anything in it. */
async function withBytes(paths: readonly string[]): Promise<string[]> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path).catch(() => null))?.size));
  const kept = paths.filter((_, i) => sizes[i] !== 0);
  return kept.length > 0 ? kept : [...paths];
}

async function tablesOf(folder: string): Promise<string[]> {
  const entries = (await namesIn(folder))
    .filter((name) => TABLE.test(name) && !name.startsWith("."))
    .map((name) => join(folder, name));
  const tables: string[] = [];
  // What cannot be looked at is told when it is opened.
  for (const path of entries) if ((await stat(path).catch(() => null))?.isDirectory() !== true) tables.push(path);
  if (tables.length === 0)
    throw new Error(
      `${folder} is a folder without a table in it (.csv, .tsv, .txt, .parquet, .gz); name its files, for example ${join(folder, "*.log")}`,
    );
  return withBytes(tables);
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`cannot read folder ${folder}: ${error.code}`);
  });
  return names.sort();
}

async function describe(path: string): Promise<InputFile> {
  let info: Stats;
  try {
    info = await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") throw new Error(`cannot read ${path}: ${code}`);
    // What Node puts for bytes that are no UTF-8.
    if (path.includes("\uFFFD"))
      throw new Error(`${path} cannot be named: there are bytes in its name that are not UTF-8; rename it, or give it on stdin`);
    throw new Error(`${path} does not exist; check the path`);
  }
  if (info.isDirectory()) throw new Error(`${path} is a folder; name its files`);
  // It can be read once only, and is looked at before it is read.
  if (!info.isFile()) throw new Error(`${path} is a pipe or device; give it on stdin: weir run - < ${path}`);
  if (info.size === 0) throw new Error(`${path} is empty`);
  const first = await firstBytes(path);
  if (first.toString("latin1") === PARQUET) {
    const csv = await csvOfParquet(path, info.size, info.mtimeMs);
    return { path: csv, name: path, size: (await stat(csv)).size, modified: info.mtimeMs, gzip: false };
  }
  return { path, name: path, size: info.size, modified: info.mtimeMs, gzip: first[0] === 0x1f && first[1] === 0x8b };
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`cannot read ${path}: ${error.code === "EACCES" ? "permission denied" : error.code}`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
