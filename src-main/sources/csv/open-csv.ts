import { join } from "node:path";
import type { Mapping } from "../mapping.ts";
import type { OrderFrom, Source } from "../source.ts";
import { inTimeOrder } from "../time-order.ts";
import { CHUNK_ROWS, FIRST_CHUNK_ROWS, LARGE_CHUNK_ROWS } from "./chunk-builder.ts";
import { arrivalChunks, type CsvPlan } from "./csv-job.ts";
import { type Detection, detectCsv } from "./detect/detect.ts";
import type { NamedPreset } from "./detect/presets.ts";
import { guessEncoding } from "./encoding/guess-encoding.ts";
import { findInputs } from "./find-inputs.ts";
import { decodeHead, type InputFile, leaveStdin, readHead, SMALL_PIECE } from "./input-files.ts";
import { type CsvThread, csvThread } from "./read-in-worker.ts";
import { columnNames } from "./records.ts";
import { withRowTexts } from "./row-finder.ts";
import { RowReader } from "./row-reader.ts";

export interface OpenCsvOptions {
  /** undefined: detected from the first file. */
  readonly mapping?: Mapping;
  readonly presets: readonly NamedPreset[];
  readonly order: "time" | "arrival";
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
  /** Names by position. */
  readonly columns: readonly string[];
  readonly detection: Detection | null;
}

const REJECT_CAP = 10_000;

/** Opens files (globs, gzip) or stdin as one source. Throws an Error of one line that names the file and what to do. */
export async function openCsv(inputs: readonly string[], options: OpenCsvOptions): Promise<CsvSource> {
  const { workerDir } = options;
  // stdin belongs to this thread. The worker comes up while the file is looked at.
  const own = workerDir === undefined || inputs.includes("-");
  let thread = options.thread ?? (own ? null : csvThread(workerDir));
  try {
    const files = await findInputs(inputs);
    if (thread === null) return opened(await planOf(files, options, false), null);
    const guess = thread.guess;
    if (guess?.asked === question(files, options)) return opened(guess.plan, thread);
    const plan = await planOf(files, options, true);
    if (guess !== null) {
      void thread.close();
      thread = thread.another();
    }
    thread.begin(plan.job);
    return opened(plan, thread);
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
  const files = await findInputs(inputs);
  const plan = await planOf(files, options, true);
  thread.begin(plan.job, { asked: question(files, options), plan });
}

/** All that a plan depends on. */
function question(files: readonly InputFile[], options: OpenCsvOptions): string {
  const { mapping, presets, order, rejectCap = REJECT_CAP, onlyRefuser, orderFrom, workerDir } = options;
  return JSON.stringify([files, mapping, presets, order, rejectCap, onlyRefuser, orderFrom, workerDir]);
}

/** `threaded`: a worker reads. */
async function planOf(files: readonly InputFile[], options: OpenCsvOptions, threaded: boolean): Promise<CsvPlan> {
  const [mapping, detection] =
    options.mapping !== undefined ? [options.mapping, null] : await detectFile(files[0] as InputFile, options.presets);
  const columns = mapping.columns ?? (await headerColumns(files[0] as InputFile, mapping));
  // Made here for its errors: a mapping that names a column which is not there.
  new RowReader(mapping, columns);
  if (mapping.header) for (const file of files.slice(1)) await checkHeader(file, mapping, files[0] as InputFile);
  const { order, rejectCap = REJECT_CAP, workerDir } = options;
  // In the order of arrival the session refuses what is late.
  const unseen = options.onlyRefuser === true && order === "time";
  const large = { chunkRows: LARGE_CHUNK_ROWS, firstRows: FIRST_CHUNK_ROWS, pieceBytes: SMALL_PIECE };
  const chunks = unseen ? large : { chunkRows: CHUNK_ROWS };
  const job = { files, mapping, columns, order, rejectCap, keepTexts: order === "arrival", ...chunks };
  if (!threaded) return { job, detection };
  const scanWorker = workerDir === undefined ? undefined : join(workerDir, "time-scan-worker.js");
  return { job: { ...job, scanWorker, orderFrom: unseen ? options.orderFrom : "look" }, detection };
}

/** The rows of a plan, which `thread` has begun with; null: read in this thread. */
function opened({ job, detection }: CsvPlan, thread: CsvThread | null): CsvSource {
  const { files, mapping, columns, order } = job;
  const finish = files.length === 1 && files[0]?.path === "-" ? { finish: leaveStdin } : {};
  const arrival: Source = {
    ...finish,
    names: files.map(({ name }) => name),
    bounded: true,
    timeOrdered: false,
    chunks: (signal) => arrivalChunks(job, signal),
    close: async () => {},
  };
  if (thread !== null)
    return {
      ...arrival,
      timeOrdered: order === "time",
      chunks: (signal) => withRowTexts(thread.read(signal), job),
      close: () => thread.close(),
      mapping,
      columns,
      detection,
    };
  const here = order === "time" ? inTimeOrder(arrival) : arrival;
  return { ...here, chunks: (signal) => withRowTexts(here.chunks(signal), job), mapping, columns, detection };
}

/** Detection on the beginning of a file. Throws an Error of one line that names it. */
export async function detectFile(file: InputFile, presets: readonly NamedPreset[]): Promise<[Mapping, Detection]> {
  const { bytes, whole } = await readHead(file);
  const { encoding, reason } = guessEncoding(bytes, file.name);
  try {
    const detection = detectCsv(decodeHead(bytes, encoding, whole), encoding, reason, presets);
    return [detection.mapping, detection];
  } catch (error) {
    throw new Error(`${file.name}: ${(error as Error).message}`);
  }
}

/** Day files of one kind are read as one; a file of another kind among them is a mistake better told than half read. */
async function checkHeader(file: InputFile, mapping: Mapping, first: InputFile): Promise<void> {
  // Not with what the mapping calls them: a header may be short of names, or a person have given others.
  const columns = await headerColumns(first, mapping);
  const own = await headerColumns(file, mapping);
  if (own.length !== columns.length || own.some((name, i) => name !== columns[i]))
    throw new Error(
      `${file.name} has other columns (${own.slice(0, 6).join(", ")}) than ${first.name} (${columns.slice(0, 6).join(", ")}); open it by itself`,
    );
}

async function headerColumns(file: InputFile, mapping: Mapping): Promise<string[]> {
  const { bytes, whole } = await readHead(file);
  const text = decodeHead(bytes, mapping.encoding, whole);
  return columnNames(text, mapping);
}
