import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/**
 * The raw file as plain DuckDB reads it: nothing of Weir. Table `raw` has what a person would call the events of the file: station,
 * sensor, alarm, t (timestamp, UTC), value, threshold (null = none), active (null = no flag), n (row, then place in the row), and
 * `raised`. Table `counted` has one row: read, accepted, malformed, unconvertible.
 */
export interface RawTables {
  rows(sql: string): Promise<unknown[][]>;
  close(): void;
}

async function open(prepare: (connection: DuckDBConnection) => Promise<void>): Promise<RawTables> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await prepare(connection);
  await connection.run(`create table raw as select *, coalesce(active, false) and not coalesce(lag(active) over changes, false) as raised
    from events where active is not null window changes as (partition by station, sensor, alarm order by t, n)
    union all by name select *, false as raised from events where active is null`);
  return {
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(plain)),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const plain = (value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);

/** Base-station rows, one line each: a line that is no row of eight fields or not convertible is only counted. */
export function baseStationRows(file: string): Promise<RawTables> {
  return open(async (connection) => {
    // A line is one column: a delimiter and a quote no file has.
    await connection.run(`create table lines as select row_number() over () as n, line from
      read_csv('${file}', header = false, columns = {'line': 'varchar'}, delim = '\u0003', quote = '', escape = '', skip = 1,
        new_line = '\\n', max_line_size = 1000000, null_padding = false, auto_detect = false, nullstr = '\u0004')`);
    await connection.run(`create table parsed as select n, string_split(line, ',') as f, line like '%"%' as quoted
      from lines where line <> ''`);
    await connection.run(`create table judged as select n, f, quoted or len(f) <> 8 as malformed,
      case when len(f) = 8 and regexp_full_match(f[4], '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC')
        then try_strptime(f[4][:19], '%Y-%m-%d %H:%M:%S') end as t,
      case when len(f) = 8 and regexp_full_match(f[5], '[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?') and isfinite(f[5]::double)
        then f[5]::double end as value from parsed`);
    await connection.run(`create table counted as select count(*) as read, count(*) filter (where not malformed and t is not null
      and value is not null) as accepted, count(*) filter (where malformed) as malformed,
      count(*) filter (where not malformed and (t is null or value is null)) as unconvertible from judged`);
    await connection.run(`create table events as select f[1] as station, f[2] as sensor, f[3] as alarm, t::timestamp as t, value,
      nullif(f[6]::double, 999999) as threshold, case lower(f[7]) when 'true' then true when 'false' then false end as active, n
      from judged where not malformed and t is not null and value is not null`);
  });
}

/** Intervals: a row is on from its start and off from its end, value 1 and 0; an end at which another of its key goes on is no event. */
export function intervalRows(file: string): Promise<RawTables> {
  return open(async (connection) => {
    await connection.run(`create table given as select row_number() over () as n, * from read_csv('${file}', header = true,
      columns = {'alarm_id': 'varchar', 'device_id': 'varchar', 'start_timestamp': 'bigint', 'end_timestamp': 'bigint'})`);
    await connection.run(`create table counted as select count(*) as read, count(*) filter (where start_timestamp <= end_timestamp)
      as accepted, 0 as malformed, count(*) filter (where start_timestamp > end_timestamp) as unconvertible from given`);
    const row = (at: string, active: boolean, place: number): string =>
      `select device_id as station, '' as sensor, alarm_id as alarm, make_timestamp(${at} * 1000000) as t, ${Number(active)}::double as value,
        null::double as threshold, ${active} as active, n * 2 + ${place} as n from given where start_timestamp <= end_timestamp`;
    await connection.run(`create table starts as ${row("start_timestamp", true, 0)}`);
    await connection.run(`create table ends as ${row("end_timestamp", false, 1)}`);
    await connection.run(`create table events as from starts union all from ends where not exists (
      from starts s join ends e on e.n = s.n + 1 where s.station = ends.station and s.alarm = ends.alarm
        and (s.t, s.n) < (ends.t, ends.n) and (e.t, e.n) > (ends.t, ends.n))`);
  });
}
