import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";
import { VECTOR } from "./row-feed.ts";

type Row = readonly (DuckDBValue | undefined)[];

/** Collects rows with texts for one table: a commit for many instead of one each. undefined is null. */
export class RowBuffer {
  readonly #table: string;
  readonly #types: readonly DuckDBType[];
  #rows: Row[] = [];

  constructor(table: string, types: readonly DuckDBType[]) {
    this.#table = table;
    this.#types = types;
  }

  get length(): number {
    return this.#rows.length;
  }

  add(row: Row): void {
    this.#rows.push(row);
  }

  /** What writes the rows held; new ones are collected from now on, behind those where they could not be written. null when there are none. */
  take(): ((connection: DuckDBConnection) => Promise<void>) | null {
    if (this.#rows.length === 0) return null;
    const rows = this.#rows;
    this.#rows = [];
    return async (connection) => {
      try {
        await this.#write(connection, rows);
      } catch (error) {
        this.#rows = [...rows, ...this.#rows];
        throw error;
      }
    };
  }

  async #write(connection: DuckDBConnection, rows: readonly Row[]): Promise<void> {
    const appender = await connection.createAppender(this.#table);
    try {
      for (let from = 0; from < rows.length; from += VECTOR) {
        const part = rows.slice(from, from + VECTOR);
        const chunk = DuckDBDataChunk.create(this.#types, part.length);
        this.#types.forEach((_, c) => {
          chunk.setColumnValues(
            c,
            part.map((row) => row[c] ?? null),
          );
        });
        appender.appendDataChunk(chunk);
      }
      appender.flushSync();
    } finally {
      appender.closeSync();
    }
  }
}
