import type { UnfinishedMapping } from "../mapping.ts";
import { parseUnfinished } from "../mapping.ts";
import { detectColumns, detectTimeFormats } from "./detect/detect.ts";
import type { Guess } from "./detect/guess.ts";
import { guessEncoding } from "./encoding/guess-encoding.ts";
import { findInputs } from "./find-inputs.ts";
import { headRows, RAW_CAP } from "./head-rows.ts";
import { decodeHead, type InputFile, readHead } from "./input-files.ts";
import { columnNames, splitRecord } from "./records.ts";

/** The beginning of a file of which nobody has said yet what its columns mean. */
export interface ColumnsPreview {
  readonly file: InputFile;
  readonly mapping: UnfinishedMapping;
  /** Names by position. */
  readonly columns: readonly string[];
  /** By position: how a column would be read as the time; null: it holds none, as far as is known. */
  readonly timeFormats: readonly (string | null)[];
  readonly guesses: readonly Guess[];
  /** Rows as they stand. */
  readonly rows: readonly string[];
  /** Rows of the beginning. */
  readonly read: number;
}

/**
 * The rows of a file's beginning and the columns there are to choose from: parted as `given` says, or as detected. Throws an Error of one line
 * for a file that cannot be read or has no rows.
 */
export async function previewColumns(path: string, given: UnfinishedMapping | null, rows: number): Promise<ColumnsPreview> {
  const [file] = (await findInputs([path])) as [InputFile];
  const { bytes, whole } = await readHead(file);
  const { encoding, reason } = guessEncoding(bytes, file.name);
  const text = decodeHead(bytes, given?.encoding ?? encoding, whole);
  const { mapping, columns, guesses } = given === null ? asDetected(text, encoding, reason) : asGiven(text, given);
  const shown: string[] = [];
  let read = 0;
  headRows(bytes, whole, mapping, (raw, lines) => {
    if (lines === "several" && splitRecord(raw, mapping.delimiter, mapping.quote)?.length !== columns.length) return false;
    read++;
    if (shown.length < rows) shown.push(raw.slice(0, RAW_CAP));
    return true;
  });
  const timeFormats = detectTimeFormats(text, mapping.encoding, columns);
  return { file, mapping: { ...mapping, columns: [...columns] }, columns, timeFormats, guesses, rows: shown, read };
}

type Parted = Pick<ColumnsPreview, "mapping" | "columns" | "guesses">;

function asDetected(text: string, encoding: UnfinishedMapping["encoding"], reason: string): Parted {
  const { columns, format, known, guesses } = detectColumns(text, encoding, reason);
  return { columns, guesses, mapping: parseUnfinished({ ...format, ...known }, "mapping") };
}

const asGiven = (text: string, mapping: UnfinishedMapping): Parted => ({
  mapping,
  columns: mapping.columns ?? columnNames(text, mapping),
  guesses: [],
});
