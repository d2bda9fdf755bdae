import { join } from "node:path";
import type { DuckDBConnection, DuckDBResult } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { writeWhole } from "../sources/whole-file.ts";
import { type SqlLimits, withLimits } from "./sql.ts";

export interface ExportTarget {
  readonly path: string;
  readonly format: "csv" | "parquet";
  /** Of a CSV: no text begins a formula of a spreadsheet. */
  readonly defuse?: boolean;
}

const EXPORT_LIMITS = { milliseconds: 600_000 };

/**
 * Writes what one SELECT answers to a CSV or Parquet file; answers its rows. The statement runs confined on `connection`; its chunks
 * pass through a temporary database that may write files. Throws an Error of one line, also when it takes longer than `limits` say.
 */
export async function exportQuery(
  connection: DuckDBConnection,
  sql: string,
  target: ExportTarget,
  limits: Pick<SqlLimits, "milliseconds" | "signal"> = EXPORT_LIMITS,
): Promise<number> {
  try {
    return await withLimits(connection, sql, limits, async (prepared) => copyOut(await prepared.stream(), target));
  } catch (error) {
    const message = (error as Error).message.split("\n")[0] as string;
    throw new Error(message.includes(target.path) ? message : `${target.path}: ${message}`, { cause: error });
  }
}

async function copyOut(result: DuckDBResult, { path, format, defuse = false }: ExportTarget): Promise<number> {
  const folder = temporaryFolder("export");
  const instance = await DuckDBInstance.create(join(folder, "export.db"));
  try {
    const connection = await instance.connect();
    try {
      const rows = await copyIn(connection, result);
      const types = result.columnTypes();
      const texts = (i: number): boolean => defuse && format === "csv" && String(types[i]) === "VARCHAR";
      const columns = result
        .deduplicatedColumnNames()
        .map((name, i) => (texts(i) ? defused(identifier(name)) : identifier(name)))
        .join(", ");
      const how = format === "csv" ? "format csv, header" : "format parquet";
      await writeWhole(path, (place) =>
        connection.run(`copy (select ${columns} from result) to '${place.replaceAll("'", "''")}' (${how})`),
      );
      return rows;
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
    removeTemporaryFolder(folder);
  }
}

/** Into a new table `result`; answers its rows. */
async function copyIn(connection: DuckDBConnection, result: DuckDBResult): Promise<number> {
  const types = result.columnTypes();
  const columns = result.deduplicatedColumnNames().map((name, i) => `${identifier(name)} ${types[i]}`);
  await connection.run(`create table result (${columns.join(", ")})`);
  const appender = await connection.createAppender("result");
  try {
    for (let rows = 0; ; ) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return rows;
      appender.appendDataChunk(chunk);
      rows += chunk.rowCount;
    }
  } finally {
    appender.closeSync();
  }
}

/** A column of texts as `--defuse` of `weir run` writes them: sinks/files/csv-text.ts. */
function defused(column: string): string {
  const formula = `regexp_matches(${column}, '^\\s*[=+\\-@＝＋－＠]|^[\\t\\r]')`;
  const number = `regexp_full_match(${column}, '[+-]?\\d+(\\.\\d*)?([eE][+-]?\\d+)?')`;
  return `case when ${formula} and not ${number} then '''' || ${column} else ${column} end as ${column}`;
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
