import { createHash, type Hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import type { LeftOut } from "./found-files.ts";
import { byteStream, type InputFile, plainPieces, readProblem, SMALL_PIECE } from "./input-files.ts";

/** Bytes at the beginning that tell most files of one size apart, as day files with rows of one width are. */
const BEGINNING = 65_536;

/**
 * Files of which none has the bytes of one before it, packed or not, and what was left out for that: a copy under another name would
 * double every event. Only files of one size are looked into.
 */
export async function withoutCopies(
  files: readonly InputFile[],
): Promise<{ readonly files: readonly InputFile[]; readonly copies: readonly LeftOut[] }> {
  const copies = new Map<InputFile, InputFile>();
  for (const alike of groups(files, sizeOf).filter((group) => group.length > 1)) {
    const begins = await groupsBy(alike, (file) => digest(file, BEGINNING));
    for (const same of begins.filter((group) => group.length > 1))
      for (const [first, ...others] of await groupsBy(same, (file) => digest(file, Number.POSITIVE_INFINITY)))
        for (const copy of others) copies.set(copy, first as InputFile);
  }
  return {
    files: files.filter((file) => !copies.has(file)),
    copies: files.flatMap((file) => {
      const original = copies.get(file);
      return original === undefined ? [] : [{ name: file.name, why: `a copy of ${original.name}` }];
    }),
  };
}

/** Unpacked; null: not known. Of a packed file its last four bytes say it, up to 4 GiB (RFC 1952). */
function sizeOf({ path, size, gzip }: InputFile): number | null {
  if (size === null || !gzip) return size === null ? null : size % 2 ** 32;
  const last = Buffer.alloc(4);
  const file = openSync(path, "r");
  try {
    readSync(file, last, 0, 4, Math.max(0, size - 4));
  } finally {
    closeSync(file);
  }
  return last.readUInt32LE();
}

function groups<T>(files: readonly InputFile[], by: (file: InputFile) => T | null): InputFile[][] {
  const found = new Map<T, InputFile[]>();
  for (const file of files) {
    const key = by(file);
    if (key === null) continue;
    const group = found.get(key);
    if (group === undefined) found.set(key, [file]);
    else group.push(file);
  }
  return [...found.values()];
}

async function groupsBy(files: readonly InputFile[], by: (file: InputFile) => Promise<string>): Promise<InputFile[][]> {
  const keys = new Map<InputFile, string>();
  for (const file of files) keys.set(file, await by(file));
  return groups(files, (file) => keys.get(file) ?? null);
}

/** Of the first `most` bytes, unpacked. Throws an Error of one line for a file that cannot be read. */
async function digest(file: InputFile, most: number): Promise<string> {
  const hash = createHash("sha256");
  try {
    await addBytes(hash, file, most);
  } catch (error) {
    throw new Error(`${file.name} cannot be read: ${readProblem(error as NodeJS.ErrnoException)}`);
  }
  return hash.digest("hex");
}

async function addBytes(hash: Hash, file: InputFile, most: number): Promise<void> {
  const stream = file.gzip ? byteStream(file, () => {}, Math.min(most, SMALL_PIECE)) : null;
  const pieces: AsyncIterable<Buffer> = stream ?? plainPieces(file, () => {}, { pieceBytes: Math.min(most, SMALL_PIECE) });
  let left = most;
  try {
    for await (const piece of pieces) {
      hash.update(piece.subarray(0, left));
      left -= piece.length;
      if (left <= 0) return;
    }
  } finally {
    stream?.destroy();
  }
}
