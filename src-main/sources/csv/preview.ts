import type { Event } from "../../../plugins/api.ts";
import { type EventBatch, plainEvent } from "../../engine/batch.ts";
import type { Mapping } from "../mapping.ts";
import { type Detection, detectColumns, detectCsv, detectTimeFormats } from "./detect/detect.ts";
import type { Guess } from "./detect/guess.ts";
import type { NamedPreset } from "./detect/presets.ts";
import { guessEncoding } from "./encoding/guess-encoding.ts";
import type { CsvFile } from "./file-reading.ts";
import { lookForInputs } from "./find-inputs.ts";
import { headRows, RAW_CAP } from "./head-rows.ts";
import { decodeHead, type InputFile, readHead } from "./input-files.ts";
import { type ReadTogether, readTogether } from "./read-together.ts";
import { leftOutNotes } from "./reading-notes.ts";
import { columnNames } from "./records.ts";
import { batchFor, type Refusal, RowReader } from "./row-reader.ts";

export interface PreviewRecord {
  /** Data row, from 1. */
  readonly row: number;
  readonly raw: string;
  readonly events: readonly Event[];
  readonly refusal: Refusal | null;
}

export interface Preview {
  /** The one whose rows are shown. */
  readonly file: InputFile;
  /** All that are read as one. */
  readonly files: readonly InputFile[];
  /** As in ReadTogether. */
  readonly notes: readonly string[];
  readonly mapping: Mapping;
  readonly guesses: readonly Guess[];
  readonly columns: readonly string[];
  /** By position: how a column would be read as the time; null: it holds none, as far as is known. */
  readonly timeFormats: readonly (string | null)[];
  readonly records: readonly PreviewRecord[];
  /** Over the beginning that was looked at. */
  readonly counts: {
    readonly read: number;
    readonly accepted: number;
    readonly malformed: number;
    readonly unconvertible: number;
  };
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  readonly keys: number;
}

/**
 * The beginning of a file, the first of several, beside the events it becomes: with `mapping`, or as detected. Bad rows are part of the
 * answer. Throws an Error of one line for a file that cannot be read or does not fit the others, or a mapping that names a column which is
 * not there.
 */
export async function previewCsv(
  paths: readonly string[],
  mapping: Mapping | null,
  presets: readonly NamedPreset[],
  rows: number,
): Promise<Preview> {
  const found = await lookForInputs(paths);
  if (found.files.length > 1) return previewOfSeveral(await readTogether(found, mapping ?? undefined, presets), presets, rows);
  const [file] = found.files as [InputFile];
  const { bytes, whole } = await readHead(file);
  const { encoding, reason } = guessEncoding(bytes, file.name);
  const text = decodeHead(bytes, mapping?.encoding ?? encoding, whole);
  const detection = detected(text, encoding, reason, presets, mapping, file.name);
  const used = mapping ?? detection?.mapping;
  if (used === undefined) throw new Error(`${file.name} could not be understood; name its columns in a mapping`);
  const columns = used.columns ?? detection?.columns ?? columnNames(decodeHead(bytes, used.encoding, whole), used);
  const reader = new RowReader(used, columns);
  const read = readRecords(bytes, whole, used, reader, rows);
  return {
    file,
    files: found.files,
    notes: leftOutNotes(found.leftOut),
    mapping: { ...used, columns: [...columns] },
    guesses: detection?.guesses ?? [],
    columns,
    timeFormats: detectTimeFormats(text, encoding, columns),
    keys: reader.keys.size,
    ...read,
  };
}

/** The rows of the first file; its columns are followed by those that only others have. */
async function previewOfSeveral(
  { files, mapping, columns, detection, notes }: ReadTogether,
  presets: readonly NamedPreset[],
  rows: number,
): Promise<Preview> {
  const [file] = files as readonly [CsvFile];
  const { bytes, whole } = await readHead(file);
  const { encoding, reason } = guessEncoding(bytes, file.name);
  const text = decodeHead(bytes, file.mapping.encoding, whole);
  const commentary = detection ?? detected(text, encoding, reason, presets, mapping, file.name);
  const reader = new RowReader(file.mapping, file.columns);
  const read = readRecords(bytes, whole, file.mapping, reader, rows);
  const timeFormats = detectTimeFormats(text, encoding, file.columns);
  return {
    file,
    files,
    notes,
    mapping: { ...mapping, columns: [...columns] },
    guesses: commentary?.guesses ?? [],
    columns,
    timeFormats: columns.map((_, i) => timeFormats[i] ?? null),
    keys: reader.keys.size,
    ...read,
  };
}

/** With a mapping given, what detection says is only commentary: of a file it does not understand there is less of it. */
function detected(
  text: string,
  encoding: Mapping["encoding"],
  reason: string,
  presets: readonly NamedPreset[],
  mapping: Mapping | null,
  path: string,
): (Pick<Detection, "columns" | "guesses"> & { readonly mapping?: Mapping }) | null {
  try {
    return detectCsv(text, encoding, reason, presets);
  } catch (error) {
    if (mapping === null) throw new Error(`${path}: ${(error as Error).message}`);
  }
  try {
    return detectColumns(text, encoding, reason);
  } catch {
    return null;
  }
}

function readRecords(
  bytes: Buffer,
  whole: boolean,
  mapping: Mapping,
  reader: RowReader,
  rows: number,
): Pick<Preview, "records" | "counts" | "firstTime" | "lastTime"> {
  const batch = batchFor(reader, 1);
  const records: PreviewRecord[] = [];
  const counts = { read: 0, accepted: 0, malformed: 0, unconvertible: 0 };
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  headRows(bytes, whole, mapping, (raw, lines) => {
    batch.length = 0;
    const refusal = reader.read(raw, 0, counts.read + 1, batch);
    if (lines === "several" && refusal?.reason === "malformed") return false;
    counts.read++;
    counts[refusal?.reason ?? "accepted"]++;
    for (let i = 0; i < batch.length; i++) {
      first = Math.min(first, batch.time[i] as number);
      last = Math.max(last, batch.time[i] as number);
    }
    if (records.length < rows)
      records.push({ row: counts.read, raw: raw.slice(0, RAW_CAP), events: eventsOf(batch, reader), refusal });
    return true;
  });
  return { records, counts, firstTime: counts.accepted === 0 ? null : first, lastTime: counts.accepted === 0 ? null : last };
}

function eventsOf(batch: EventBatch, reader: RowReader): Event[] {
  return Array.from({ length: batch.length }, (_, i) => plainEvent(batch, i, reader.keys.key(batch.key[i] as number)));
}
