import type { DuckDBConnection } from "@duckdb/node-api";
import { resummarise } from "./resummarise.ts";
import { SCHEMA_VERSION, VIEWS } from "./schema.ts";
import type { Store } from "./store.ts";

/** Events a segment of a store that had none gets. */
const SEGMENT = 1 << 20;

/** What makes tables of version n those of n + 1. Each names the tables as they were then; none uses what is in schema.ts now. */
const STEPS: Readonly<Record<number, string>> = {
  // Segments, the flag "raised", totals a source; runs with description and settings.
  1: `
alter table run rename to run_1;
create table run (run integer primary key, description varchar, settings varchar, started_ms bigint, ended_ms bigint, metrics varchar);
insert into run select run, coalesce(case json_type(info) when 'VARCHAR' then json_extract_string(info, '$') end,
  json_extract_string(info, '$.description'), info), info, epoch_ms(started), epoch_ms(ended), metrics from run_1;
drop table run_1;
alter table event rename to event_1;
create table event as select run, (place // ${SEGMENT})::integer as segment, key, (place % ${SEGMENT})::integer as seq, time_ms, value,
  coalesce(threshold, 'nan'::double) as threshold,
  (case when active is null then 2 when not active then 0 when coalesce(before, false) then 1 else 3 end)::utinyint as flag, source, row
  from (select *, row_number() over (partition by run order by rowid) - 1 as place,
    lag(active ignore nulls) over (partition by run, key order by rowid) as before from event_1)
  order by run, segment, key, time_ms, seq;
drop table event_1;
create table segment (run integer, segment integer, events integer, first_ms bigint, last_ms bigint, finest integer);
insert into segment select run, segment, count(*), min(time_ms), max(time_ms), 99 from event group by all;
create table summary (run integer);
create table source_total (run integer, source varchar, read bigint, accepted bigint, malformed bigint, unconvertible bigint,
  early bigint, late bigint, duplicate bigint, filtered bigint, first_ms bigint, last_ms bigint, longest_gap bigint);
insert into source_total select run, description, json_extract(metrics, '$.records_read_total')::bigint,
  json_extract(metrics, '$.records_accepted_total')::bigint, ${[
    "malformed",
    "unconvertible",
    "early",
    "late",
    "duplicate",
    "filtered",
  ]
    .map((reason) => `coalesce(json_extract(metrics, '$.records_dropped_total.${reason}')::bigint, 0)`)
    .join(", ")}, first_ms, last_ms, gap
  from run join (select run, min(time_ms) as first_ms, max(time_ms) as last_ms, max(gap) as gap from
    (select run, time_ms, time_ms - lag(time_ms) over (partition by run order by time_ms) as gap from event) group by run) using (run)
  where metrics is not null;
alter table reject rename to reject_1;
create table reject as select run, 'source ' || (source + 1) as source, row, reason, detail, text from reject_1;
drop table reject_1;`,
  // Points by ids; events that are not in a segment yet; summaries are made anew.
  2: `
create table series_name (series uinteger primary key, rule varchar, name varchar);
insert into series_name select row_number() over (order by first) - 1, rule, series
  from (select rule, series, min(rowid) as first from point group by all);
insert into key_name select (select coalesce(max(key), -1) from key_name) + row_number() over (order by first), station, sensor, alarm
  from (select station, sensor, alarm, min(rowid) as first from point p
    where not exists (from key_name k where (k.station, k.sensor, k.alarm) = (p.station, p.sensor, p.alarm)) group by all);
alter table point rename to point_2;
create table point as select p.run, s.series, k.key, p.time_ms, p.value from point_2 p
  join series_name s on s.rule = p.rule and s.name = p.series
  join key_name k on (k.station, k.sensor, k.alarm) = (p.station, p.sensor, p.alarm) order by p.rowid;
drop table point_2;
alter table event alter seq type uinteger;
create table recent as from event limit 0;
alter table segment add column coarsest integer;
update segment set finest = 99, coarsest = 99;
drop table summary;
create table summary (run integer, segment integer, level integer, key uinteger, bucket bigint, events uinteger, first_at uinteger,
  first double, last_at uinteger, last double, min_at uinteger, min double, max_at uinteger, max double);
create table summary_coarse as from summary limit 0;`,
  // No threshold is null. Written anew: an update would hold every row in memory.
  3: ["event", "recent"]
    .map(
      (table) => `
alter table ${table} rename to ${table}_3;
create table ${table} as select * replace (case when isnan(threshold) then null else threshold end as threshold) from ${table}_3;
drop table ${table}_3;`,
    )
    .join(""),
};

/** Versions before this one had other summaries, or none. */
const SUMMARIES = 3;

/** Brings the tables of a store from `version` to today's, whole or not at all. */
export async function migrate(store: Store, version: number): Promise<void> {
  const { connection } = store;
  await connection.run("begin");
  try {
    const views = await connection.runAndReadAll("select view_name from duckdb_views() where not internal");
    for (const [view] of views.getRows()) await connection.run(`drop view "${String(view).replaceAll('"', '""')}"`);
    for (let from = version; from < SCHEMA_VERSION; from++) await runEach(connection, STEPS[from] as string);
    if (version < SUMMARIES) await resummarise(store);
    await runEach(connection, VIEWS);
    await connection.run(`update weir_schema set version = ${SCHEMA_VERSION}`);
    await connection.run("commit");
  } catch (error) {
    await connection.run("rollback").catch(() => {});
    throw error;
  }
  await connection.run("checkpoint");
}

async function runEach(connection: DuckDBConnection, statements: string): Promise<void> {
  for (const statement of statements.split(/;\s*(?:\n|$)/)) if (statement.trim() !== "") await connection.run(statement);
}
