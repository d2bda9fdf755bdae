import { basename } from "node:path";
import type { InputFile } from "../sources/csv/input-files.ts";
import { filePieces } from "../sources/csv/read-files.ts";
import { headRecords, RecordSplitter, splitRecord } from "../sources/csv/records.ts";
import { rowDecoder } from "../sources/csv/row-texts.ts";
import type { Mapping } from "../sources/mapping.ts";
import { COLUMNS_HEADER } from "../sources/rabbitmq/message-properties.ts";

/** The records of a file, header lines too, as text; until `signal` is given. */
export async function* fileRecords(input: InputFile, mapping: Mapping, signal: AbortSignal): AsyncGenerator<string> {
  const splitter = new RecordSplitter(mapping.quote);
  // filePieces hands on UTF-16 as UTF-8.
  const decoder = rowDecoder(mapping.encoding);
  let ready: string[] = [];
  const take = (record: string): void => void ready.push(record);
  let rows = 0;
  for await (const piece of filePieces(
    input,
    { mapping, signal },
    () => rows,
    () => {},
  )) {
    splitter.push(decoder.decode(piece, { stream: true }), take);
    for (const record of ready) {
      rows++;
      yield record;
    }
    ready = [];
  }
  // Half a row, perhaps.
  if (signal.aborted) return;
  splitter.end(take);
  yield* ready;
}

/** Records as messages; a header line gives none. A message is named by its file and row, and goes where its station says. */
export function rowMessages(input: InputFile, mapping: Mapping, format: "csv" | "json") {
  const { delimiter, quote } = mapping;
  const name = input.path === "-" ? "stdin" : basename(input.path);
  const columns = mapping.columns ?? [];
  const columnAt = (column: string | number | undefined): number =>
    typeof column === "number" ? column : column === undefined ? -1 : columns.indexOf(column);
  const station = columnAt(mapping.station);
  const places = columns.map((column, i) => (column === "" ? `column ${i + 1}` : column));
  let headers: Record<string, string> = {};
  let head = headRecords(mapping);
  let row = 0;
  return {
    columnAt,
    next(record: string) {
      if (head > 0) {
        head--;
        if (head === 0 && mapping.header && format === "csv") headers = { [COLUMNS_HEADER]: record };
        return null;
      }
      row++;
      const fields = station >= 0 || format === "json" ? splitRecord(record, delimiter, quote) : null;
      // A broken row is sent as it stands: finding it is the receiver's work.
      const json = format === "json" && fields !== null && fields.length === columns.length;
      return {
        id: `${name.slice(-200)}:${row}`,
        routingKey: (fields?.[station] ?? "").slice(0, 60) || "all",
        body: Buffer.from(
          json ? JSON.stringify(Object.fromEntries(places.map((key, i) => [key, jsonValue(fields[i] as string)]))) : record,
        ),
        headers,
        properties: {
          contentType: format === "json" ? "application/json" : "text/csv",
          contentEncoding: "utf-8",
        },
      };
    },
  };
}

/** A number where its text comes back the same, else the text. */
function jsonValue(text: string): string | number {
  return text !== "" && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}
