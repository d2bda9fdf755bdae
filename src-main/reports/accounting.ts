import type { DuckDBConnection } from "@duckdb/node-api";
import { REFUSAL_REASONS } from "../sources/source.ts";
import { all } from "../store/read.ts";

/** `read = accepted + …`, every reason of refusal with its number in a run, a line a source. */
export async function accountingLines(connection: DuckDBConnection, run: number): Promise<string[]> {
  const rows = await all(
    connection,
    `select source, ${["read", "accepted", ...REFUSAL_REASONS].map((name) => `${name}::double`).join(", ")} from source_total where run = $1 order by 1`,
    [run],
  );
  return rows.map(([source, read, accepted, ...refused]) => {
    const number = (value: unknown): string => Number(value ?? 0).toLocaleString("en");
    const parts = REFUSAL_REASONS.map((reason, i) => `${number(refused[i])} ${reason}`);
    return `${source}: ${number(read)} read = ${number(accepted)} accepted + ${parts.join(" + ")}`;
  });
}
