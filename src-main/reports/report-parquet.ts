import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  VARCHAR,
} from "@duckdb/node-api";
import { writeWhole } from "../sources/whole-file.ts";
import type { Cell } from "../store/sql.ts";
import type { ReportResult } from "./report-result.ts";

const CHUNK = 2048;

/** Writes the columns of a report: whole numbers as BIGINT, other numbers as DOUBLE. Throws an Error of one line that names the file. */
export async function writeReportParquet({ columns, rows }: ReportResult, path: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const connection = await instance.connect();
    try {
      await fill(connection, columns, rows);
      await writeWhole(path, (place) => connection.run(`copy report to '${place.replaceAll("'", "''")}' (format parquet)`));
    } finally {
      connection.closeSync();
    }
  } catch (error) {
    const message = (error as Error).message.split("\n")[0] as string;
    throw new Error(message.includes(path) ? message : `${path}: ${message}`, { cause: error });
  } finally {
    instance.closeSync();
  }
}

async function fill(connection: DuckDBConnection, columns: ReportResult["columns"], rows: number): Promise<void> {
  const types = columns.map(({ values }) => typeOf(values));
  const names = columns.map(({ name }, i) => `"${name.replaceAll('"', '""')}" ${types[i]}`);
  await connection.run(`create table report (${names.join(", ")})`);
  const appender = await connection.createAppender("report");
  try {
    for (let at = 0; at < rows; at += CHUNK) {
      const chunk = DuckDBDataChunk.create(types, Math.min(CHUNK, rows - at));
      for (const [i, { values }] of columns.entries()) {
        chunk.setColumnValues(
          i,
          values.slice(at, at + CHUNK).map((value) => stored(value, types[i] as DuckDBType)),
        );
      }
      appender.appendDataChunk(chunk);
    }
  } finally {
    appender.closeSync();
  }
}

function typeOf(values: readonly Cell[]): DuckDBType {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.some((value) => typeof value === "string")) return VARCHAR;
  if (known.every((value) => typeof value === "boolean")) return BOOLEAN;
  if (known.every((value) => typeof value === "number")) return known.every(Number.isSafeInteger) ? BIGINT : DOUBLE;
  return VARCHAR;
}

function stored(value: Cell, type: DuckDBType): string | number | boolean | bigint | null {
  if (value === null) return null;
  if (type === VARCHAR) return String(value);
  return type === BIGINT ? BigInt(value) : value;
}
