import type { DuckDBConnection, DuckDBPreparedStatement } from "@duckdb/node-api";
import { JSDuckDBValueConverter, StatementType } from "@duckdb/node-api";
import { checkSelect, MOST_CHARACTERS } from "./sql-guard.ts";

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
  /** Of texts in the answer; default 256 MB. */
  readonly bytes?: number;
  /** By how much this process may grow meanwhile; default 2 GB. */
  readonly growth?: number;
  readonly signal?: AbortSignal;
}

export const SQL_LIMITS: SqlLimits = { rows: 10_000, milliseconds: 30_000, bytes: 64 << 20 };
const BYTES = 256 << 20;
const GROWTH = 2 ** 31;
const LOOK_MS = 50;
const TOO_MUCH_MEMORY = "it took too much memory; narrow it";

/**
 * Runs one SELECT on a connection of a store (its instance has no file or network access and its settings are locked). `$name` in it is
 * bound to `bindings`. Throws an Error of one line, also when it took too long or too much memory or `signal` told it to stop.
 */
export async function runSql(
  connection: DuckDBConnection,
  sql: string,
  limits: SqlLimits = SQL_LIMITS,
  bindings: Readonly<Record<string, number | boolean | string>> = {},
): Promise<SqlResult> {
  const started = performance.now();
  return withLimits(connection, sql, limits, async (prepared) => {
    bind(prepared, bindings);
    const result = await prepared.stream();
    const values: Cell[][] = result.columnNames().map(() => []);
    let rows = 0;
    let cut = false;
    let bytes = 0;
    while (!cut) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      const taken = Math.min(chunk.rowCount, limits.rows - rows);
      cut = chunk.rowCount > taken;
      for (const [at, column] of chunk.convertColumns(JSDuckDBValueConverter).entries()) {
        for (let i = 0; i < taken; i++) {
          const value = cell(column[i]);
          if (typeof value === "string") bytes += value.length;
          values[at]?.push(value);
        }
      }
      rows += taken;
      if (bytes > (limits.bytes ?? BYTES))
        throw new Error(`the answer has more than ${(limits.bytes ?? BYTES) >> 20} MB of text; ask for fewer rows or columns`);
    }
    const types = result.columnTypes();
    const columns = result.columnNames().map((name, i) => ({ name, type: String(types[i]), values: values[i] ?? [] }));
    return { columns, rows, cut, seconds: (performance.now() - started) / 1000 };
  });
}

/**
 * Prepares one SELECT and has `work` run it, interrupted when its time, memory or caller's patience is over. Throws an Error of one line.
 */
export async function withLimits<T>(
  connection: DuckDBConnection,
  sql: string,
  limits: Pick<SqlLimits, "milliseconds" | "growth" | "signal">,
  work: (prepared: DuckDBPreparedStatement) => Promise<T>,
): Promise<T> {
  const prepared = await prepareSelect(connection, sql);
  let stopped: string | null = null;
  const stop = (why: string): void => {
    // What came first is the reason.
    stopped ??= why;
    connection.interrupt();
  };
  const timer = setTimeout(stop, limits.milliseconds, `it took longer than ${limits.milliseconds / 1000} s; narrow it`);
  const before = process.memoryUsage.rss();
  const look = setInterval(() => {
    // Again, because DuckDB forgets an interrupt that came before the statement was at work, as on a busy machine.
    if (stopped !== null) connection.interrupt();
    else if (process.memoryUsage.rss() - before > (limits.growth ?? GROWTH)) stop(TOO_MUCH_MEMORY);
  }, LOOK_MS);
  const cancel = (): void => stop("it was cancelled");
  limits.signal?.addEventListener("abort", cancel);
  try {
    if (limits.signal?.aborted) {
      stopped = "it was cancelled";
      throw new Error(stopped);
    }
    const value = await work(prepared);
    if (stopped !== null) throw new Error(stopped);
    return value;
  } catch (error) {
    const text = oneLine(error);
    // DuckDB has a limit of its own, and may be there before the next look.
    if (/^Out of Memory Error/.test(text)) stopped ??= TOO_MUCH_MEMORY;
    throw new Error(stopped === null ? text : `the statement was stopped: ${stopped}`);
  } finally {
    clearTimeout(timer);
    clearInterval(look);
    limits.signal?.removeEventListener("abort", cancel);
    prepared.destroySync();
  }
}

/** Throws an Error of one line for what is not one SELECT that may be asked here. Nothing runs. */
export async function checkStatement(connection: DuckDBConnection, sql: string): Promise<void> {
  (await prepareSelect(connection, sql)).destroySync();
}

async function prepareSelect(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  let prepared: DuckDBPreparedStatement;
  try {
    // Before anything looks through it.
    if (sql.length > MOST_CHARACTERS)
      throw new Error(`the statement has ${sql.length} characters; at most ${MOST_CHARACTERS} are allowed`);
    if (/^[\s;]*$/.test(sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, "")))
      throw new Error("there is no statement; write one SELECT");
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw new Error(`exactly one SELECT is allowed, this has ${statements.count} statements`);
    await checkSelect(connection, sql);
    prepared = await statements.prepare(0);
  } catch (error) {
    throw new Error(oneLine(error).replace(/^Failed to extract statements: /, ""));
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
