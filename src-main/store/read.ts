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

/** Events in segments and those not in one yet. */
const EVENTS = "(from event union all from recent)";

async function keyId(connection: DuckDBConnection, key: KeyTuple): Promise<number | null> {
  const rows = await all(connection, "select key from key_name where station = $1 and sensor = $2 and alarm = $3", [...key]);
  return rows.length === 0 ? null : Number(rows[0]?.[0]);
}

export interface RangeStatistics {
  readonly events: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Of the sample. */
  readonly stddev: number | null;
  readonly first: number | null;
  readonly last: number | null;
}

/** Statistics of the events of a key in [from, to). */
export async function rangeStatistics(
  connection: DuckDBConnection,
  query: Omit<SeriesQuery, "pixels">,
): Promise<RangeStatistics> {
  const key = await keyId(connection, query.key);
  const [row] = await all(
    connection,
    `select count(*)::double, min(value), max(value), avg(value), stddev_samp(value), arg_min(value, (time_ms, segment, seq)),
     arg_max(value, (time_ms, segment, seq)) from ${EVENTS} where run = $1 and key = $2 and time_ms >= $3::bigint and time_ms < $4::bigint`,
    [query.run, key ?? -1, BigInt(Math.floor(query.from)), BigInt(Math.ceil(query.to))],
  );
  const [events, min, max, mean, stddev, first, last] = row as (number | null)[] & { 0: number };
  const value = (n: number | null | undefined): number | null => n ?? null;
  return {
    ...{ events, min: value(min), max: value(max), mean: value(mean) },
    ...{ stddev: value(stddev), first: value(first), last: value(last) },
  };
}

export interface StoredEvent {
  readonly time: number;
  readonly value: number;
  readonly threshold: number | null;
  readonly active: boolean | null;
  readonly source: number;
  readonly row: number;
}

/** Events of a key in [from, to), the first `limit` in time order, and how many there are. */
export async function eventsOf(
  connection: DuckDBConnection,
  query: Omit<SeriesQuery, "pixels"> & { readonly limit: number },
): Promise<{ readonly events: readonly StoredEvent[]; readonly total: number }> {
  const key = await keyId(connection, query.key);
  const rows = await all(
    connection,
    `select time_ms::double, value, threshold,
     case flag when 2 then null else flag <> 0 end, source::integer, row::double, count(*) over ()::double
     from ${EVENTS} where run = $1 and key = $2 and time_ms >= $3::bigint and time_ms < $4::bigint order by time_ms, segment, seq limit $5`,
    [
      query.run,
      key ?? -1,
      BigInt(Math.floor(query.from)),
      BigInt(Math.ceil(query.to)),
      Math.max(0, Math.min(100_000, query.limit)),
    ],
  );
  const events = rows.map(([time, value, threshold, active, source, row]) => ({ time, value, threshold, active, source, row }));
  return { events: events as unknown as StoredEvent[], total: Number(rows[0]?.[6] ?? 0) };
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
  return rows.map(
    ([station, sensor, alarm, events, firstMs, lastMs, min, max]) =>
      ({ station, sensor, alarm, events, firstMs, lastMs, min, max }) as unknown as StoredKey,
  );
}

/** All rows of one statement. */
export async function all(
  connection: DuckDBConnection,
  sql: string,
  values: readonly DuckDBValue[] = [],
): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql, [...values])).getRows();
}
