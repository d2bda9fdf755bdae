import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Temporary CSV files by path, size and time of change of the Parquet file: looked at first, read next. */
const written = new Map<string, Promise<string>>();
let folder: string | null = null;

/**
 * The rows of a Parquet file as CSV, so that they are detected, mapped, accepted and refused as any others: header, times as ISO 8601 in
 * UTC with milliseconds, nulls empty. Answers the path of a temporary file that is gone when this process ends. Throws an Error of one
 * line that names the file.
 */
export function csvOfParquet(path: string, size: number, modified: number): Promise<string> {
  const id = JSON.stringify([path, size, modified]);
  let csv = written.get(id);
  if (csv === undefined) {
    csv = write(path, join(temporary(), `${written.size}.csv`));
    written.set(id, csv);
    csv.catch(() => written.delete(id));
  }
  return csv;
}

function temporary(): string {
  if (folder === null) {
    const made = mkdtempSync(join(tmpdir(), "weir-parquet-"));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return folder;
}

async function write(path: string, csv: string): Promise<string> {
  // A run over CSV files needs no database.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "1GB" });
  try {
    const connection = await instance.connect();
    await connection.run("set timezone = 'UTC'");
    await connection.run(
      `copy (from read_parquet(${quoted(path)})) to ${quoted(csv)} (format csv, header, timestampformat '%Y-%m-%dT%H:%M:%S.%gZ')`,
    );
    connection.closeSync();
    return csv;
  } catch (error) {
    throw new Error(`${path} is not a Parquet file that can be read: ${(error as Error).message.split("\n")[0]}`);
  } finally {
    instance.closeSync();
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
