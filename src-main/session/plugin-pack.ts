import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { create } from "tar";
import { readPlugin } from "../plugin-host/discover.ts";
import { writeWholeSync } from "../sources/whole-file.ts";

/** What an archive may hold to be installed again (plugin-archive.ts). */
const MOST_FILES = 5000;
const MOST_UNPACKED = 64 << 20;

export interface Packed {
  readonly files: number;
  /** Of the archive. */
  readonly bytes: number;
  /** Packages it wants from npm: where it is unpacked, `npm install --ignore-scripts` fetches them. */
  readonly packages: readonly string[];
}

/**
 * Packs a plugin's folder as `npm pack` does (gzipped tar, one top folder `package`), the same bytes for the same files. Hidden files,
 * links, node_modules and archives are left out. Throws an Error of one line.
 */
export function packPlugin(folder: string, archive: string): Packed {
  readPlugin(folder);
  const files = filesOf(folder, "");
  if (files.length > MOST_FILES)
    throw new Error(`${folder} holds more than ${MOST_FILES} files; a plugin is packed from a folder of its own`);
  const total = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  if (total > MOST_UNPACKED)
    throw new Error(`${folder} holds more than ${MOST_UNPACKED >> 20} MiB; take out what the plugin does not need`);
  const packed = tarOf(folder, files);
  writeWholeSync(archive, packed);
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { dependencies?: object };
  return { files: files.length, bytes: packed.length, packages: Object.keys(dependencies) };
}

/** Regular files, `/` between parts, in the order of their names. */
function filesOf(folder: string, place: string): string[] {
  return readdirSync(join(folder, place), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((found) => {
      const path = place === "" ? found.name : `${place}/${found.name}`;
      if (found.name.startsWith(".") || found.name === "node_modules") return [];
      if (found.isDirectory()) return filesOf(folder, path);
      return found.isFile() && !/\.(tgz|tar\.gz)$/i.test(found.name) ? [path] : [];
    });
}

/** The same bytes for the same files: without times and owners. */
function tarOf(folder: string, files: readonly string[]): Buffer {
  const pieces: Buffer[] = [];
  // As `./NAME`: a name that begins with @ would be read as an archive to take in.
  const names = files.map((file) => `./${file}`);
  const pack = create({ cwd: folder, gzip: true, sync: true, portable: true, noMtime: true, prefix: "package" }, names);
  pack.on("data", (piece) => pieces.push(piece));
  return Buffer.concat(pieces);
}
