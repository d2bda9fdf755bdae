import type { DuckDBValue } from "@duckdb/node-api";
import { StatementType } from "@duckdb/node-api";
import type { Store } from "./store.ts";

/** What a user's statement answered, cut at `rowLimit`; `truncated` says so. */
export interface SqlResult {
  readonly names: readonly string[];
  readonly columns: readonly (readonly DuckDBValue[])[];
  readonly truncated: boolean;
}

/**
 * Runs one SELECT without file or network access. The settings it locks hold for the whole instance and cannot be taken back, so
 * give it a store opened read-only for this. Throws an Error of one line.
 */
export async function runSql(store: Store, sql: string, limits: { rows: number; milliseconds: number }): Promise<SqlResult> {
  const { connection } = store;
  const locked = await connection.runAndReadAll("select current_setting('lock_configuration')");
  if (locked.getRows()[0]?.[0] !== true) {
    await connection.run("set enable_external_access = false");
    await connection.run("set lock_configuration = true");
  }
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw new Error(`exactly one SELECT is allowed, this has ${statements.count} statements`);
  const prepared = await statements.prepare(0);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    connection.interrupt();
  }, limits.milliseconds);
  try {
    if (prepared.statementType !== StatementType.SELECT) throw new Error("only a SELECT is allowed here");
    const reader = await prepared.streamAndReadUntil(limits.rows + 1);
    const columns = reader.getColumns().map((column) => column.slice(0, limits.rows));
    return { names: reader.columnNames(), columns, truncated: reader.currentRowCount > limits.rows };
  } catch (error) {
    if (late) throw new Error(`the statement was stopped after ${limits.milliseconds} ms; narrow it`);
    throw new Error((error as Error).message.split("\n")[0]);
  } finally {
    clearTimeout(timer);
    prepared.destroySync();
  }
}
