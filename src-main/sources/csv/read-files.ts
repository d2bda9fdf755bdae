import type { Mapping } from "../mapping.ts";
import { type EventRoom, InputError, type SourceChunk } from "../source.ts";
import { CHUNK_ROWS, ChunkBuilder, MOST_EVENTS } from "./chunk-builder.ts";
import { FileReaders } from "./file-readers.ts";
import type { CsvFile } from "./file-reading.ts";
import { byteStream, type InputFile, leaveStdin, plainPieces, readProblem, stdinLeft } from "./input-files.ts";
import { orSilence } from "./or-silence.ts";
import type { TimeScan } from "./time-scan.ts";
import { isUtf16, utf16ToUtf8 } from "./utf16.ts";

/** A row from a pipe waits no longer than so many ms for others to come; one that is written to as fast as it is read fills a chunk sooner. */
const LIVE_MS = 1000;

export interface ReadOptions {
  readonly rejectCap: number;
  /** Earliest times still to come, when the files were scanned before. */
  readonly scan: TimeScan | null;
  /** Keep the raw text of accepted rows for a while (`textOf`) where they cannot be read again (stdin, gzip). */
  readonly keepTexts: boolean;
  /** Rows a chunk; CHUNK_ROWS when absent. */
  readonly chunkRows?: number;
  /** Rows of the first chunk, when not as many; each after it has twice as many, up to `chunkRows`. */
  readonly firstRows?: number;
  /** Bytes of a plain file read at once; see input-files.ts when absent. A chunk ends with a piece. */
  readonly pieceBytes?: number;
  /** Where the events of the next chunk may be put. */
  readonly room?: EventRoom;
  readonly signal: AbortSignal;
}

/** The rows of files, one after the other, as chunks in the order of arrival. */
export async function* readFiles(files: readonly CsvFile[], options: ReadOptions): AsyncGenerator<SourceChunk> {
  const { rejectCap, scan, signal, chunkRows = CHUNK_ROWS, firstRows = chunkRows } = options;
  const readers = new FileReaders();
  const totalBytes = files.reduce<number | null>((sum, { size }) => (sum === null || size === null ? null : sum + size), 0);
  let rawBytes = 0;
  let reportedBytes = 0;
  let kept = 0;
  let sentKeys = 0;
  let enough = Math.min(firstRows, chunkRows);
  for (let source = 0; source < files.length; source++) {
    const file = files[source] as CsvFile;
    const { mapping } = file;
    const rereadable = file.size !== null && !file.gzip && !isUtf16(mapping.encoding);
    const how = { ...options, mapping, reader: readers.of(file) };
    const rows = new ChunkBuilder(how, source, rereadable, file.gzip ? null : file.size, () => rejectCap - kept);
    const finish = (): SourceChunk => {
      const newKeys = readers.keys.since(sentKeys);
      sentKeys = readers.keys.size;
      const built = rows.take();
      kept += built.rejects.length;
      const bytes = rawBytes - reportedBytes;
      reportedBytes = rawBytes;
      const earliestLater = scan?.earliestFrom(source, rows.offset);
      return {
        ...built,
        newKeys,
        bytes,
        earliestLater,
        progress: totalBytes === null ? null : Math.min(1, rawBytes / totalBytes),
      };
    };
    const pieces = filePieces(
      file,
      how,
      () => rows.total,
      (bytes) => (rawBytes += bytes),
    );
    /** When the first row of the chunk came, ms of `performance.now`. */
    let since = Number.POSITIVE_INFINITY;
    for await (const piece of file.path === "-" ? orSilence(pieces, LIVE_MS) : pieces) {
      if (signal.aborted) return;
      if (piece !== null) rows.push(piece);
      const now = performance.now();
      if (rows.rows > 0) since = Math.min(since, now);
      const waits = file.path === "-" && now - since >= LIVE_MS;
      if (rows.rows >= enough || rows.events >= MOST_EVENTS || (rows.rows > 0 && (piece === null || waits))) {
        yield finish();
        since = Number.POSITIVE_INFINITY;
        enough = Math.min(chunkRows, 2 * enough);
      }
    }
    if (file.path === "-" && stdinLeft()) {
      // It cannot be read again, as a file can.
      yield finish();
      return;
    }
    if (signal.aborted) return;
    rows.end();
    yield finish();
  }
}

interface FilePieces {
  readonly mapping: Pick<Mapping, "encoding">;
  readonly pieceBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * The bytes of a file in ASCII-compatible form, without a byte order mark, in pieces; a piece is good until the next is asked for. Throws
 * one line that names the file.
 */
export async function* filePieces(
  file: InputFile,
  { mapping, pieceBytes, signal }: FilePieces,
  rows: () => number,
  onRaw: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let rawBytes = 0;
  const changed = (): Error => new Error("it changed while it was read; try again when nothing writes to it");
  const heard = (bytes: number): void => {
    rawBytes += bytes;
    onRaw(bytes);
  };
  const plain = file.path !== "-" && !file.gzip;
  const pieces: AsyncIterable<Buffer> = plain ? plainPieces(file, heard, { pieceBytes }) : byteStream(file, heard);
  const wide = isUtf16(mapping.encoding) ? utf16ToUtf8(mapping.encoding) : null;
  let first = true;
  if (file.path === "-") signal?.addEventListener("abort", leaveStdin, { once: true });
  try {
    for await (const raw of pieces) {
      // Not read to its end then: a writer may be as fast as the reader.
      if (file.size !== null && rawBytes > file.size) throw changed();
      let bytes = wide === null ? raw : wide(raw);
      if (first && bytes.length > 0) {
        first = false;
        if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
      }
      yield bytes;
    }
    if (file.size !== null && rawBytes !== file.size) throw changed();
    // Half a character at the end.
    const rest = wide?.(new Uint8Array(0), true);
    if (rest !== undefined && rest.length > 0) yield rest;
  } catch (error) {
    if (signal?.aborted === true || (file.path === "-" && stdinLeft())) return;
    throw new InputError(`reading ${file.name} failed after ${rows()} rows: ${readProblem(error as NodeJS.ErrnoException)}`);
  } finally {
    signal?.removeEventListener("abort", leaveStdin);
  }
}
