import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { columnOf } from "../sources/store/chunk-column.ts";

/** Numeric columns of up to 2048 rows. */
export type NumericColumns = readonly ArrayLike<number>[];

/**
 * Runs a statement whose columns are numbers without nulls and hands its answer over vector by vector, in order. BIGINT columns come as
 * doubles. No value becomes an object.
 */
export async function readColumns(
  connection: DuckDBConnection,
  sql: string,
  values: readonly DuckDBValue[],
  visit: (columns: NumericColumns, rows: number) => void,
): Promise<void> {
  const result = await connection.run(sql, [...values]);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const columns: ArrayLike<number>[] = [];
    for (let c = 0; c < chunk.columnCount; c++) {
      const items = columnOf(chunk, c);
      columns.push(items instanceof BigInt64Array ? doubles(items) : items);
    }
    visit(columns, chunk.rowCount);
  }
}

function doubles(items: BigInt64Array): Float64Array {
  const halves = new Int32Array(items.buffer, items.byteOffset, items.length * 2);
  const column = new Float64Array(items.length);
  for (let i = 0; i < column.length; i++)
    column[i] = (halves[i * 2 + 1] as number) * 4294967296 + ((halves[i * 2] as number) >>> 0);
  return column;
}
