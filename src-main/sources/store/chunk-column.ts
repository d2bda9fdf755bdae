import type { DuckDBDataChunk } from "@duckdb/node-api";

/**
 * A column of numbers as it lies in a chunk, without an object a value: node-api has it, but its types do not say so. What stands in a row
 * that is null means nothing; a BIGINT column is a BigInt64Array.
 */
export function columnOf(chunk: DuckDBDataChunk, column: number): ArrayLike<number> | BigInt64Array {
  return (chunk.getColumnVector(column) as unknown as { readonly items: ArrayLike<number> | BigInt64Array }).items;
}
