import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readPlugin } from "../plugin-host/discover.ts";

const BLOCK = 512;
const MOST_PACKED = 20 << 20;
const MOST_UNPACKED = 64 << 20;
const MOST_FILES = 5000;

interface Entry {
  readonly name: string;
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
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${archive} cannot be unpacked: ${code === "ERR_BUFFER_TOO_LARGE" ? "it is too large" : (code ?? message)}`);
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
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
    return folder;
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    const { message } = error as Error;
    throw new Error(message.startsWith(archive) ? message : `${archive}: ${message.replaceAll(temporary, "the archive")}`);
  }
}

/** Regular files of a POSIX tar (ustar, long names by pax or GNU headers), names as parts without the top folder. */
function* entries(tar: Buffer, archive: string): Generator<Omit<Entry, "name"> & { name: string[] }> {
  let files = 0;
  /** Of the entry that follows: it does not fit into its header. */
  let longName: string | null = null;
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const text = (from: number, length: number): string => header.toString("utf8", from, from + length).replace(/\0.*$/s, "");
    const size = Number.parseInt(text(124, 12).trim() || "0", 8);
    if (!(size >= 0) || at + BLOCK + size > tar.length) throw new Error(`${archive} is damaged or no tar`);
    const kind = text(156, 1);
    const prefix = text(257, 5) === "ustar" ? text(345, 155) : "";
    const path: string = longName ?? (prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`);
    const body = tar.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    // Folders come with their files; what else pax headers say is not needed here. A link could point anywhere.
    longName = kind === "x" ? paxPath(body) : kind === "L" ? body.toString("utf8").replace(/\0.*$/s, "") : null;
    if (kind === "5" || kind === "x" || kind === "g" || kind === "L") continue;
    if (kind !== "0" && kind !== "") throw new Error(`${archive}: ${path} is a link or a device; a plugin has files only`);
    const parts = path.split(/[\\/]/).slice(1);
    if (
      parts.length === 0 ||
      parts.some((part) => part === "" || part === "." || part === ".." || part.includes("\0") || part.includes(":"))
    )
      throw new Error(`${archive}: ${path} is not a name of a plugin's file`);
    if (++files > MOST_FILES) throw new Error(`${archive} has more than ${MOST_FILES} files`);
    yield { name: parts, body };
  }
}

/** The path among the records of a pax header, `LENGTH KEY=VALUE\n` each, the length in bytes and its own included; null: none. */
function paxPath(body: Buffer): string | null {
  let path: string | null = null;
  for (let at = 0; at < body.length; ) {
    const length = Number.parseInt(body.toString("latin1", at, at + 12), 10);
    if (!(length > 0) || at + length > body.length) return path;
    const [, name, value] = /^\d+ ([^=]*)=([\s\S]*)\n$/.exec(body.toString("utf8", at, at + length)) ?? [];
    if (name === "path" && value !== undefined) path = value;
    at += length;
  }
  return path;
}
