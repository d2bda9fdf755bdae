import { ENCODING_NAMES } from "../../encodings.ts";
import { MOST_COLUMNS } from "../../found-mapping.ts";
import { groupedDigits } from "../../grouped-digits.ts";
import type { Mapping } from "../../mapping.ts";
import { splitRecord } from "../records.ts";
import { type KnownPart, knownPart, mapColumns } from "./column-mapping.ts";
import { areAligned, type Dialect, guessDialect, mostFrequent } from "./dialect.ts";
import type { Guess } from "./guess.ts";
import { guessHeader, type Header, headerNames } from "./header.ts";
import { preambleRecords } from "./preamble.ts";
import { matchPreset, type NamedPreset, presetGuesses, presetMapping } from "./presets.ts";
import type { SampleTable } from "./sample-table.ts";
import type { TableFormat } from "./table-format.ts";
import { namesInTwoRows, rowsAboveNames } from "./table-head.ts";
import { timeFormats } from "./time-column.ts";
import { type UnitRows, unitRows } from "./unit-rows.ts";

/** How a file is read, and why. */
export interface Detection {
  readonly mapping: Mapping;
  /** Names by position; "" for a column without one. */
  readonly columns: readonly string[];
  readonly guesses: readonly Guess[];
}

/**
 * Guesses how a file is to be read from its first rows. `text` is its decoded beginning; a last line that may be cut is left out
 * by the caller. Throws an Error of one line when no time or no value column can be found.
 */
export function detectCsv(
  text: string,
  encoding: Mapping["encoding"],
  encodingReason: string,
  presets: readonly NamedPreset[],
): Detection {
  const { table, format, dialect, header } = tableOf(text, encoding);
  const known = matchPreset(presets, table);
  const { mapping, guesses } =
    known === null ? mapColumns(table, format) : { mapping: presetMapping(known, table, format), guesses: presetGuesses(known) };
  return { mapping, columns: table.columns, guesses: [...formatGuesses(format, dialect, header, encodingReason), ...guesses] };
}

/** The columns of a text, whatever stands in them. */
export interface DetectedColumns {
  /** Names by position; "" for a column without one. */
  readonly columns: readonly string[];
  /** How they are parted. */
  readonly format: TableFormat;
  /** What else of a mapping is sure. */
  readonly known: KnownPart;
  readonly guesses: readonly Guess[];
}

/** The columns of a text, of which it need not be found out what they mean. Throws an Error of one line where there are no rows. */
export function detectColumns(text: string, encoding: Mapping["encoding"], encodingReason: string): DetectedColumns {
  const { table, format, dialect, header } = tableOf(text, encoding);
  const { known, guesses } = knownPart(table, format);
  return {
    columns: table.columns,
    format,
    known,
    guesses: [...formatGuesses(format, dialect, header, encodingReason), ...guesses],
  };
}

/**
 * How each of `columns` would be read as the time, were somebody to say that it is one; null: it holds none, or the text is not parted into
 * these columns by what stands in it.
 */
export function detectTimeFormats(
  text: string,
  encoding: Mapping["encoding"],
  columns: readonly string[],
): readonly (string | null)[] {
  try {
    const { table } = tableOf(text, encoding);
    if (table.columns.length === columns.length) return timeFormats(table);
  } catch {
    // No rows to look at.
  }
  return columns.map(() => null);
}

function tableOf(
  text: string,
  encoding: Mapping["encoding"],
): { readonly table: SampleTable; readonly format: TableFormat; readonly dialect: Dialect; readonly header: Header } {
  const lone = text.includes("\r") ? (text.match(/\r(?!\n)/g)?.length ?? 0) : 0;
  // One line feed may stand at the end of all.
  if (lone > 1 && lone > text.split("\n").length)
    throw new Error("its lines end in carriage returns alone; save it with line feeds");
  const dialect = guessDialect(text);
  if (areAligned(dialect))
    throw new Error("its columns are aligned with several blanks between them; write one comma or tab instead");
  const { table, header, skip, below } = readSample(dialect);
  const { delimiter, quote } = dialect;
  const format = { encoding, delimiter, quote, skip, header: header.present, below: below === 0 ? undefined : below };
  return { table, format, dialect, header };
}

/** The rows of the sample under a dialect. Throws an Error of one line when there are none, or too many columns. */
function readSample({ records, delimiter, quote, fields }: Dialect): {
  readonly table: SampleTable;
  readonly header: Header;
  readonly skip: number;
  readonly below: number;
} {
  const preamble = preambleRecords(records, (record) => splitRecord(record, delimiter, quote)?.length ?? 0, fields);
  const parted = records.slice(preamble).map((record) => splitRecord(record, delimiter, quote));
  const above = rowsAboveNames(parted, fields);
  const skip = preamble + above;
  const rows = parted.slice(above).filter((row) => row !== null);
  const [first, ...rest] = rows;
  if (first === undefined) throw new Error("it has no rows");
  const [width] = mostFrequent((rest.length > 0 ? rest : rows).map((row) => row.length));
  const widest = Math.max(width, first.length);
  if (widest > MOST_COLUMNS)
    throw new Error(`it has ${groupedDigits(widest)} columns, more than the ${groupedDigits(MOST_COLUMNS)} Weir reads; cut it`);
  const header = guessHeader(first, rest, width);
  const { rows: below, units } = header.present ? unitRows(parted.slice(above + 1), width) : NO_UNITS;
  const body = (header.present ? rest.slice(below) : rows).filter((row) => row.length === width);
  if (body.length === 0) throw new Error("it has a header but no rows");
  const columns = header.present
    ? headerNames(namesInTwoRows(parted.slice(0, above), first), rest, width)
    : Array.from({ length: width }, (_, i) => `column ${i + 1}`);
  return { table: { columns, header: header.present, body, units }, header, skip, below };
}

const NO_UNITS: UnitRows = { rows: 0, units: new Map() };

const DELIMITER_NAMES: Readonly<Record<string, string>> = {
  ",": "Comma",
  ";": "Semicolon",
  "\t": "Tab",
  "|": "Bar",
  " ": "Space",
};

function formatGuesses(
  { encoding, delimiter, quote, skip, below }: TableFormat,
  { reason, quoted }: Dialect,
  header: Header,
  encodingReason: string,
): Guess[] {
  return [
    { name: "encoding", answer: ENCODING_NAMES[encoding], reason: encodingReason },
    { name: "delimiter", answer: DELIMITER_NAMES[delimiter] ?? delimiter, reason },
    {
      name: "quote",
      answer: quote === '"' ? 'Double "' : "Single '",
      reason: quoted === 0 ? "none in the sample" : `${quoted} rows use it`,
    },
    {
      name: "header",
      answer: header.present ? "First row" : "None",
      reason: [
        header.reason,
        ...(skip === 0 ? [] : [`${skip} ${skip === 1 ? "line" : "lines"} before it passed over`]),
        ...(below === undefined ? [] : ["units stand below it"]),
      ].join("; "),
    },
  ];
}
