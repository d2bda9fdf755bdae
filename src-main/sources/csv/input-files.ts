import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { constants, createGunzip, gunzipSync } from "node:zlib";
import type { Mapping } from "../mapping.ts";
import { textDecoder } from "../text-decoder.ts";

/** How much of a file is looked at before it is read. */
export const HEAD_BYTES = 512 * 1024;
/** Bytes read at once. */
const PIECE = 1 << 20;
/** Where nobody sees how a file is cut: they stay in a core's cache until they are looked at. */
export const SMALL_PIECE = 1 << 18;

/** A file of the input. `size` is null for stdin. */
export interface InputFile {
  /** What is read. */
  readonly path: string;
  /** What the user calls it: of a Parquet file its own path, while its rows are read from a temporary CSV. */
  readonly name: string;
  readonly size: number | null;
  readonly modified: number | null;
  readonly gzip: boolean;
  /** It was found in a folder or by a pattern: nobody has named it. */
  readonly found?: true;
  /** Of stdin: what was read to look at it, given back first; `whole`: there was no more. */
  readonly head?: { readonly bytes: Buffer; readonly whole: boolean };
}

let left = false;

/** Takes no more from stdin: whoever writes to it may be silent for long. */
export function leaveStdin(): void {
  left = !process.stdin.readableEnded;
  process.stdin.destroy();
}

/** What came last from stdin may be half a row. */
export const stdinLeft = (): boolean => left;

async function* stdinFrom(head: Buffer): AsyncGenerator<Buffer> {
  yield head;
  if (!process.stdin.readableEnded) yield* process.stdin as AsyncIterable<Buffer>;
}

/** The bytes of a file, unpacked. `onRaw` hears how many bytes of the file itself have been read, `pieceBytes` at once. */
export function byteStream(file: InputFile, onRaw: (bytes: number) => void, pieceBytes = PIECE): Readable {
  const raw: Readable =
    file.path === "-"
      ? Readable.from(stdinFrom(file.head?.bytes ?? Buffer.alloc(0)))
      : // A byte more than there is: a small file is read in one piece, without room for a large one.
        createReadStream(file.path, { highWaterMark: Math.min(pieceBytes, (file.size ?? pieceBytes) + 1) });
  raw.on("data", (chunk: Buffer) => onRaw(chunk.length));
  if (!file.gzip) {
    raw.pause();
    return raw;
  }
  const unpacked = createGunzip({ chunkSize: PIECE });
  raw.on("error", (error) => unpacked.destroy(error));
  return raw.pipe(unpacked);
}

export interface PieceOptions {
  readonly pieceBytes?: number;
  /** Part of the file, in bytes. */
  readonly from?: number;
  readonly to?: number;
}

/**
 * The bytes of a plain file, a piece at a time in one buffer: a piece is good until the next is asked for. Fresh buffers, which the system
 * clears, and a thread that fills them cost more than the copy out of the system's cache; who reads whole files has a thread for it.
 */
export async function* plainPieces(
  { path, size }: InputFile,
  onRaw: (bytes: number) => void,
  { pieceBytes = PIECE, from = 0, to = Number.POSITIVE_INFINITY }: PieceOptions = {},
): AsyncGenerator<Buffer> {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.allocUnsafeSlow(Math.min(pieceBytes, (size ?? pieceBytes) + 1));
    // A pipe has no positions.
    const part = from > 0 || to !== Number.POSITIVE_INFINITY;
    for (let at = from; at < to; ) {
      const bytes = readSync(file, buffer, 0, Math.min(buffer.length, to - at), part ? at : null);
      if (bytes === 0) return;
      at += bytes;
      onRaw(bytes);
      yield buffer.subarray(0, bytes);
      // Messages to this thread are heard between two pieces.
      await setImmediate();
    }
  } finally {
    closeSync(file);
  }
}

/** The beginning of a file, unpacked: `most` bytes of it. */
export async function readHead(file: InputFile, most = HEAD_BYTES): Promise<{ bytes: Buffer; whole: boolean }> {
  if (file.head !== undefined) {
    const { bytes, whole } = file.head;
    if (!file.gzip) return { bytes, whole };
    return { bytes: gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, HEAD_BYTES), whole: false };
  }
  const parts: Buffer[] = [];
  let size = 0;
  const stream = byteStream(file, () => {}, Math.min(most, PIECE));
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      parts.push(chunk);
      size += chunk.length;
      if (size >= most) return { bytes: Buffer.concat(parts).subarray(0, most), whole: false };
    }
    return { bytes: Buffer.concat(parts), whole: true };
  } catch (error) {
    throw new Error(`${file.name} cannot be read: ${readProblem(error as NodeJS.ErrnoException)}`);
  } finally {
    stream.destroy();
  }
}

const READ_PROBLEMS: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: "its gzip data breaks off, so the file was cut; copy it again",
  Z_DATA_ERROR: "its gzip data is damaged; copy it again",
  EIO: "the disk cannot read it (EIO); copy it to another one",
};

/** What went wrong while a file was read, and what to do. */
export function readProblem({ code, message }: NodeJS.ErrnoException): string {
  return READ_PROBLEMS[code ?? ""] ?? code ?? message;
}

/** Decoded without a byte order mark; a cut last line is left out. */
export function decodeHead(bytes: Buffer, encoding: Mapping["encoding"], whole: boolean): string {
  const text = textDecoder(encoding)
    .decode(bytes)
    .replace(/^\uFEFF/, "");
  const end = text.lastIndexOf("\n");
  return whole || end === -1 ? text : text.slice(0, end);
}
