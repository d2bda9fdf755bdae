import type { EventBatch } from "../../engine/batch.ts";
import type { Mapping } from "../mapping.ts";
import type { RefusalReason, Reject, Source, SourceChunk } from "../source.ts";
import { inTimeOrder } from "../time-order.ts";
import { type Detection, detectCsv, type NamedPreset } from "./detect.ts";
import { byteStream, decodeHead, findInputs, guessEncoding, type InputFile, readHead } from "./input-files.ts";
import { RecordSplitter, splitRecord } from "./records.ts";
import { batchFor, RowReader } from "./row-reader.ts";

export interface OpenCsvOptions {
  /** undefined: detected from the first file. */
  readonly mapping?: Mapping;
  readonly presets: readonly NamedPreset[];
  readonly order: "time" | "arrival";
  /** Refused rows kept with their text. */
  readonly rejectCap?: number;
}

export interface CsvSource extends Source {
  readonly mapping: Mapping;
  readonly detection: Detection | null;
}

const REJECT_CAP = 10_000;
const TEXT_CAP = 1024;
/** Rows a chunk. */
const CHUNK_ROWS = 32_768;

/** Opens files (globs, gzip) or stdin as one source. Throws an Error of one line that names the file and what to do. */
export async function openCsv(inputs: readonly string[], options: OpenCsvOptions): Promise<CsvSource> {
  const files = await findInputs(inputs);
  const [mapping, detection] = options.mapping !== undefined ? [options.mapping, null] : await detectFile(files[0] as InputFile, options.presets);
  const columns = mapping.columns ?? (await headerColumns(files[0] as InputFile, mapping));
  const reader = new RowReader(mapping, columns);
  const arrival: Source = {
    names: files.map(({ path }) => (path === "-" ? "stdin" : path)),
    bounded: true,
    timeOrdered: false,
    chunks: (signal) => readFiles(files, mapping, reader, options.rejectCap ?? REJECT_CAP, signal),
    close: async () => {},
  };
  return { ...(options.order === "time" ? inTimeOrder(arrival) : arrival), mapping, detection };
}

/** Detection on the beginning of a file. Throws an Error of one line that names it. */
export async function detectFile(file: InputFile, presets: readonly NamedPreset[]): Promise<[Mapping, Detection]> {
  if (file.path === "-") throw new Error("stdin needs --mapping FILE: what has been read cannot be looked at twice");
  const { bytes, whole } = await readHead(file);
  const { encoding, reason } = guessEncoding(bytes, file.path);
  try {
    const detection = detectCsv(decodeHead(bytes, encoding, whole), encoding, reason, presets);
    return [detection.mapping, detection];
  } catch (error) {
    throw new Error(`${file.path}: ${(error as Error).message}`);
  }
}

async function headerColumns(file: InputFile, mapping: Mapping): Promise<string[]> {
  if (file.path === "-") throw new Error('a mapping for stdin must list its "columns"');
  const { bytes, whole } = await readHead(file);
  const text = decodeHead(bytes, mapping.encoding, whole);
  const first = splitRecord(text.split(/\r?\n/)[0] ?? "", mapping.delimiter, mapping.quote) ?? [];
  return mapping.header ? first.map((name) => name.trim()) : first.map((_, i) => `column ${i + 1}`);
}

async function* readFiles(files: readonly InputFile[], mapping: Mapping, reader: RowReader, rejectCap: number, signal: AbortSignal): AsyncGenerator<SourceChunk> {
  const totalBytes = files.reduce<number | null>((sum, { size }) => (sum === null || size === null ? null : sum + size), 0);
  let rawBytes = 0;
  let reportedBytes = 0;
  let kept = 0;
  let sentKeys = 0;
  for (let source = 0; source < files.length; source++) {
    const file = files[source] as InputFile;
    const chunk = new ChunkBuilder(reader, source, () => rejectCap - kept);
    const finish = (): SourceChunk => {
      const newKeys = reader.keys.since(sentKeys);
      sentKeys = reader.keys.size;
      const built = chunk.take();
      kept += built.rejects.length;
      const bytes = rawBytes - reportedBytes;
      reportedBytes = rawBytes;
      return { ...built, newKeys, bytes, progress: totalBytes === null ? null : Math.min(1, rawBytes / totalBytes) };
    };
    const decoder = new TextDecoder(mapping.encoding === "latin1" ? "windows-1252" : mapping.encoding);
    const splitter = new RecordSplitter(mapping.quote);
    let awaitsHeader = mapping.header;
    const take = (record: string): void => {
      if (awaitsHeader) awaitsHeader = false;
      else chunk.row(record);
    };
    const stream = byteStream(file, (bytes) => {
      rawBytes += bytes;
    });
    try {
      for await (const bytes of stream as AsyncIterable<Buffer>) {
        if (signal.aborted) return;
        splitter.push(decoder.decode(bytes, { stream: true }), take);
        if (chunk.rows >= CHUNK_ROWS) yield finish();
      }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Error(`reading ${file.path} failed after ${chunk.total} rows: ${code ?? message}`);
    } finally {
      stream.destroy();
    }
    splitter.push(decoder.decode(), take);
    splitter.end(take);
    yield finish();
  }
}

/** Rows read since the last chunk, as events and refusals. */
class ChunkBuilder {
  readonly #reader: RowReader;
  readonly #source: number;
  readonly #room: () => number;
  #batch: EventBatch;
  #records: string[] = [];
  #refused: Partial<Record<RefusalReason, number>> = {};
  #rejects: Reject[] = [];
  rows = 0;
  /** Rows of this file so far. */
  total = 0;

  constructor(reader: RowReader, source: number, room: () => number) {
    this.#reader = reader;
    this.#source = source;
    this.#room = room;
    this.#batch = batchFor(reader, CHUNK_ROWS);
  }

  row(record: string): void {
    this.rows++;
    this.total++;
    if (this.#batch.length + this.#reader.fanOut > this.#batch.time.length) this.#batch = grown(this.#batch);
    const before = this.#batch.length;
    const refusal = this.#reader.read(record, this.#source, this.total, this.#batch);
    if (refusal === null) {
      for (let i = before; i < this.#batch.length; i++) this.#records[i] = record;
      return;
    }
    const { reason, detail } = refusal;
    this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
    if (this.#rejects.length < this.#room()) this.#rejects.push({ source: this.#source, row: this.total, reason, detail, text: record.slice(0, TEXT_CAP) });
  }

  take(): Pick<SourceChunk, "events" | "rows" | "rowsAccepted" | "refused" | "rejects" | "textOf"> {
    const records = this.#records;
    const refused = Object.values(this.#refused).reduce((a, b) => a + b, 0);
    const taken = {
      events: this.#batch,
      rows: this.rows,
      rowsAccepted: this.rows - refused,
      refused: this.#refused,
      rejects: this.#rejects,
      textOf: (i: number): string => (records[i] ?? "").slice(0, TEXT_CAP),
    };
    this.#batch = batchFor(this.#reader, CHUNK_ROWS);
    this.#records = [];
    this.#refused = {};
    this.#rejects = [];
    this.rows = 0;
    return taken;
  }
}

function grown(batch: EventBatch): EventBatch {
  const larger = <T extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(column: T, make: (n: number) => T): T => {
    const next = make(column.length * 2);
    next.set(column);
    return next;
  };
  return {
    length: batch.length,
    time: larger(batch.time, (n) => new Float64Array(n)),
    key: larger(batch.key, (n) => new Uint32Array(n)),
    value: larger(batch.value, (n) => new Float64Array(n)),
    threshold: larger(batch.threshold, (n) => new Float64Array(n)),
    active: larger(batch.active, (n) => new Uint8Array(n)),
    source: larger(batch.source, (n) => new Uint16Array(n)),
    row: larger(batch.row, (n) => new Float64Array(n)),
  };
}
