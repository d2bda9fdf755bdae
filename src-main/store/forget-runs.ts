import { explainWrite } from "../sources/whole-file.ts";
import { all } from "./read.ts";
import type { RunInfo } from "./run-writer.ts";
import type { Store } from "./store.ts";

const TABLES = ["event", "recent", "summary", "summary_coarse", "segment", "point", "reject"];
const ALL_TABLES = [...TABLES, "alert", "source_total", "run"];

/** `kind` in the settings of a run that came by `weir import`. */
export const IMPORT = "import";

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
  await deleteRuns(store, TABLES, numbers(old));
}

/** Takes a run that came to no end out of a store, whole. Nothing writes it any more. */
export async function takeBack(store: Store, run: number): Promise<void> {
  await deleteRuns(store, ALL_TABLES, [run]);
}

/**
 * Takes out the newest run of a store where it came to no end and is of this description and these settings: it is begun again, and would
 * stand beside itself. Answers its number; null: nothing is taken out. Throws an Error of one line.
 */
export async function takeBackBroken(store: Store, { description, settings = null }: RunInfo): Promise<number | null> {
  try {
    const last = await all(
      store.connection,
      `select run from run where run = (select max(run) from run) and ended_ms is null
       and description = $1 and settings = $2`,
      [description, JSON.stringify(settings)],
    );
    const [run = null] = numbers(last);
    if (run !== null) await takeBack(store, run);
    return run;
  } catch (error) {
    throw explainWrite(store.path, error);
  }
}

/** Takes out imports that were cut off: what is in them is a part of its file, and nothing goes on with it. Answers their numbers. */
export async function takeBackImports(store: Store): Promise<readonly number[]> {
  const cutOff = await all(
    store.connection,
    `select run from run where ended_ms is null and json_extract_string(settings, '$.kind') = '${IMPORT}' order by run`,
  );
  const runs = numbers(cutOff);
  await deleteRuns(store, ALL_TABLES, runs);
  return runs;
}

const numbers = (rows: readonly (readonly unknown[])[]): number[] => rows.map(([run]) => Number(run));

async function deleteRuns({ connection }: Store, tables: readonly string[], runs: readonly number[]): Promise<void> {
  if (runs.length === 0) return;
  await connection.run("begin");
  try {
    for (const table of tables) await connection.run(`delete from ${table} where run in (${runs.join(", ")})`);
    await connection.run("commit");
  } catch (error) {
    await connection.run("rollback").catch(() => {});
    throw error;
  }
  await connection.run("checkpoint").catch(() => {
    // Another connection is at work: DuckDB does it later.
  });
}
