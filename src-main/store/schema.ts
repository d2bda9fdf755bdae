/** Version of the tables below; a store of a newer one is refused. */
export const SCHEMA_VERSION = 1;

/** Physical tables are coded by key id; the views are what SQL, reports and other DuckDB clients see. */
export const SCHEMA = `
create table if not exists weir_schema (version integer not null);
insert into weir_schema select ${SCHEMA_VERSION} where not exists (from weir_schema);
create table if not exists run (run integer primary key, started timestamp, ended timestamp, info varchar, metrics varchar);
create table if not exists key_name (key uinteger primary key, station varchar, sensor varchar, alarm varchar);
create table if not exists event (run integer, key uinteger, time_ms bigint, value double, threshold double, active boolean,
  source usmallint, row bigint);
create table if not exists alert (run integer, id varchar, rule varchar, version varchar, severity varchar, title varchar, time_ms bigint,
  station varchar, sensor varchar, alarm varchar, window_start bigint, window_end bigint, value double, evidence varchar, action varchar,
  source usmallint, row bigint, state_before varchar, state_after varchar);
create table if not exists point (run integer, rule varchar, series varchar, station varchar, sensor varchar, alarm varchar,
  time_ms bigint, value double);
create table if not exists reject (run integer, source usmallint, row bigint, reason varchar, detail varchar, text varchar);
create or replace view events as select epoch_ms(e.time_ms) as time, e.time_ms, k.station, k.sensor, k.alarm, e.value, e.threshold, e.active,
  e.source, e.row, e.run from event e join key_name k using (key);
create or replace view alerts as select epoch_ms(time_ms) as time, * from alert;
create or replace view series as select epoch_ms(time_ms) as time, * from point;
create or replace view rejects as select * from reject;
create or replace view runs as select * from run;
create or replace view metrics as select run, metrics from run;
`;
