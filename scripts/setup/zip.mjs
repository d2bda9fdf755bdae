// Reads a zip file (APPNOTE.TXT 6.3, without Zip64 and encryption) with nothing but Node: the machine may have no unzip.
import { closeSync, createReadStream, createWriteStream, mkdirSync, openSync, readSync, statSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/**
 * Extracts the entries that `place` gives a path for.
 * @param {string} file
 * @param {string} folder where to
 * @param {(name: string) => string | null} place entry name → path inside `folder`, null to leave it out
 */
export async function unzip(file, folder, place) {
  for (const entry of entries(file)) {
    const path = entry.name.endsWith("/") ? null : place(entry.name);
    if (path === null) continue;
    const target = normalize(join(folder, path));
    if (!target.startsWith(normalize(folder) + sep)) throw new Error(`${file}: entry ${entry.name} leads out of the folder`);
    mkdirSync(dirname(target), { recursive: true });
    const body =
      entry.packed === 0 ? Readable.from([]) : createReadStream(file, { start: entry.data, end: entry.data + entry.packed - 1 });
    const sink = createWriteStream(target, { mode: entry.mode & 0o111 ? 0o755 : 0o644 });
    if (entry.method === 8) await pipeline(body, createInflateRaw(), sink);
    else if (entry.method === 0) await pipeline(body, sink);
    else throw new Error(`${file}: entry ${entry.name} uses compression ${entry.method}, which is not supported`);
  }
}

function entries(file) {
  const handle = openSync(file, "r");
  try {
    const read = (position, length) => {
      const buffer = Buffer.alloc(length);
      readSync(handle, buffer, 0, length, position);
      return buffer;
    };
    const size = statSync(file).size;
    const tail = read(Math.max(0, size - 65_557), Math.min(size, 65_557));
    let end = tail.length - 22;
    while (end >= 0 && tail.readUInt32LE(end) !== endOfDirectory) end--;
    if (end < 0) throw new Error(`${file}: not a zip file, or cut short`);
    const count = tail.readUInt16LE(end + 10);
    const directory = read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    const found = [];
    for (let at = 0, index = 0; index < count; index++) {
      if (directory.readUInt32LE(at) !== directoryEntry) throw new Error(`${file}: broken zip directory`);
      const nameLength = directory.readUInt16LE(at + 28);
      found.push({
        name: directory.toString("utf8", at + 46, at + 46 + nameLength),
        method: directory.readUInt16LE(at + 10),
        packed: directory.readUInt32LE(at + 20),
        mode: directory.readUInt32LE(at + 38) >>> 16,
        header: directory.readUInt32LE(at + 42),
        data: 0,
      });
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    }
    for (const entry of found) {
      const local = read(entry.header, 30);
      entry.data = entry.header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    }
    return found;
  } finally {
    closeSync(handle);
  }
}
