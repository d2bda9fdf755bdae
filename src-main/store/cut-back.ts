import type { DuckDBConnection } from "@duckdb/node-api";
import type { EventBatch } from "../engine/batch.ts";
import { readColumns } from "./read-columns.ts";
import type { RunPosition } from "./run-writer.ts";

/**
 * Deletes what a run holds beyond a position, in one transaction: the segment the position lies in is opened again, its events stand in
 * `recent`. Throws an Error of one line when the run is not there or holds less.
 */
export async function cutBack(connection: DuckDBConnection, path: string, position: RunPosition): Promise<void> {
  const { run, segment: capacity, counts } = position;
  const segment = Math.floor(counts.events / capacity);
  const held = counts.events % capacity;
  const number = async (sql: string): Promise<number> => Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0]);
  const lost = (what: string): Error =>
    new Error(`${path} has not ${what} of the checkpoint; it was changed since: run without --resume to start anew`);
  if ((await number(`select count(*) from run where run = ${run}`)) === 0) throw lost(`run ${run}`);
  await connection.run("begin");
  try {
    await connection.run(`insert into recent select * from event where run = ${run} and segment = ${segment} and seq < ${held}`);
    await connection.run(
      `delete from recent where run = ${run} and (segment > ${segment} or (segment = ${segment} and seq >= ${held}))`,
    );
    for (const table of ["event", "summary", "summary_coarse", "segment"])
      await connection.run(`delete from ${table} where run = ${run} and segment >= ${segment}`);
    const left = await number(`select count(*) from (from event union all from recent) where run = ${run}`);
    if (left !== counts.events) throw lost("all events");
    for (const [table, rows] of [
      ["alert", counts.alerts],
      ["point", counts.points],
      ["reject", counts.rejects],
    ] as const) {
      const more = (await number(`select count(*) from ${table} where run = ${run}`)) - rows;
      if (more < 0) throw lost(`all rows of ${table}`);
      // Rows stand in the order they were committed in.
      if (more > 0)
        await connection.run(
          `delete from ${table} where run = ${run} and rowid >= (select min(rowid) from
           (select rowid from ${table} where run = ${run} order by rowid desc limit ${more}))`,
        );
    }
    await connection.run(`delete from source_total where run = ${run}`);
    await connection.run(`update run set ended_ms = null, metrics = null where run = ${run}`);
    await connection.run("commit");
  } catch (error) {
    await connection.run("rollback").catch(() => {});
    throw error;
  }
}

/** Reads the events of an open segment back into `events`, which has room for them. */
export async function readRecent(connection: DuckDBConnection, run: number, segment: number, events: EventBatch): Promise<void> {
  const { time, key, value, threshold, active, source, row } = events;
  const into = [time, key, value, threshold, active, source, row];
  await readColumns(
    connection,
    `select time_ms, key, value, coalesce(threshold, 'nan'::double), flag, source, row from recent
     where run = $1 and segment = $2 order by seq`,
    [run, segment],
    (columns, rows) => {
      into.forEach((column, c) => {
        column.set(columns[c] as ArrayLike<number>, events.length);
      });
      events.length += rows;
    },
  );
}
