/** Version of the tables below. Older stores are brought to it when they are opened (migrate.ts); newer ones are refused. */
export const SCHEMA_VERSION = 4;

/**
 * Tables are coded and clustered for Weir; the views are what SQL, reports and other DuckDB clients see.
 *
 * `event` holds segments of up to a million events, by key and time inside one, so that a key's stretch is found by min/max of a few row
 * groups; `recent` holds what is durable of the segment still being collected, as it came. `seq` is the place inside the segment as
 * released. `flag`: 0 not active, 1 active, 2 no flag, 3 active and raised by this event. `threshold` null = none.
 *
 * `summary` has one row per segment, key and non-empty bucket of 2^level ms: the finest level of the segment (`segment.finest`);
 * `summary_coarse` has every second level above it up to `segment.coarsest`. Apart, because a wide view then reads few row groups.
 * `…_at` are ms after the start of the bucket. `point` has what rules derived, by the ids of `series_name` and `key_name`.
 */
const TABLES = `
create table weir_schema (version integer not null);
insert into weir_schema values (${SCHEMA_VERSION});
create table run (run integer primary key, description varchar, settings varchar, started_ms bigint, ended_ms bigint, metrics varchar);
create table key_name (key uinteger primary key, station varchar, sensor varchar, alarm varchar);
create table source_total (run integer, source varchar, read bigint, accepted bigint, malformed bigint, unconvertible bigint,
  early bigint, late bigint, duplicate bigint, filtered bigint, first_ms bigint, last_ms bigint, longest_gap bigint);
create table segment (run integer, segment integer, events integer, first_ms bigint, last_ms bigint, finest integer, coarsest integer);
create table event (run integer, segment integer, key uinteger, seq uinteger, time_ms bigint, value double, threshold double,
  flag utinyint, source usmallint, row bigint);
create table recent as from event limit 0;
create table summary (run integer, segment integer, level integer, key uinteger, bucket bigint, events uinteger, first_at uinteger,
  first double, last_at uinteger, last double, min_at uinteger, min double, max_at uinteger, max double);
create table summary_coarse as from summary limit 0;
create table alert (run integer, id varchar, rule varchar, version varchar, severity varchar, title varchar, time_ms bigint,
  station varchar, sensor varchar, alarm varchar, window_start bigint, window_end bigint, value double, evidence varchar, action varchar,
  source usmallint, row bigint, state_before varchar, state_after varchar);
create table series_name (series uinteger primary key, rule varchar, name varchar);
create table point (run integer, series uinteger, key uinteger, time_ms bigint, value double);
create table reject (run integer, source varchar, row bigint, reason varchar, detail varchar, text varchar);
`;

/** The view `events`; `own`: where its tables are, with a dot; `more`: further columns of `event`, with a comma before each. */
export const events = (
  own = "",
  more = "",
): string => `select epoch_ms(e.time_ms) as time, e.time_ms, epoch_ms(e.time_ms) as local_time,
  k.station, k.sensor, k.alarm, e.value, e.threshold,
  case e.flag when 2 then null else e.flag <> 0 end as active, e.flag = 3 as raised, e.source, e.row, e.run${more}
  from (from ${own}event union all from ${own}recent) e join ${own}key_name k using (key)`;

/** The view `series`; as `events`. */
export const series = (own = "", more = ""): string => `select epoch_ms(p.time_ms) as time, p.run, s.rule, s.name as series,
  k.station, k.sensor, k.alarm, p.time_ms, p.value${more}
  from ${own}point p join ${own}series_name s using (series) join ${own}key_name k using (key)`;

/** What SQL, reports and other DuckDB clients may rely on. */
export const VIEWS = `
create view events as ${events()};
create view alerts as select epoch_ms(time_ms) as time, * from alert;
create view series as ${series()};
create view rejects as select * from reject;
create view sources as select *, epoch_ms(first_ms) as first, epoch_ms(last_ms) as last from source_total;
create view runs as select run, description, settings, epoch_ms(started_ms) as started, epoch_ms(ended_ms) as ended, metrics from run;
create view metrics as select run, unnest(json_keys(metrics)) as name,
  json_extract(metrics, '$.' || unnest(json_keys(metrics)))::varchar as value from run where metrics is not null;
`;

export const SCHEMA = `${TABLES}${VIEWS}`;
