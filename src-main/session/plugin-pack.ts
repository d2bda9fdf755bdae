import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readPlugin } from "../plugin-host/discover.ts";

const BLOCK = 512;
/** What an archive may hold to be installed again (plugin-archive.ts). */
const MOST_FILES = 5000;
const MOST_UNPACKED = 64 << 20;

export interface Packed {
  readonly files: number;
  /** Of the archive. */
  readonly bytes: number;
  /** Packages it wants from npm: where it is unpacked, `npm install` fetches them. */
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
  const blocks = files.flatMap((file) => entry(`package/${file}`, readFileSync(join(folder, file))));
  const packed = gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
  try {
    writeFileSync(archive, packed);
  } catch (error) {
    throw new Error(`cannot write ${archive}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
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

/** Header and body of a file, ustar. */
function entry(path: string, body: Buffer): Buffer[] {
  const header = Buffer.alloc(BLOCK);
  const [prefix, name] = splitPath(path);
  header.write(name, 0, 100);
  header.write("0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${body.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  header.write(prefix, 345, 155);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)];
}

/** A path that is longer than a header's name goes in two parts. Throws an Error of one line where it does not fit. */
function splitPath(path: string): readonly [prefix: string, name: string] {
  const bytes = (text: string): number => Buffer.byteLength(text);
  if (bytes(path) <= 100) return ["", path];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (bytes(prefix) <= 155 && bytes(name) <= 100) return [prefix, name];
  }
  throw new Error(`${path} has too long a name to be packed`);
}
