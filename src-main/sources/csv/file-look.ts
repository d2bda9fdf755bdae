import type { Mapping } from "../mapping.ts";
import { type Detection, detectColumns, detectCsv, detectTimeFormats } from "./detect/detect.ts";
import type { NamedPreset } from "./detect/presets.ts";
import type { TableFormat } from "./detect/table-format.ts";
import { guessEncoding } from "./encoding/guess-encoding.ts";
import type { FileReading } from "./file-reading.ts";
import { headRows } from "./head-rows.ts";
import { decodeHead, type InputFile, readHead } from "./input-files.ts";
import { columnNames, linesBelowHeader, splitRecord } from "./records.ts";
import { batchFor, RowReader } from "./row-reader.ts";
import { isUtf16 } from "./utf16.ts";

/** Rows that say whether a file is read as another one is. */
const ROWS = 200;

/** What is found in the beginning of a file by itself. */
export interface OwnTable {
  readonly columns: readonly string[];
  readonly format: TableFormat;
  readonly numbers: Pick<Mapping, "decimal" | "thousands">;
  /** By column: as which times it would be read. */
  readonly timeFormats: readonly (string | null)[];
  /** All of it; null: as `problem` says, its columns cannot be understood. */
  readonly mapping: Mapping | null;
  readonly problem: string | null;
}

/** The beginning of one of several files. */
export class FileLook {
  readonly file: InputFile;
  readonly #bytes: Buffer;
  readonly #whole: boolean;
  #own: OwnTable | Error | null = null;

  private constructor(file: InputFile, bytes: Buffer, whole: boolean) {
    this.file = file;
    this.#bytes = bytes;
    this.#whole = whole;
  }

  /** Throws an Error of one line for a file that cannot be read. */
  static async at(file: InputFile, most: number): Promise<FileLook> {
    const { bytes, whole } = await readHead(file, most);
    return new FileLook(file, bytes, whole);
  }

  /** Its first line, byte for byte. */
  get firstLine(): string {
    const end = this.#bytes.indexOf(10);
    return this.#bytes.toString("latin1", 0, end === -1 ? this.#bytes.length : end);
  }

  /** Its encoding, where others have `other`: its own where its bytes tell, else theirs. Throws an Error of one line for what is no text. */
  encodingBeside(other: Mapping["encoding"]): Mapping["encoding"] {
    const { encoding } = guessEncoding(this.#bytes, this.file.name);
    if (isUtf16(encoding) || isUtf16(other) || other === "utf-8") return encoding;
    return encoding === "utf-8" && this.#bytes.some((byte) => byte > 127) ? encoding : other;
  }

  /** How it is read by itself. Throws an Error of one line that names it. */
  detect(presets: readonly NamedPreset[]): Detection {
    const { encoding, reason } = guessEncoding(this.#bytes, this.file.name);
    try {
      return detectCsv(this.#text(encoding), encoding, reason, presets);
    } catch (error) {
      throw new Error(`${this.file.name}: ${(error as Error).message}`);
    }
  }

  /** Names of the columns as they stand in its header. */
  header(format: TableFormat): string[] {
    return columnNames(this.#text(format.encoding), format);
  }

  /** What stands below its header before the first reading, as units do. */
  belowHeader(format: TableFormat): string {
    return format.below === undefined ? "" : linesBelowHeader(this.#text(format.encoding), format).join("\n");
  }

  /** A mapping of other files as it is for this one: where those have units below the header and it has a reading, nothing is passed over. */
  withReadings({ mapping, columns }: FileReading): Mapping {
    const reader = new RowReader(mapping, columns);
    if (mapping.below === undefined) return mapping;
    const lines = linesBelowHeader(this.#text(mapping.encoding), mapping);
    return lines.some((line) => reader.read(line, 0, 0, batchFor(reader, 1)) === null)
      ? { ...mapping, below: undefined }
      : mapping;
  }

  /** Of its first rows those that are refused, and all. */
  refused({ mapping, columns }: FileReading): { readonly rows: number; readonly refused: number } {
    const reader = new RowReader(mapping, columns);
    const batch = batchFor(reader, 1);
    const counts = { rows: 0, refused: 0 };
    headRows(this.#bytes, this.#whole, mapping, (raw, lines) => {
      if (counts.rows === ROWS) return true;
      batch.length = 0;
      const refusal = reader.read(raw, 0, 0, batch);
      if (lines === "several" && refusal?.reason === "malformed") return false;
      counts.rows++;
      if (refusal !== null) counts.refused++;
      return true;
    });
    return counts;
  }

  /** Places of the columns in which its first rows have something. */
  filled({ mapping }: FileReading): ReadonlySet<number> {
    const places = new Set<number>();
    let rows = 0;
    headRows(this.#bytes, this.#whole, mapping, (raw) => {
      const fields = rows++ < ROWS ? (splitRecord(raw, mapping.delimiter, mapping.quote) ?? []) : [];
      for (const [i, field] of fields.entries()) if (field.trim() !== "") places.add(i);
      return true;
    });
    return places;
  }

  /** What is found in it by itself; an Error of one line for what is no table. */
  own(presets: readonly NamedPreset[]): OwnTable | Error {
    this.#own ??= this.#look(presets);
    return this.#own;
  }

  /** As which times a column would be read; null: as none. */
  timeFormat(column: string | number | undefined, presets: readonly NamedPreset[]): string | null {
    const own = this.own(presets);
    if (own instanceof Error || column === undefined) return null;
    return own.timeFormats[typeof column === "number" ? column : own.columns.indexOf(column)] ?? null;
  }

  #look(presets: readonly NamedPreset[]): OwnTable | Error {
    try {
      const { encoding, reason } = guessEncoding(this.#bytes, this.file.name);
      const text = this.#text(encoding);
      const { columns, format, known } = detectColumns(text, encoding, reason);
      const timeFormats = detectTimeFormats(text, encoding, columns);
      const { decimal, thousands } = known;
      const table = { columns, format, numbers: { decimal, thousands }, timeFormats };
      try {
        const { mapping } = detectCsv(text, encoding, reason, presets);
        return { ...table, numbers: { decimal: mapping.decimal, thousands: mapping.thousands }, mapping, problem: null };
      } catch (error) {
        return { ...table, mapping: null, problem: (error as Error).message };
      }
    } catch (error) {
      return error as Error;
    }
  }

  #text(encoding: Mapping["encoding"]): string {
    return decodeHead(this.#bytes, encoding, this.#whole);
  }
}
