import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance, StatementType } from "@duckdb/node-api";

/**
 * Writes what one SELECT answers to a CSV or Parquet file; answers its rows. The statement runs confined on `connection`; its chunks
 * pass through a temporary database that may write files. Throws an Error of one line.
 */
export async function exportQuery(
  connection: DuckDBConnection,
  sql: string,
  target: { readonly path: string; readonly format: "csv" | "parquet" },
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "weir-export-"));
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw new Error(`exactly one SELECT is allowed, this has ${statements.count} statements`);
    const prepared = await statements.prepare(0);
    if (prepared.statementType !== StatementType.SELECT) throw new Error("only a SELECT is allowed here");
    const result = await prepared.stream();
    const instance = await DuckDBInstance.create(join(folder, "export.db"));
    try {
      const writer = await instance.connect();
      const names = result.deduplicatedColumnNames();
      const types = result.columnTypes();
      await writer.run(`create table result (${names.map((name, i) => `${identifier(name)} ${types[i]}`).join(", ")})`);
      const appender = await writer.createAppender("result");
      let rows = 0;
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) break;
        appender.appendDataChunk(chunk);
        rows += chunk.rowCount;
      }
      appender.closeSync();
      const options = target.format === "csv" ? "format csv, header" : "format parquet";
      await writer.run(`copy result to '${target.path.replaceAll("'", "''")}' (${options})`);
      writer.closeSync();
      return rows;
    } finally {
      instance.closeSync();
    }
  } catch (error) {
    throw new Error(`${target.path}: ${(error as Error).message.split("\n")[0]}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
