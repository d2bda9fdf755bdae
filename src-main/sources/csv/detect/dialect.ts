import { groupedDigits } from "../../grouped-digits.ts";
import { RecordSplitter, splitRecord } from "../records.ts";

const DELIMITERS = [",", ";", "\t", "|", " "] as const;
const SAMPLE_ROWS = 1000;

/** How the text of a table is cut into records and fields. */
export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
  /** Of the sample, as they stand. */
  readonly records: readonly string[];
  /** Fields most records have. */
  readonly fields: number;
  /** Why this delimiter. */
  readonly reason: string;
  /** Records with a quote in them. */
  readonly quoted: number;
}

/** `text`: the beginning of a file, of whole lines. */
export function guessDialect(text: string): Dialect {
  const quote = guessQuote(text);
  const records = sampleRecords(text, quote);
  let best = { delimiter: ",", score: -1, fields: 1, share: 0 };
  for (const delimiter of DELIMITERS) {
    const parted = partedBy(delimiter, records, quote);
    if (parted.score > best.score) best = { delimiter, ...parted };
  }
  const steady = Math.round(best.share * records.length);
  return {
    delimiter: best.delimiter,
    quote,
    records,
    fields: best.fields,
    reason: `${best.fields} fields, ${groupedDigits(steady)} of ${groupedDigits(records.length)}`,
    quoted: records.filter((record) => record.includes(quote)).length,
  };
}

function guessQuote(text: string): string {
  const count = (mark: string, expression: RegExp): number =>
    // Most files have no quote at all, which is seen at once.
    text.includes(mark) ? (text.match(expression) ?? []).length : 0;
  const single = count("'", /(?:^|[,;\t|\n])'[^'\n]*'(?=[,;\t|\r\n]|$)/g);
  const double = count('"', /(?:^|[,;\t|\n])"/g);
  return single > double * 2 && single > 4 ? "'" : '"';
}

/** Records of the sample under one quote character. */
function sampleRecords(text: string, quote: string): string[] {
  const records: string[] = [];
  const splitter = new RecordSplitter(quote);
  splitter.push(`${text}\n`, (record) => {
    if (records.length <= SAMPLE_ROWS) records.push(record);
  });
  return records;
}

/** How a delimiter would part the records: the fields and share of those of one width, and how well that speaks for it. */
function partedBy(
  delimiter: string,
  records: readonly string[],
  quote: string,
): { readonly fields: number; readonly share: number; readonly score: number } {
  const widthOf = (record: string): number => splitRecord(record, delimiter, quote)?.length ?? 0;
  const [fields, rows] = mostFrequent(records.map(widthOf));
  const share = rows / records.length;
  if (fields < 2) return { fields, share, score: 0 };
  // Semicolons before commas: where both are steady, the comma is a decimal mark. Blanks last: they stand inside dates.
  const preference = delimiter === "," ? 0 : delimiter === " " ? -0.5 : 0.01;
  // A mark that stands in a name of every row is not in the header.
  const headless = widthOf(records[0] ?? "") < 2 ? 0.02 : 0;
  return { fields, share, score: share + preference + Math.min(fields, 50) / 10_000 - headless };
}

/** Share of the records of one width that makes up a table. */
const STEADY = 0.9;

/** Share of the fields a blank would part that are empty in aligned columns; in others some may be. */
const MOSTLY_EMPTY = 0.25;

/** Whether columns are parted by as many blanks as align them: of one width then, and not where each blank parts two. */
export function areAligned({ delimiter, records }: Pick<Dialect, "delimiter" | "records">): boolean {
  if (delimiter !== " ") return false;
  const trimmed = records.map((record) => record.trim());
  if (trimmed.filter((record) => record.includes("  ")).length < trimmed.length / 2) return false;
  const [, whole] = mostFrequent(trimmed.map((record) => record.split(/ +/).length));
  const [width, same] = mostFrequent(records.map((record) => record.split(delimiter).length));
  const fields = trimmed.flatMap((record) => record.split(delimiter));
  const empty = fields.filter((field) => field === "").length;
  return (
    whole >= trimmed.length * STEADY &&
    (same < records.length * STEADY || records[0]?.split(delimiter).length !== width || empty > fields.length * MOSTLY_EMPTY)
  );
}

/** The number that comes most often, the first of equals, and how often; none: [1, 0]. */
export function mostFrequent(numbers: readonly number[]): readonly [number: number, times: number] {
  const counts = new Map<number, number>();
  for (const n of numbers) counts.set(n, (counts.get(n) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0]);
}
