import type { EventRoom, OrderFrom, SourceChunk } from "../source.ts";
import { ASSUME_FROM, assumingOrder, likelyOutOfOrderness } from "./assumed-order.ts";
import type { CsvFile } from "./file-reading.ts";
import { readFiles } from "./read-files.ts";
import type { ReadTogether } from "./read-together.ts";
import { TimeScan } from "./time-scan.ts";
import { isUtf16 } from "./utf16.ts";

/** What is to be read, as plain data: here or in a worker. */
export interface CsvJob {
  readonly files: readonly CsvFile[];
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

/** What is to be read, and what was found out about it. */
export interface CsvPlan {
  readonly job: CsvJob;
  readonly together: ReadTogether;
}

/** A file smaller than this is read whole as fast as it could be looked through first. */
const SCAN_FROM = 2 << 20;

/** Chunks in the order of arrival; with the earliest later time where a first look can tell it, or where it is assumed. */
export async function* arrivalChunks(job: CsvJob, signal: AbortSignal, room?: EventRoom): AsyncGenerator<SourceChunk> {
  const { files, order, rejectCap, keepTexts, chunkRows, firstRows, pieceBytes, scanWorker } = job;
  const bytes = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const twice = files.every(({ size, gzip, mapping }) => size !== null && !gzip && !isUtf16(mapping.encoding));
  const lookable = order === "time" && twice && bytes > SCAN_FROM;
  const assumed = lookable ? await outOfOrdernessOf(job, bytes) : null;
  const scan = lookable && assumed === null ? await TimeScan.of(files, signal, scanWorker) : null;
  const cut = { chunkRows, firstRows, pieceBytes };
  const chunks = readFiles(files, { rejectCap, scan, keepTexts, ...cut, signal, room });
  yield* assumed === null ? chunks : assumingOrder(chunks, assumed);
}

/** What may be assumed, ms; null: nothing. */
async function outOfOrdernessOf({ orderFrom = "look", files }: CsvJob, bytes: number): Promise<number | null> {
  if (typeof orderFrom === "number") return orderFrom;
  if (orderFrom === "look" || bytes < ASSUME_FROM) return null;
  return likelyOutOfOrderness(files);
}
