/** What DuckDB may take for one store unless it is told: what it has read and written stays in memory up to here. */
export const STORE_MEMORY = "1GB";
