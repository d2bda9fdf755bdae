import type { Mapping } from "../mapping.ts";
import type { EventRoom, OrderFrom, SourceChunk } from "../source.ts";
import { ASSUME_FROM, assumingOrder, likelyOutOfOrderness } from "./assumed-order.ts";
import type { Detection } from "./detect/detect.ts";
import type { InputFile } from "./input-files.ts";
import { readFiles } from "./read-files.ts";
import { RowReader } from "./row-reader.ts";
import { TimeScan } from "./time-scan.ts";
import { isUtf16 } from "./utf16.ts";

/** What is to be read, as plain data: here or in a worker. */
export interface CsvJob {
  readonly files: readonly InputFile[];
  readonly mapping: Mapping;
  readonly columns: readonly string[];
  readonly order: "time" | "arrival";
  /** "look" when absent. */
  readonly orderFrom?: OrderFrom;
  readonly rejectCap: number;
  readonly keepTexts: boolean;
  /** Rows a chunk; CHUNK_ROWS when absent. */
  readonly chunkRows?: number;
  /** As in ReadOptions. */
  readonly firstRows?: number;
  /** As in ReadOptions. */
  readonly pieceBytes?: number;
  /** Where time-scan-worker.js is, which helps with the first look at a large file. */
  readonly scanWorker?: string;
}

/** What is to be read, and how its columns were found; null: they were told. */
export interface CsvPlan {
  readonly job: CsvJob;
  readonly detection: Detection | null;
}

/** A file smaller than this is read whole as fast as it could be looked through first. */
const SCAN_FROM = 2 << 20;

/** Chunks in the order of arrival; with the earliest later time where a first look can tell it, or where it is assumed. */
export async function* arrivalChunks(job: CsvJob, signal: AbortSignal, room?: EventRoom): AsyncGenerator<SourceChunk> {
  const { files, mapping, columns, order, rejectCap, keepTexts, chunkRows, firstRows, pieceBytes, scanWorker } = job;
  const bytes = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const twice = files.every(({ size, gzip }) => size !== null && !gzip) && !isUtf16(mapping.encoding);
  const lookable = order === "time" && twice && bytes > SCAN_FROM;
  const assumed = lookable ? await outOfOrdernessOf(job, bytes) : null;
  // A reader of its own: the scan meets keys in another order.
  const scan =
    lookable && assumed === null
      ? await TimeScan.of(files, mapping, new RowReader(mapping, columns), signal, columns, scanWorker)
      : null;
  const reader = new RowReader(mapping, columns);
  const cut = { chunkRows, firstRows, pieceBytes };
  const chunks = readFiles(files, { mapping, reader, rejectCap, scan, keepTexts, ...cut, signal, room });
  yield* assumed === null ? chunks : assumingOrder(chunks, assumed);
}

/** What may be assumed, ms; null: nothing. */
async function outOfOrdernessOf({ orderFrom = "look", files, mapping, columns }: CsvJob, bytes: number): Promise<number | null> {
  if (typeof orderFrom === "number") return orderFrom;
  if (orderFrom === "look" || bytes < ASSUME_FROM) return null;
  return likelyOutOfOrderness(files, mapping, new RowReader(mapping, columns));
}
