import type { Clustered } from "./buckets.ts";
import { readColumns } from "./read-columns.ts";
import { RowFeed } from "./row-feed.ts";
import { insertSummaries } from "./segment-writer.ts";
import type { Store } from "./store.ts";
import { NO_LEVEL, summarise } from "./summarise.ts";

const GUESS = 16;

/** Makes the summaries of every segment that has none, inside the caller's transaction on the store's own connection. */
export async function resummarise(store: Store): Promise<void> {
  const { connection } = store;
  const feed = RowFeed.of(store);
  const bare = await connection.runAndReadAll(`select run, segment, events from segment where finest = ${NO_LEVEL} order by all`);
  let guess = GUESS;
  for (const row of bare.getRows()) {
    const [run, segment, events] = row.map(Number) as [number, number, number];
    const clustered: Clustered = {
      ...{ length: events, key: new Uint32Array(events), time: new Float64Array(events), value: new Float64Array(events) },
    };
    let at = 0;
    const sql = "select key, time_ms, value from event where run = $1 and segment = $2 order by key, time_ms, seq";
    await readColumns(connection, sql, [run, segment], ([key, time, value], rows) => {
      clustered.key.set(key as ArrayLike<number>, at);
      clustered.time.set(time as ArrayLike<number>, at);
      clustered.value.set(value as ArrayLike<number>, at);
      at += rows;
    });
    const levels = summarise(clustered, guess);
    if (levels.length === 0) continue;
    guess = levels[0]?.level ?? GUESS;
    await insertSummaries(feed, connection, { run, segment }, levels);
    await connection.run("update segment set finest = $3, coarsest = $4 where run = $1 and segment = $2", [
      ...[run, segment, guess, levels.at(-1)?.level ?? guess],
    ]);
  }
}
