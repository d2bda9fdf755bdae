import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { KeyTuple } from "../engine/batch.ts";
import type { SeriesPicture } from "./m4-grid.ts";
import { SeriesReader, type SeriesWindow } from "./series-reader.ts";
import { NO_LEVEL } from "./summarise.ts";

export interface SeriesQuery extends SeriesWindow {
  readonly run: number;
  readonly key: KeyTuple;
}

/** What a chart of `pixels` columns needs of [from, to) of one series. For many, or one after the other, keep a `SeriesReader`. */
export async function seriesRange(connection: DuckDBConnection, query: SeriesQuery): Promise<SeriesPicture> {
  const [picture] = await (await SeriesReader.open(connection, query.run)).ranges([query.key], query);
  return picture as SeriesPicture;
}

export interface StoredKey {
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  readonly events: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly min: number;
  readonly max: number;
}

/** The keys of a run with their counts and extremes, by station, sensor, alarm. */
export async function keysOf(connection: DuckDBConnection, run: number): Promise<StoredKey[]> {
  const summary = `select key, p.events, bucket + first_at as first_ms, bucket + last_at as last_ms, min, max`;
  const rows = await all(
    connection,
    `with part as (
       ${summary} from summary p join segment s using (run, segment) where p.run = $1 and level = s.coarsest and s.finest = s.coarsest
       union all
       ${summary} from summary_coarse p join segment s using (run, segment) where p.run = $1 and level = s.coarsest
       union all
       select key, 1, time_ms, time_ms, value, value from event
       where run = $1 and segment in (select segment from segment where run = $1 and finest = ${NO_LEVEL})
       union all
       select key, 1, time_ms, time_ms, value, value from recent where run = $1)
     select station, sensor, alarm, sum(events)::double, min(first_ms)::double, max(last_ms)::double, min(min), max(max)
     from part join key_name using (key) group by all order by 1, 2, 3`,
    [run],
  );
  return rows.map(([station, sensor, alarm, events, firstMs, lastMs, min, max]) => ({
    ...{ station: String(station), sensor: String(sensor), alarm: String(alarm), events: Number(events) },
    ...{ firstMs: Number(firstMs), lastMs: Number(lastMs), min: Number(min), max: Number(max) },
  }));
}

/** All rows of one statement. */
export async function all(
  connection: DuckDBConnection,
  sql: string,
  values: readonly DuckDBValue[] = [],
): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql, [...values])).getRows();
}
