import { closeSync, openSync, readSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Mapping } from "../mapping.ts";
import { blockRecords, noBlocks } from "./block-times.ts";
import { type InputFile, plainPieces, SMALL_PIECE } from "./input-files.ts";
import type { RowReader } from "./row-reader.ts";

/** A smaller file is looked through by one thread before another has come up. */
const SPLIT_FROM = 256 << 20;
/** Bytes in which the middle of a file must have a line break. */
const LONGEST_LINE = 65_536;
const NEWLINE = 10;

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
 * The earliest time of every block of a large file, its second half looked through by another thread; null where that is not worth it or
 * not possible (a record spans its middle, reading fails): then one thread does it, whole, and says what is wrong.
 */
export async function scanHalves(
  { file, mapping, columns }: Pick<ScanPart, "file" | "mapping" | "columns">,
  reader: RowReader,
  signal: AbortSignal,
  worker: string,
  splitFrom = SPLIT_FROM,
): Promise<Float64Array | null> {
  const middle = (file.size ?? 0) < splitFrom ? null : middleOf(file);
  if (middle === null) return null;
  const { mark, at } = middle;
  const whole = { file, mapping, columns, mark };
  const half: ScanPart = { ...whole, from: at, to: Number.POSITIVE_INFINITY };
  const other = new Worker(worker, { workerData: half });
  const second = new Promise<Float64Array | null>((resolve) => {
    other
      .once("message", resolve)
      .once("error", () => resolve(null))
      .once("exit", () => resolve(null));
  });
  try {
    const first = await scanPart({ ...whole, from: mark, to: at }, reader, signal);
    const rest = first === null ? null : ((await second) ?? (await scanPart(half, reader, signal)));
    return first === null || rest === null ? null : first.map((time, block) => Math.min(time, rest[block] as number));
  } finally {
    void other.terminate();
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

/** Where the first line after the middle begins. */
function middleOf({ path, size }: InputFile): { mark: number; at: number } | null {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(LONGEST_LINE);
    readSync(file, bytes, 0, 3, 0);
    const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    const half = Math.floor((size ?? 0) / 2);
    const found = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, half)).indexOf(NEWLINE);
    return found === -1 ? null : { mark, at: half + found + 1 };
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}
