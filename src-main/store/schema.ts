/** Version of the tables below. A store of another version is refused: newer ones by name, older ones by asking to record again. */
export const SCHEMA_VERSION = 2;

/**
 * Tables are coded and clustered for Weir; the views are what SQL, reports and other DuckDB clients see.
 *
 * `event` holds segments of up to a million events, in time order between segments and by key inside one, so that a key's stretch is
 * found by min/max of a few row groups. `seq` is the place inside the segment as released. `flag`: 0 not active, 1 active, 2 no flag,
 * 3 active and raised by this event. `threshold` NaN = none. `summary` has one row per key and bucket of 2^level ms, segments whose
 * buckets would hold fewer than four events start at a coarser level (`segment.finest`).
 */
export const SCHEMA = `
create table weir_schema (version integer not null);
insert into weir_schema values (${SCHEMA_VERSION});
create table run (run integer primary key, description varchar, settings varchar, started_ms bigint, ended_ms bigint, metrics varchar);
create table key_name (key uinteger primary key, station varchar, sensor varchar, alarm varchar);
create table source_total (run integer, source varchar, read bigint, accepted bigint, malformed bigint, unconvertible bigint,
  early bigint, late bigint, duplicate bigint, filtered bigint, first_ms bigint, last_ms bigint, longest_gap bigint);
create table segment (run integer, segment integer, events integer, first_ms bigint, last_ms bigint, finest integer);
create table event (run integer, segment integer, key uinteger, seq integer, time_ms bigint, value double, threshold double,
  flag utinyint, source usmallint, row bigint);
create table summary (run integer, segment integer, level integer, key uinteger, bucket bigint, events integer, first_ms bigint,
  first double, last_ms bigint, last double, min_ms bigint, min double, max_ms bigint, max double);
create table alert (run integer, id varchar, rule varchar, version varchar, severity varchar, title varchar, time_ms bigint,
  station varchar, sensor varchar, alarm varchar, window_start bigint, window_end bigint, value double, evidence varchar, action varchar,
  source usmallint, row bigint, state_before varchar, state_after varchar);
create table point (run integer, rule varchar, series varchar, station varchar, sensor varchar, alarm varchar,
  time_ms bigint, value double);
create table reject (run integer, source varchar, row bigint, reason varchar, detail varchar, text varchar);
create view events as select epoch_ms(e.time_ms) as time, e.time_ms, epoch_ms(e.time_ms) as local_time, k.station, k.sensor, k.alarm,
  e.value, case when isnan(e.threshold) then null else e.threshold end as threshold,
  case e.flag when 2 then null else e.flag <> 0 end as active, e.flag = 3 as raised, e.source, e.row, e.run
  from event e join key_name k using (key);
create view alerts as select epoch_ms(time_ms) as time, * from alert;
create view series as select epoch_ms(time_ms) as time, * from point;
create view rejects as select * from reject;
create view sources as select *, epoch_ms(first_ms) as first, epoch_ms(last_ms) as last from source_total;
create view runs as select run, description, settings, epoch_ms(started_ms) as started, epoch_ms(ended_ms) as ended, metrics from run;
create view metrics as select run, unnest(json_keys(metrics)) as name,
  json_extract(metrics, '$.' || unnest(json_keys(metrics)))::varchar as value from run where metrics is not null;
`;
