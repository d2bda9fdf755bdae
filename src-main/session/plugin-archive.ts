import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Parser } from "tar";
import { readPlugin } from "../plugin-host/discover.ts";

const MOST_PACKED = 20 << 20;
const MOST_UNPACKED = 64 << 20;
const MOST_FILES = 5000;
const GZIP = Buffer.from([0x1f, 0x8b]);

/** What went wrong when an archive was read, by its code. */
const WHY: Readonly<Record<string, string>> = {
  ERR_BUFFER_TOO_LARGE: "it is too large",
  ENOENT: "there is no such file",
  Z_DATA_ERROR: "it is no .tgz, as weir plugin pack makes one",
  Z_BUF_ERROR: "it breaks off",
};

interface Entry {
  readonly name: readonly string[];
  readonly body: Buffer;
}

/**
 * Unpacks a plugin as `npm pack` makes it (gzipped tar, one top folder) to `parent/<its name>`, which is replaced when it holds the same
 * plugin. Nothing in it is run. Throws an Error of one line; then nothing has changed.
 */
export function installArchive(archive: string, parent: string): string {
  let tar: Buffer;
  try {
    if (statSync(archive).size > MOST_PACKED) throw new Error(`is larger than ${MOST_PACKED >> 20} MiB`);
    tar = gunzipSync(readFileSync(archive), { maxOutputLength: MOST_UNPACKED });
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new Error(`${archive} cannot be unpacked: ${WHY[code] ?? (code === "" ? message : code)}`);
  }
  mkdirSync(parent, { recursive: true });
  const temporary = mkdtempSync(join(parent, ".install-"));
  try {
    for (const { name, body } of entries(tar, archive)) {
      const path = join(temporary, ...name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, body);
    }
    const { name } = readPlugin(temporary);
    const folder = join(parent, ...name.split("/"));
    if (existsSync(folder) && readPlugin(folder).name !== name) throw new Error(`${folder} holds something else already`);
    mkdirSync(dirname(folder), { recursive: true });
    replace(folder, temporary);
    return folder;
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    const { message } = error as Error;
    throw new Error(message.startsWith(archive) ? message : `${archive}: ${message.replaceAll(temporary, "the archive")}`);
  }
}

/** Puts a folder where another may be, which is gone once the new one is there and comes back when that cannot be. */
function replace(folder: string, fresh: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) {
    renameSync(fresh, folder);
    return;
  }
  const old = `${fresh}-old`;
  renameSync(folder, old);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    renameSync(old, folder);
    throw error;
  }
  try {
    rmSync(old, { recursive: true, force: true });
  } catch {
    // A file of it is held open, as Windows does: the new plugin is in its place all the same.
  }
}

/**
 * Regular files of a tar, names as parts without the top folder. Only what the archive holds is looked at, so nothing of it touches the
 * disk before all of it is known to be a plugin's.
 */
function entries(tar: Buffer, archive: string): Entry[] {
  const files: Entry[] = [];
  const damaged = (): Error => new Error(`${archive} is damaged or no tar`);
  // What is packed once more would be unpacked without a bound.
  if (tar.subarray(0, 2).equals(GZIP)) throw damaged();
  const parser = new Parser({
    strict: true,
    brotli: false,
    zstd: false,
    onReadEntry: (entry) => {
      // Folders come with their files. A link could point anywhere.
      const { path, type } = entry;
      const body: Buffer[] = [];
      entry.on("data", (piece: Buffer) => body.push(piece));
      entry.on("end", () => {
        if (type === "Directory" || type === "GNUDumpDir") return;
        if (type !== "File" && type !== "OldFile" && type !== "ContiguousFile")
          throw new Error(`${archive}: ${path} is a link or a device; a plugin has files only`);
        if (files.length === MOST_FILES) throw new Error(`${archive} has more than ${MOST_FILES} files`);
        files.push({ name: partsOf(path, archive), body: Buffer.concat(body) });
      });
    },
  });
  let failure: unknown = null;
  let whole = false;
  parser.on("error", (error) => (failure ??= error));
  parser.on("end", () => (whole = true));
  parser.end(tar);
  if (failure !== null) throw failure instanceof Error && failure.message.startsWith(archive) ? failure : damaged();
  if (!whole) throw damaged();
  return files;
}

/** Names below the top folder. Throws an Error of one line for what would lie elsewhere. */
function partsOf(path: string, archive: string): string[] {
  const parts = path.split(/[\\/]/).slice(1);
  if (
    parts.length === 0 ||
    parts.some((part) => part === "" || part === "." || part === ".." || part.includes("\0") || part.includes(":"))
  )
    throw new Error(`${archive}: ${path} is not a name of a plugin's file`);
  return parts;
}
