import { all } from "./read.ts";
import type { Store } from "./store.ts";

const TABLES = ["event", "recent", "summary", "summary_coarse", "segment", "point", "reject"];

/**
 * Takes the events, points and refused rows of runs over files from a store, but for the newest `kept`; their settings, counters and alerts
 * stay, so that they are still listed and compared. Runs over queues, which cannot be read again, stay whole.
 */
export async function forgetRuns(store: Store, kept: number): Promise<void> {
  const { connection } = store;
  const old = await all(
    connection,
    `select run from run where json_extract_string(settings, '$.kind') = 'files' and run in (select run from segment union select run from recent)
     order by run desc offset ${Math.trunc(kept)}`,
  );
  if (old.length === 0) return;
  const runs = old.map(([run]) => Number(run)).join(", ");
  await connection.run("begin");
  try {
    for (const table of TABLES) await connection.run(`delete from ${table} where run in (${runs})`);
    await connection.run("commit");
  } catch (error) {
    await connection.run("rollback").catch(() => {});
    throw error;
  }
  await connection.run("checkpoint").catch(() => {
    // Another connection is at work: DuckDB does it later.
  });
}
