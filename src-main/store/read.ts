import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { KeyTuple } from "../engine/batch.ts";
import { LEVELS, NO_LEVEL } from "./summarise.ts";

/** Points of a chart: per bucket the first, least, greatest and last event at their own times, each once, in time order. */
export interface SeriesPicture {
  readonly time: Float64Array;
  readonly value: Float64Array;
  /** Events the points stand for. */
  readonly events: number;
  /** false: the points are the events themselves. */
  readonly reduced: boolean;
  /** ms a bucket: a power of two, buckets aligned to the epoch; the outermost ones may stand out of the range. */
  readonly bucket: number;
}

export interface SeriesQuery {
  readonly run: number;
  readonly key: KeyTuple;
  readonly from: number;
  readonly to: number;
  readonly pixels: number;
}

/**
 * What a chart of `pixels` columns needs of [from, to): M4 (Jugel et al., VLDB 2014) on buckets at least a pixel wide, so at most four
 * points a pixel and no extreme is lost. Exact: whole buckets from the summaries, the events where there is none.
 */
export async function seriesRange(connection: DuckDBConnection, query: SeriesQuery): Promise<SeriesPicture> {
  const { run, from, to } = query;
  const pixels = Math.min(10_000, Math.max(1, Math.floor(query.pixels)));
  const exponent = Math.max(0, Math.ceil(Math.log2(Math.max(1, to - from) / pixels)));
  const width = 2 ** exponent;
  const begin = Math.floor(from / width) * width;
  const end = Math.ceil(to / width) * width;
  const level = LEVELS.findLast((each) => each <= exponent) ?? -1;
  const key = await keyId(connection, query.key);
  if (key === null) return { time: new Float64Array(), value: new Float64Array(), events: 0, reduced: false, bucket: width };
  const rows = await all(
    connection,
    `with part as (
       select bucket, events, first_ms, first, last_ms, last, min_ms, min, max_ms, max, segment, 0 as seq from summary
       where run = $1 and level = $2 and key = $3 and bucket >= $4::bigint and bucket < $5::bigint
       union all by name
       select time_ms as bucket, 1 as events, time_ms as first_ms, value as first, time_ms as last_ms, value as last, time_ms as min_ms,
         value as min, time_ms as max_ms, value as max, segment, seq from event
       where run = $1 and key = $3 and time_ms >= $4::bigint and time_ms < $5::bigint
         and segment in (select segment from segment where run = $1 and finest > $2 and last_ms >= $4::bigint and first_ms < $5::bigint))
     select sum(events)::double, min(first_ms)::double, arg_min(first, (segment, bucket, seq)), max(last_ms)::double,
       arg_max(last, (segment, bucket, seq)), arg_min(min_ms, (min, segment, bucket, seq))::double, min(min), arg_max(max_ms, (max, -segment, -bucket, -seq))::double,
       max(max)
     from part group by floor(bucket / $6::double) order by 2`,
    [run, level, key, BigInt(begin), BigInt(end), width],
  );
  return { ...points(rows as number[][]), bucket: width };
}

function points(rows: readonly number[][]): Omit<SeriesPicture, "bucket"> {
  const time = new Float64Array(rows.length * 4);
  const value = new Float64Array(rows.length * 4);
  let at = 0;
  let events = 0;
  const put = (t: number, v: number): void => {
    time[at] = t;
    value[at++] = v;
  };
  for (const row of rows) {
    const [n, firstMs, first, lastMs, last, minMs, min, maxMs, max] = row as [
      ...[number, number, number, number, number, number, number, number, number],
    ];
    events += n;
    put(firstMs, first);
    if (n === 1) continue;
    const inner: [number, number][] = [];
    if (min < first && min < last) inner.push([minMs, min]);
    if (max > first && max > last) inner.push([maxMs, max]);
    inner.sort(([a], [b]) => a - b);
    for (const [t, v] of inner) put(t, v);
    put(lastMs, last);
  }
  return { time: time.slice(0, at), value: value.slice(0, at), events, reduced: at < events };
}

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
    `select count(*)::double, min(value), max(value), avg(value), stddev_samp(value), arg_min(value, (segment, seq)),
     arg_max(value, (segment, seq)) from event where run = $1 and key = $2 and time_ms >= $3::bigint and time_ms < $4::bigint`,
    [query.run, key ?? -1, BigInt(query.from), BigInt(query.to)],
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
    `select time_ms::double, value, case when isnan(threshold) then null else threshold end,
     case flag when 2 then null else flag <> 0 end, source::integer, row::double, count(*) over ()::double
     from event where run = $1 and key = $2 and time_ms >= $3::bigint and time_ms < $4::bigint order by segment, seq limit $5`,
    [query.run, key ?? -1, BigInt(query.from), BigInt(query.to), Math.max(0, Math.min(100_000, query.limit))],
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
  const top = LEVELS.at(-1) as number;
  const rows = await all(
    connection,
    `with part as (
       select key, events, first_ms, last_ms, min, max from summary where run = $1 and level = ${top}
       union all
       select key, 1, time_ms, time_ms, value, value from event
       where run = $1 and segment in (select segment from segment where run = $1 and finest = ${NO_LEVEL}))
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
