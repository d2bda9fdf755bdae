import type { DuckDBConnection, DuckDBPreparedStatement } from "@duckdb/node-api";
import { StatementType } from "@duckdb/node-api";

export type Cell = string | number | boolean | null;

/** What a statement answered, cut at `rowLimit`; `cut` says so. Times are ISO 8601 UTC texts, whole numbers beyond 2^53 texts. */
export interface SqlResult {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly values: readonly Cell[] }[];
  readonly rows: number;
  readonly cut: boolean;
  readonly seconds: number;
}

export interface SqlLimits {
  readonly rows: number;
  readonly milliseconds: number;
  readonly signal?: AbortSignal;
}

export const SQL_LIMITS: SqlLimits = { rows: 10_000, milliseconds: 30_000 };

/**
 * Runs one SELECT on a connection of a store (its instance has no file or network access and its settings are locked). `$name` in it is
 * bound to `bindings`. Throws an Error of one line, also when it took too long or `signal` told it to stop.
 */
export async function runSql(
  connection: DuckDBConnection,
  sql: string,
  limits: SqlLimits = SQL_LIMITS,
  bindings: Readonly<Record<string, number | boolean | string>> = {},
): Promise<SqlResult> {
  const started = performance.now();
  const prepared = await prepareSelect(connection, sql);
  let stopped: string | null = null;
  const stop = (why: string): void => {
    stopped = why;
    connection.interrupt();
  };
  const timer = setTimeout(stop, limits.milliseconds, `it took longer than ${limits.milliseconds / 1000} s; narrow it`);
  const cancel = (): void => stop("it was cancelled");
  limits.signal?.addEventListener("abort", cancel);
  try {
    if (limits.signal?.aborted) throw new Error("cancelled");
    bind(prepared, bindings);
    const reader = await prepared.streamAndReadUntil(limits.rows + 1);
    const rows = Math.min(reader.currentRowCount, limits.rows);
    const values = reader.getColumnsJS();
    const columns = reader.columnNames().map((name, i) => ({
      name,
      type: String(reader.columnType(i)),
      values: (values[i] ?? []).slice(0, rows).map(cell),
    }));
    return { columns, rows, cut: reader.currentRowCount > limits.rows, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    throw new Error(stopped === null ? oneLine(error) : `the statement was stopped: ${stopped}`);
  } finally {
    clearTimeout(timer);
    limits.signal?.removeEventListener("abort", cancel);
    prepared.destroySync();
  }
}

async function prepareSelect(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  let prepared: DuckDBPreparedStatement;
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw new Error(`exactly one SELECT is allowed, this has ${statements.count} statements`);
    prepared = await statements.prepare(0);
  } catch (error) {
    throw new Error(oneLine(error));
  }
  if (prepared.statementType === StatementType.SELECT) return prepared;
  prepared.destroySync();
  throw new Error("only a SELECT is allowed here");
}

function bind(prepared: DuckDBPreparedStatement, bindings: Readonly<Record<string, number | boolean | string>>): void {
  for (let i = 1; i <= prepared.parameterCount; i++) {
    const name = prepared.parameterName(i);
    const value = Object.hasOwn(bindings, name) ? bindings[name] : undefined;
    if (value === undefined) throw new Error(`$${name} is no setting; there are ${Object.keys(bindings).join(", ") || "none"}`);
    if (typeof value === "number") prepared.bindDouble(i, value);
    else if (typeof value === "boolean") prepared.bindBoolean(i, value);
    else prepared.bindVarchar(i, value);
  }
}

function cell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? String(each) : each)).slice(0, 10_000);
}

const oneLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split("\n")[0] as string;
