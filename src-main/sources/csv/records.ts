import { parse } from "csv-parse/sync";
import type { TableFormat } from "./detect/table-format.ts";
import { quotedFields } from "./quoted-fields.ts";

/** A quoted record longer than this has lost its closing quote: its first line is given up and reading goes on at the next. */
const LONGEST_RECORD = 65_536;

/** Characters of a row: a longer line is none of a table, and V8 has no text for one that is longer still. */
export const LONGEST_LINE = 1 << 24;
/** Bytes that have more characters than that, whatever they are: a character is up to three, and a byte order mark is none. */
export const BEYOND_LONGEST = 3 * (LONGEST_LINE + 2);

/** Cuts text that comes in pieces into records (lines, unless a quote spans several). Blank lines are skipped. */
export class RecordSplitter {
  readonly #quote: string;
  /** What came since the last record, put together when a line ends: a giant line in small pieces would be copied at each. */
  #pieces: string[] = [];
  /** There is a line break in them, inside quotes. */
  #spans = false;

  constructor(quote: string) {
    this.#quote = quote;
  }

  /** Records completed by `text`. */
  push(text: string, take: (record: string) => void): void {
    this.#pieces.push(text);
    if (this.#spans || text.includes("\n")) this.#split(this.#pieces.join(""), false, take);
  }

  /** The last record of the input, which need not end in a line break. */
  end(take: (record: string) => void): void {
    this.#split(this.#pieces.join(""), true, take);
    this.#pieces = [];
    this.#spans = false;
  }

  #split(text: string, last: boolean, take: (record: string) => void): void {
    let from = 0;
    const anyQuote = text.includes(this.#quote);
    for (;;) {
      let end = text.indexOf("\n", from);
      if (anyQuote && end !== -1) end = this.#recordEnd(text, from, end, last);
      if (end === -1) break;
      const record = text.slice(from, text.charCodeAt(end - 1) === 13 && end > from ? end - 1 : end);
      if (record !== "") take(record);
      from = end + 1;
    }
    const rest = text.slice(from);
    this.#pieces = [rest];
    this.#spans = rest.includes("\n");
    if (last && rest !== "") {
      const record = rest.endsWith("\r") ? rest.slice(0, -1) : rest;
      if (record !== "") take(record);
    }
  }

  /** End of the record that starts at `from`: the first line break outside quotes; -1 when more text is needed. */
  #recordEnd(text: string, from: number, firstBreak: number, last: boolean): number {
    let end = firstBreak;
    let quotes = 0;
    let counted = from;
    for (;;) {
      for (let at = text.indexOf(this.#quote, counted); at !== -1 && at < end; at = text.indexOf(this.#quote, at + 1)) quotes++;
      if (quotes % 2 === 0) return end;
      counted = end;
      end = text.indexOf("\n", end + 1);
      if (end === -1 && last) {
        // The last record need not end in a line break: it reaches to the end if its quotes do.
        for (let at = text.indexOf(this.#quote, counted); at !== -1; at = text.indexOf(this.#quote, at + 1)) quotes++;
        return quotes % 2 === 0 ? text.length : firstBreak;
      }
      if (end === -1) return text.length - from > LONGEST_RECORD ? firstBreak : -1;
      if (end - from > LONGEST_RECORD) return firstBreak;
    }
  }
}

/** Records at the head of a file that are no rows. */
export function headRecords({ skip, header, below = 0 }: Pick<TableFormat, "skip" | "header" | "below">): number {
  return skip + (header ? 1 + below : 0);
}

/** Names of the columns, from the header where there is one. */
export function columnNames(
  text: string,
  { delimiter, quote, header, skip }: { delimiter: string; quote: string; header: boolean; skip: number },
): string[] {
  const first = splitRecord(filledLines(text)[skip] ?? "", delimiter, quote) ?? [];
  return header ? first.map((name) => name.trim()) : first.map((_, i) => `column ${i + 1}`);
}

/** Those that `below` passes over. */
export function linesBelowHeader(
  text: string,
  { header, skip, below = 0 }: Pick<TableFormat, "skip" | "header" | "below">,
): string[] {
  return header && below > 0 ? filledLines(text).slice(skip + 1, skip + 1 + below) : [];
}

const filledLines = (text: string): string[] => text.split(/\r?\n/).filter((line) => line !== "");

/** Characters of a record with quotes; a longer one has most likely lost its closing quote. */
export const LONGEST_QUOTED = 1 << 20;

/** Fields of one record. null: its quotes are broken, or it is longer than LONGEST_QUOTED. */
export function splitRecord(record: string, delimiter: string, quote: string): string[] | null {
  if (!record.includes(quote)) return record.split(delimiter);
  // Of a longer one csv-parse counts the bytes, three of which may be a character.
  if (delimiter.length === 1 && record.length < LONGEST_QUOTED / 3) return quotedFields(record, delimiter, quote);
  try {
    const rows: string[][] = parse(record, {
      delimiter,
      quote,
      escape: quote,
      relax_column_count: true,
      max_record_size: LONGEST_QUOTED,
    });
    return rows.length === 1 ? (rows[0] as string[]) : null;
  } catch {
    return null;
  }
}
