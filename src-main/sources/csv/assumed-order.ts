import type { EventBatch } from "../../engine/batch.ts";
import { MisorderedError, type SourceChunk } from "../source.ts";
import { FileReaders } from "./file-readers.ts";
import type { CsvFile } from "./file-reading.ts";
import { plainPieces } from "./input-files.ts";
import { SkimRecords } from "./skim-records.ts";
import { TimesMet } from "./times-met.ts";

/**
 * Large files are mostly in near time order, each row at most some minutes behind the latest before it. To know it takes a look through
 * all their times, a tenth of a run. It is not known here but assumed, from stretches of the files, and every row is checked against it:
 * who reads so must be able to begin again when a row breaks it.
 */

/**
 * Bytes of a stretch that is looked at, and how many of them, evenly over the files. More would find little: a row in 100,000 that is out of
 * order is met soon, and little is read twice.
 */
const STRETCH = 1 << 20;
const STRETCHES = 5;
/** Nothing is gained with a smaller input, which is looked through whole in no time. */
export const ASSUME_FROM = 2 * STRETCH * STRETCHES;
const NEWLINE = 10;

/**
 * How far behind the latest before it a row of plain files may come, ms, as far as stretches of them tell: twice what was seen. null: it
 * is not near order, or a stretch is not readable.
 */
export async function likelyOutOfOrderness(files: readonly CsvFile[]): Promise<number | null> {
  const total = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const all = new TimesMet();
  const stretch = new TimesMet();
  const readers = new FileReaders();
  const recordsOf = (file: CsvFile): SkimRecords =>
    new SkimRecords({ mapping: file.mapping, reader: readers.of(file), met: (_, times) => stretch.add(times) });
  let span = Number.POSITIVE_INFINITY;
  for (let i = 0; i < STRETCHES; i++) {
    stretch.clear();
    if (!(await readStretch(files, Math.floor((i * (total - STRETCH)) / (STRETCHES - 1)), recordsOf))) return null;
    // None was read.
    if (stretch.latest < stretch.earliest) return null;
    all.add(stretch);
    span = Math.min(span, stretch.latest - stretch.earliest);
  }
  // No more rows have to wait for those behind them than a stretch has.
  return 2 * all.behind <= span ? 2 * all.behind : null;
}

/** Reads the times of a stretch that begins at byte `at` of all files; false when that is not possible. */
async function readStretch(files: readonly CsvFile[], at: number, recordsOf: (file: CsvFile) => SkimRecords): Promise<boolean> {
  let from = at;
  const file = files.find(({ size }) => {
    if (from < (size ?? 0)) return true;
    from -= size ?? 0;
    return false;
  });
  if (file === undefined) return false;
  const records = recordsOf(file);
  // The line it begins in is not whole, or a header.
  records.resume(from);
  try {
    for await (const piece of plainPieces(file, () => {}, { pieceBytes: STRETCH, from, to: from + STRETCH }))
      records.push(piece.subarray(piece.indexOf(NEWLINE) + 1));
  } catch {
    return false;
  }
  return true;
}

/**
 * Chunks that say what is final as if no row came more than `outOfOrderness` ms behind the latest before it. Throws a MisorderedError
 * before it hands out a chunk with one that does.
 */
export async function* assumingOrder(chunks: AsyncIterable<SourceChunk>, outOfOrderness: number): AsyncGenerator<SourceChunk> {
  let latest = Number.NEGATIVE_INFINITY;
  for await (const chunk of chunks) {
    latest = latestOf(chunk.events, latest, latest - outOfOrderness);
    yield { ...chunk, earliestLater: latest - outOfOrderness, assumed: outOfOrderness };
  }
}

/** The latest time up to the end of events, from one before them on. Throws a MisorderedError for one earlier than `final`. */
function latestOf({ time, length }: EventBatch, before: number, final: number): number {
  let latest = before;
  for (let i = 0; i < length; i++) {
    const at = time[i] as number;
    if (at > latest) latest = at;
    else if (at < final) throw new MisorderedError();
  }
  return latest;
}
