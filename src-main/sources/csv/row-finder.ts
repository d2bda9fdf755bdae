import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { RowMarks, SourceChunk } from "../source.ts";
import { ByteRecords, type RecordTaker } from "./byte-records.ts";
import type { CsvFile } from "./file-reading.ts";
import type { InputFile } from "./input-files.ts";
import { batchFor, RowReader } from "./row-reader.ts";
import { recordDecoder } from "./row-texts.ts";

const TEXT_CAP = 1024;
/** Bytes from a known row of a file on, at most: what follows a longer line is known again. */
const MOST = 1 << 20;
/** Stretches of files kept, 64 KiB each. */
const KEPT = 128;

/** Rows of a stretch: row `first + i` is between starts[i] and ends[i]. */
interface Stretch {
  readonly bytes: Buffer;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Raw texts of rows read long ago, looked up in their file again: few are ever asked for, so none is kept. */
class RowFinder {
  readonly #files: readonly CsvFile[];
  readonly #marks = new Map<number, { rows: number[]; offsets: number[] }>();
  /** By source and first row; the one looked at last stands last. */
  readonly #kept = new Map<string, Stretch>();

  constructor(files: readonly CsvFile[]) {
    this.#files = files;
  }

  add({ source, rows, offsets }: RowMarks): void {
    const marks = this.#marks.get(source) ?? { rows: [], offsets: [] };
    this.#marks.set(source, marks);
    marks.rows.push(...rows);
    marks.offsets.push(...offsets);
  }

  /** Cut at 1 KiB; "" when the file cannot be looked at again (stdin, gzip) or has changed. */
  text(source: number, row: number): string {
    const marks = this.#marks.get(source);
    const file = this.#files[source];
    if (marks === undefined || file === undefined) return "";
    let low = 0;
    let high = marks.rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((marks.rows[middle] as number) <= row) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return "";
    const first = marks.rows[low - 1] as number;
    const name = `${source}:${first}`;
    let stretch = this.#kept.get(name);
    this.#kept.delete(name);
    try {
      const from = marks.offsets[low - 1] as number;
      const to = Math.min(marks.offsets[low] ?? Number.POSITIVE_INFINITY, from + MOST);
      stretch ??= stretchOf(file, readBetween(file, from, to));
    } catch {
      return "";
    }
    this.#kept.set(name, stretch);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
    const start = stretch.starts[row - first];
    const end = stretch.ends[row - first];
    return start === undefined || end === undefined
      ? ""
      : recordDecoder(file.mapping)(stretch.bytes.subarray(start, Math.min(end, start + TEXT_CAP)));
  }
}

/** Cut as when they were first read. */
function stretchOf({ mapping, columns }: CsvFile, bytes: Buffer): Stretch {
  const decode = recordDecoder(mapping);
  const reader = new RowReader(mapping, columns);
  const scratch = batchFor(reader, 1);
  const starts: number[] = [];
  const ends: number[] = [];
  const records = new ByteRecords(mapping.quote);
  const taker: RecordTaker = {
    fast: () => -1,
    slow: (piece, start, end, offset, lines) => {
      scratch.length = 0;
      if (lines === "several") {
        if (reader.read(decode(piece.subarray(start, end)), 0, 0, scratch)?.reason === "malformed") return false;
      }
      starts.push(offset);
      ends.push(offset + end - start);
      return true;
    },
  };
  records.push(bytes, taker);
  records.end(taker);
  return { bytes, starts, ends };
}

/** Throws for a file that is another one by now, or was written to: what stands there is not what was read. */
function readBetween({ path, name, size, modified }: InputFile, from: number, to: number): Buffer {
  const fd = openSync(path, "r");
  try {
    const now = fstatSync(fd);
    // The rows of a Parquet file stand in a file of our own.
    if (now.size !== size || (path === name && now.mtimeMs !== modified)) throw new Error("changed");
    const mark = Buffer.alloc(3);
    const shift = readSync(fd, mark, 0, 3, 0) === 3 && mark.equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
    const bytes = Buffer.alloc(to - from);
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, from + shift));
  } finally {
    closeSync(fd);
  }
}

/** Chunks whose rows can be looked up in their files. */
export async function* withRowTexts(chunks: AsyncIterable<SourceChunk>, files: readonly CsvFile[]): AsyncGenerator<SourceChunk> {
  const finder = new RowFinder(files);
  for await (const chunk of chunks) {
    if (chunk.marks !== undefined) finder.add(chunk.marks);
    if (chunk.textOf !== undefined) {
      yield chunk;
      continue;
    }
    const { source, row } = chunk.events;
    const rowText = (from: number, at: number): string => finder.text(from, at);
    yield { ...chunk, rowText, textOf: (i) => rowText(source[i] as number, row[i] as number) };
  }
}
