import * as csvParse from "csv-parse/sync";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { quotedFields } from "../../../src-main/sources/csv/quoted-fields.ts";
import { MessageRows } from "../../../src-main/sources/rabbitmq/message-rows.ts";
import { decideMapping } from "../../../src-main/sources/rabbitmq/queue-mapping.ts";

// csv-parse stays the judge of what is a record; only its parsers are not made anew for each.

vi.mock("csv-parse/sync", { spy: true });

function byCsvParse(record: string, delimiter: string, quote: string): string[] | null {
  try {
    const rows: string[][] = csvParse.parse(record, { delimiter, quote, escape: quote, relax_column_count: true });
    return rows.length === 1 ? (rows[0] as string[]) : null;
  } catch {
    return null;
  }
}

const record = fc
  .array(fc.constantFrom("a", "b", ",", '"', '"', '","', "\n", "\r", "\r\n", " ", "\t", "é", "\ufeff", "'", "''", "#", "\\"), {
    maxLength: 12,
  })
  .map((parts) => parts.join(""));
const marks = fc.constantFrom([",", '"'] as const, ["b", "'"] as const, ["\t", '"'] as const, [",", "é"] as const);

test("a record with quotes has the fields that csv-parse finds, or is refused as it refuses it", () => {
  fc.assert(
    fc.property(record, marks, (text, [delimiter, quote]) => {
      fc.pre(text.includes(quote));
      expect(quotedFields(text, delimiter, quote)).toEqual(byCsvParse(text, delimiter, quote));
    }),
    { numRuns: 4000 },
  );
});

test("the rows of one message, whole ones and ones without an end to their quotes, need no parser each", () => {
  const first = { bytes: Buffer.from("time,station,value\n2024-03-01T00:00:00Z,north,1\n"), head: {} };
  const reading = new MessageRows(decideMapping([first], undefined, "auto", []), "auto", 100);
  vi.mocked(csvParse.parse).mockClear();
  const told = (line: string): { accepted: number; malformed: number } => {
    reading.add({ bytes: Buffer.from(line.repeat(2000)), head: {} });
    const chunks = reading.take();
    const sum = (of: (chunk: (typeof chunks)[number]) => number): number => chunks.reduce((all, chunk) => all + of(chunk), 0);
    return { accepted: sum(({ rowsAccepted }) => rowsAccepted), malformed: sum(({ refused }) => refused.malformed ?? 0) };
  };
  expect(told('2024-03-01T00:00:01Z,"north","1"\n')).toEqual({ accepted: 2000, malformed: 0 });
  // Two lines are one record then, and its quotes are broken.
  expect(told('2024-03-01T00:00:02Z,north,"1\n')).toEqual({ accepted: 0, malformed: 1000 });
  expect(told('2024-03-01T00:00:03Z,"nor"th,1\n')).toEqual({ accepted: 0, malformed: 2000 });
  expect(csvParse.parse).not.toHaveBeenCalled();
});
