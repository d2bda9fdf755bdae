import { join } from "node:path";
import type { Mapping } from "../mapping.ts";
import type { OrderFrom, Source, SourceChunk } from "../source.ts";
import { inTimeOrder } from "../time-order.ts";
import { CHUNK_ROWS, FIRST_CHUNK_ROWS, LARGE_CHUNK_ROWS } from "./chunk-builder.ts";
import { arrivalChunks, type CsvPlan } from "./csv-job.ts";
import type { Detection } from "./detect/detect.ts";
import type { NamedPreset } from "./detect/presets.ts";
import { FileLook } from "./file-look.ts";
import type { CsvFile } from "./file-reading.ts";
import { type FoundInputs, lookForInputs } from "./find-inputs.ts";
import { HEAD_BYTES, type InputFile, leaveStdin, SMALL_PIECE } from "./input-files.ts";
import { type CsvThread, csvThread } from "./read-in-worker.ts";
import { readTogether } from "./read-together.ts";
import { comparesRows, findingRepeats } from "./repeated-rows.ts";
import { withRowTexts } from "./row-finder.ts";

export interface OpenCsvOptions {
  /** undefined: detected from the first file. */
  readonly mapping?: Mapping;
  readonly presets: readonly NamedPreset[];
  readonly order: "time" | "arrival";
  /** Of several files, in order of time: rows that a file before theirs has as well are refused as duplicates. */
  readonly once?: boolean;
  /** Refused rows kept with their text. */
  readonly rejectCap?: number;
  /**
   * Nobody but this source refuses rows, so that it does not show where a chunk ends: they may be large. Else the refusals of a chunk
   * stand before those of its events.
   */
  readonly onlyRefuser?: boolean;
  /** Where the source is the only refuser and a worker reads; "look" when absent. */
  readonly orderFrom?: OrderFrom;
  /** Where csv-worker.js is: files are read in a worker. Absent: in this thread. */
  readonly workerDir?: string;
  /** Such a worker, when it was started before; closed when this fails. */
  readonly thread?: CsvThread | null;
}

export interface CsvSource extends Source {
  readonly mapping: Mapping;
  /** Names by position; behind those of the first file those only others have. */
  readonly columns: readonly string[];
  readonly detection: Detection | null;
  readonly files: readonly CsvFile[];
  readonly notes: readonly string[];
}

const REJECT_CAP = 10_000;

/** Opens files (globs, gzip) or stdin as one source. Throws an Error of one line that names the file and what to do. */
export async function openCsv(inputs: readonly string[], options: OpenCsvOptions): Promise<CsvSource> {
  const { workerDir } = options;
  // stdin belongs to this thread. The worker comes up while the file is looked at.
  const own = workerDir === undefined || inputs.includes("-");
  let thread = options.thread ?? (own ? null : csvThread(workerDir));
  try {
    const found = await lookForInputs(inputs);
    if (thread === null) return opened(await planOf(found, options, false), options, null);
    const guess = thread.guess;
    if (guess?.asked === question(found, options)) return opened(guess.plan, options, thread);
    const plan = await planOf(found, options, true);
    if (guess !== null) {
      void thread.close();
      thread = thread.another();
    }
    thread.begin(plan.job);
    return opened(plan, options, thread);
  } catch (error) {
    await thread?.close();
    throw error;
  }
}

/**
 * Lets a thread begin to read what `openCsv` will most likely be asked for, with the same options, while all else that a run needs is still
 * loaded. When that is asked for it goes on, else another thread takes its place: nobody can tell but by the time it takes. Throws as
 * `openCsv` does; nothing has begun then.
 */
export async function guessCsv(inputs: readonly string[], options: OpenCsvOptions, thread: CsvThread): Promise<void> {
  const found = await lookForInputs(inputs);
  const plan = await planOf(found, options, true);
  thread.begin(plan.job, { asked: question(found, options), plan });
}

/** All that a plan depends on. */
function question(found: FoundInputs, options: OpenCsvOptions): string {
  const { mapping, presets, order, rejectCap = REJECT_CAP, onlyRefuser, orderFrom, workerDir } = options;
  return JSON.stringify([found, mapping, presets, order, rejectCap, onlyRefuser, orderFrom, workerDir]);
}

/** `threaded`: a worker reads. */
async function planOf(inputs: FoundInputs, options: OpenCsvOptions, threaded: boolean): Promise<CsvPlan> {
  const together = await readTogether(inputs, options.mapping, options.presets);
  if (options.once === true) checkComparable(together.files, options.order);
  const { order, rejectCap = REJECT_CAP, workerDir } = options;
  // In the order of arrival the session refuses what is late.
  const unseen = options.onlyRefuser === true && order === "time";
  const large = { chunkRows: LARGE_CHUNK_ROWS, firstRows: FIRST_CHUNK_ROWS, pieceBytes: SMALL_PIECE };
  const chunks = unseen ? large : { chunkRows: CHUNK_ROWS };
  const job = { files: together.files, order, rejectCap, keepTexts: order === "arrival", ...chunks };
  if (!threaded) return { job, together };
  const scanWorker = workerDir === undefined ? undefined : join(workerDir, "time-scan-worker.js");
  return { job: { ...job, scanWorker, orderFrom: unseen ? options.orderFrom : "look" }, together };
}

/** The rows of a plan, which `thread` has begun with; null: read in this thread. */
function opened({ job, together }: CsvPlan, { once = false }: OpenCsvOptions, thread: CsvThread | null): CsvSource {
  const { files, order, rejectCap } = job;
  const { mapping, columns, detection } = together;
  const notes = [...together.notes];
  const finish = files.length === 1 && files[0]?.path === "-" ? { finish: leaveStdin } : {};
  const arrival: Source = {
    ...finish,
    names: files.map(({ name }) => name),
    bounded: true,
    timeOrdered: false,
    chunks: (signal) => arrivalChunks(job, signal),
    close: async () => {},
  };
  const all = { mapping, columns, detection, files, notes };
  const compared = order === "time" && comparesRows(files);
  const told = (chunks: AsyncIterable<SourceChunk>): AsyncIterable<SourceChunk> => {
    const texts = withRowTexts(chunks, files);
    return compared ? findingRepeats(texts, files, { once, rejectCap, onNote: (note) => notes.push(note) }) : texts;
  };
  if (thread !== null)
    return {
      ...arrival,
      timeOrdered: order === "time",
      chunks: (signal) => told(thread.read(signal)),
      close: () => thread.close(),
      ...all,
    };
  const here = order === "time" ? inTimeOrder(arrival) : arrival;
  return { ...here, chunks: (signal) => told(here.chunks(signal)), ...all };
}

/** Throws an Error of one line. */
function checkComparable(files: readonly CsvFile[], order: OpenCsvOptions["order"]): void {
  if (order !== "time") throw new Error("rows are read once in order of time only; read them in that order, or leave out --once");
  if (files.length > 1 && !comparesRows(files))
    throw new Error(
      "rows are not read once of intervals, nor where values have times of their own: their readings are of several times; leave out --once",
    );
}

/** Detection on the beginning of a file. Throws an Error of one line that names it. */
export async function detectFile(file: InputFile, presets: readonly NamedPreset[]): Promise<Detection> {
  return (await FileLook.at(file, HEAD_BYTES)).detect(presets);
}
