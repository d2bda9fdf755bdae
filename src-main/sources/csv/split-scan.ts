import { closeSync, openSync, readSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Mapping } from "../mapping.ts";
import { blockRecords, noBlocks } from "./block-times.ts";
import { type InputFile, plainPieces, SMALL_PIECE } from "./input-files.ts";
import type { RowReader } from "./row-reader.ts";

/** A smaller file is looked through by one thread before another has come up. */
const SPLIT_FROM = 256 << 20;
/** Bytes in which the place where a file is parted must have a line break. */
const LONGEST_LINE = 65_536;
const NEWLINE = 10;
/** The part of a file that this thread looks through: the other one has to come up first. */
const OWN_SHARE = 5 / 8;

/** Records of a plain file between two of its bytes, as plain data. */
export interface ScanPart {
  readonly file: InputFile;
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  /** The first begins here, at a record. */
  readonly from: number;
  /** The last ends here; Infinity: with the file. */
  readonly to: number;
  /** Length of the byte order mark: offsets of records are counted from its end. */
  readonly mark: number;
}

/**
 * The earliest time of every block of a large file, its second part looked through by another thread; null where that is not worth it or
 * not possible (a record spans the place where it is parted, reading fails): then one thread does it, whole, and says what is wrong.
 */
export async function scanParts(
  { file, mapping, columns }: Pick<ScanPart, "file" | "mapping" | "columns">,
  reader: RowReader,
  signal: AbortSignal,
  worker: string,
  splitFrom = SPLIT_FROM,
): Promise<Float64Array | null> {
  const cut = (file.size ?? 0) < splitFrom ? null : cutOf(file);
  if (cut === null) return null;
  const { mark, at } = cut;
  const whole = { file, mapping, columns, mark };
  const other: ScanPart = { ...whole, from: at, to: Number.POSITIVE_INFINITY };
  const thread = new Worker(worker, { workerData: other });
  const second = new Promise<Float64Array | null>((resolve) => {
    thread
      .once("message", resolve)
      .once("error", () => resolve(null))
      .once("exit", () => resolve(null));
  });
  try {
    const first = await scanPart({ ...whole, from: mark, to: at }, reader, signal);
    const rest = first === null ? null : ((await second) ?? (await scanPart(other, reader, signal)));
    return first === null || rest === null ? null : first.map((time, block) => Math.min(time, rest[block] as number));
  } finally {
    void thread.terminate();
  }
}

/** The earliest time of every block that has records of the part; null when its last record goes on beyond it, or when aborted. */
export async function scanPart(
  { file, mapping, from, to, mark }: ScanPart,
  reader: RowReader,
  signal: AbortSignal,
): Promise<Float64Array | null> {
  const blocks = noBlocks(file);
  const records = blockRecords(blocks, mapping, reader, from - mark);
  try {
    for await (const piece of plainPieces(file, () => {}, { pieceBytes: SMALL_PIECE, from, to })) {
      if (signal.aborted) return null;
      records.push(piece);
    }
  } catch {
    return null;
  }
  if (to !== Number.POSITIVE_INFINITY) return records.between ? blocks : null;
  records.end();
  return blocks;
}

/** Where the first line of the second part begins. */
function cutOf({ path, size }: InputFile): { mark: number; at: number } | null {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(LONGEST_LINE);
    readSync(file, bytes, 0, 3, 0);
    const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    const own = Math.floor((size ?? 0) * OWN_SHARE);
    const found = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, own)).indexOf(NEWLINE);
    return found === -1 ? null : { mark, at: own + found + 1 };
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}
