import type { Stats } from "node:fs";
import { open, stat } from "node:fs/promises";
import { csvOfParquet } from "../parquet/parquet-rows.ts";
import { sweepLeftFolders } from "../temporary-folder.ts";
import { type FoundFiles, filesLike, type LeftOut, tablesBelow } from "./found-files.ts";
import type { InputFile } from "./input-files.ts";
import { readStdinHead } from "./stdin-head.ts";

/** The first bytes of a Parquet file. */
const PARQUET = "PAR1";

/** The files of an input, and what was found and is none of them. */
export interface FoundInputs {
  readonly files: readonly InputFile[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Files of paths, patterns (`*` and `?`, `**` for any folders) and folders (their tables and those of folders below), by name; of several the
 * empty ones only where they are named themselves. Throws an Error of one line that names what is wrong.
 */
export async function lookForInputs(inputs: readonly string[]): Promise<FoundInputs> {
  sweepLeftFolders();
  const files: InputFile[] = [];
  const leftOut: LeftOut[] = [];
  for (const input of inputs) {
    if (input === "") throw new Error("an input's name is empty; name a CSV or Parquet file, a glob, a folder or - for stdin");
    if (input === "-") files.push(await readStdinHead());
    else {
      const found = await expand(input);
      leftOut.push(...(found?.leftOut ?? []));
      for (const path of found?.paths ?? [input]) {
        const file = await describe(path);
        files.push(found === null ? file : { ...file, found: true });
      }
    }
  }
  if (files.length === 0) throw new Error("no input; name a CSV or Parquet file, a glob, a folder or - for stdin");
  return { files, leftOut };
}

/** As `lookForInputs`. */
export async function findInputs(inputs: readonly string[]): Promise<readonly InputFile[]> {
  return (await lookForInputs(inputs)).files;
}

/** How many files inputs are and the bytes they have on disk, without reading one. Throws as `findInputs` does for names it cannot find. */
export async function sizeOfInputs(inputs: readonly string[]): Promise<{ readonly files: number; readonly bytes: number }> {
  let [files, bytes] = [0, 0];
  for (const input of inputs) {
    for (const path of (await expand(input))?.paths ?? [input]) {
      files++;
      bytes += (await stat(path).catch(() => null))?.size ?? 0;
    }
  }
  return { files, bytes };
}

/** null: it is the file itself. */
async function expand(input: string): Promise<FoundFiles | null> {
  // A file may be called so itself: who drops it on the window means it alone.
  const info = await stat(input).catch(() => null);
  if (info?.isDirectory() === true) return tablesBelow(input);
  return !/[*?]/.test(input) || info !== null ? null : filesLike(input);
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
