import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { checkDocument } from "../sources/check-document.ts";
import { guessDialect } from "../sources/csv/detect/dialect.ts";
import { guessEncoding } from "../sources/csv/encoding/guess-encoding.ts";
import { decodeHead } from "../sources/csv/input-files.ts";
import { groupedDigits } from "../sources/grouped-digits.ts";
import { InputError } from "../sources/source.ts";
import { LABEL_ROLES, type LabelRole, labelColumns } from "./label-columns.ts";
import { type DatesTaken, FIRST, type LabelTimesAsked, labelTimes } from "./label-times.ts";
import type { Label } from "./labels.ts";

/** What a file of labels holds. */
export interface LabelFile {
  /** By start. */
  readonly labels: readonly Label[];
  /** Names of the columns of a CSV that say nothing of a label. */
  readonly unread: readonly string[];
  readonly datesTaken: DatesTaken | null;
}

const MOST = 1_000_000;
const part = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim())
  .default("");
const time = z
  .union([z.number(), z.string()])
  .transform((value) => String(value).trim())
  .default("");
const rowSchema = z.object({ station: part, sensor: part, alarm: part, start: time, end: time });
type Row = z.infer<typeof rowSchema>;

const COLUMNS = "the columns are station, sensor, alarm, start, end";

/**
 * Reads labels from JSON (a list) or CSV with columns station, sensor, alarm, start, end, or so called as in readings; in whatever dialect and
 * form of times. A key part that is empty or absent stands for any; a label without an end is a moment. `zone`: of times that say none; `order`:
 * of day and month. Throws an Error of one line.
 */
export function readLabels(path: string, { zone = "UTC", order = null }: Partial<LabelTimesAsked> = {}): LabelFile {
  const { rows, names, unread } = readRows(path);
  const refuse = (row: number, field: string, why: string): never => {
    throw new InputError(`labels ${path}: row ${row + 1}, ${field}: ${why}`);
  };
  const pairs = rows.map(({ start, end }) => [start, end] as const);
  const { readers, datesTaken } = labelTimes(pairs, names, { zone, order });
  const likeness = order === null ? "as the others are" : `with the ${FIRST[order]} first`;
  const read = (text: string, row: number, which: 0 | 1): number => {
    const ms = readers[which](text);
    if (!Number.isNaN(ms)) return ms;
    const said = `"${text}" is not a time (ISO 8601, UTC unless it says otherwise, or epoch ms), or none ${likeness}`;
    return refuse(row, which === 0 ? "start" : "end", said);
  };
  const labels = rows.map(({ start: first, end: last, ...key }, row): Label => {
    if (first === "") refuse(row, "start", `it is missing; ${COLUMNS}`);
    const start = read(first, row, 0);
    const end = last === "" ? start : read(last, row, 1);
    if (end < start) refuse(row, "end", "it is before the start");
    return { ...key, start, end };
  });
  return { labels: labels.sort((a, b) => a.start - b.start), unread, datesTaken };
}

interface Rows {
  readonly rows: readonly Row[];
  /** Of the columns of starts and ends. */
  readonly names: readonly [start: string, end: string];
  readonly unread: readonly string[];
}

function readRows(path: string): Rows {
  try {
    const bytes = readFileSync(path);
    const text = decodeHead(bytes, guessEncoding(bytes, path).encoding, true);
    if (/^\s*\{/.test(text)) throw new Error("it is a JSON object; write a list of them, or a CSV");
    return /^\s*\[/.test(text) ? rowsOfList(JSON.parse(text)) : rowsOfTable(text);
  } catch (error) {
    if (error instanceof WrongField) throw new InputError(`labels ${path}: ${error.message}`);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new InputError(`labels ${path}: there is no such file; check the path`);
    throw new InputError(`cannot read labels ${path}: ${code?.startsWith("E") ? code : message.split("\n")[0]}`);
  }
}

class WrongField extends Error {}

function rowsOfList(data: unknown): Rows {
  const checked = checkDocument(z.array(rowSchema).max(MOST), data);
  if (checked.success) return { rows: checked.data, names: ["start", "end"], unread: [] };
  const issue = checked.error.issues[0];
  const [row = 0, ...field] = issue?.path ?? [];
  throw new WrongField(`row ${Number(row) + 1}, ${field.join(".")}: ${issue?.message ?? "wrong"}`);
}

function rowsOfTable(text: string): Rows {
  const table = text.replace(/^(?:\s*#.*\n)+/, "");
  const { delimiter, quote } = guessDialect(table);
  const options = { delimiter, quote, skip_empty_lines: true, trim: true };
  const [header = [], ...records] = parse(table, options) as string[][];
  if (records.length > MOST) throw new Error(`it has more than ${groupedDigits(MOST)} labels`);
  const at = labelColumns(header);
  if (records.length === 0 && header.length > 0 && !at.has("start")) throw new Error(`its first row names no start; ${COLUMNS}`);
  const field = (record: readonly string[], role: LabelRole): string => record[at.get(role) ?? -1] ?? "";
  const read = new Set(at.values());
  return {
    rows: records.map(
      (record) => Object.fromEntries(LABEL_ROLES.map((role) => [role, field(record, role)])) as Record<LabelRole, string>,
    ),
    names: [field(header, "start"), field(header, "end")],
    unread: header.filter((name, i) => name !== "" && !read.has(i)),
  };
}
