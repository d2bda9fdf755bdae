import { pbkdf2 } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connectConfined } from "../../src-main/store/confined.ts";
import { exportQuery } from "../../src-main/store/export.ts";
import { runSql, withLimits } from "../../src-main/store/sql.ts";
import { openStore, type Store } from "../../src-main/store/store.ts";
import { temporaryFolder } from "../support/bts-file.ts";

// SQL of others (the console, report plugins): it reads the documented views of the store and nothing else, and it ends.

const limits = { rows: 10, milliseconds: 500 };
const folder = temporaryFolder();
const leak = join(folder.path, "leak");
let store: Store;
let confined: DuckDBConnection;

beforeAll(async () => {
  store = await openStore(join(folder.path, "store.duckdb"));
  confined = await connectConfined(store, { run: 1, timezone: "UTC", names: [] });
});
afterAll(async () => {
  confined.closeSync();
  await store.close();
  folder.remove();
});

test("a SELECT answers, cut at the row limit", async () => {
  const result = await runSql(confined, "select count(*)::int as n from events", limits);
  expect(result).toMatchObject({ columns: [{ name: "n", values: [0] }], rows: 1, cut: false });
  expect(await runSql(confined, "select i from range(10) t(i)", limits)).toMatchObject({ rows: 10, cut: false });
  const many = await runSql(confined, "select range from range(1000000000)", limits);
  expect([many.columns[0]?.values, many.rows, many.cut]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10, true]);
});

test.each([
  "with a as (select 1 as x), b as (select x from a) select * from b -- a name of one's own",
  "from events",
  "values (1), (2)",
  "select 1;",
  "describe events",
  "select (select count(*) from alerts), (select count(*) from main.runs)",
  "with recursive r as (select 1 i union all select i + 1 from r where i < 5) select max(i) from r",
  "select lpad('7', 2, '0'), format('{:.2f}', 1.5), [x * 2 for x in range(10)], unnest(generate_series(1, 3)) from range(5)",
  "select count(*) from generate_series(timestamp '2020-01-01', timestamp '2020-02-01', interval 1 day)",
])("%s is allowed", async (sql) => {
  await expect(runSql(confined, sql, { rows: 100, milliseconds: 20_000 })).resolves.toMatchObject({ cut: false });
});

test("what a name is bound to is data, never SQL", async () => {
  const sql = "select $x as x";
  expect((await runSql(confined, sql, limits, { x: "'; drop table event; --" })).columns[0]?.values).toEqual([
    "'; drop table event; --",
  ]);
  await expect(runSql(confined, sql, limits, { y: 1 })).rejects.toThrow("$x is no setting; there are y");
});

const ONLY = /^only a SELECT is allowed here$/;
const VIEWS = /only the views events, alerts, .* can be read/;
const FUNCTION = /^the function \w+ is not allowed here$/;
const LONG = /^the statement was stopped: it took longer than 0\.5 s; narrow it$/;
const SIZE = /must (be a number of|not be more than) .*100000|widths of at most 4 digits/;

const refused: readonly (readonly [sql: string, why: RegExp])[] = [
  // Writing.
  [`copy events to '${leak}'`, ONLY],
  [`copy (select 1) to '${leak}' (format parquet)`, ONLY],
  [`export database '${leak}'`, ONLY],
  [`import database '${leak}'`, /disabled|only a SELECT/],
  [`attach '${leak}' as other`, ONLY],
  ["attach ':memory:' as other", ONLY],
  ["detach store", ONLY],
  ["use memory", ONLY],
  ["install httpfs", ONLY],
  ["load httpfs", ONLY],
  ["set enable_external_access = true", ONLY],
  ["set memory_limit = '100GB'", ONLY],
  ["reset memory_limit", ONLY],
  ["pragma memory_limit = '100GB'", ONLY],
  ["pragma database_list", ONLY],
  ["call pragma_version()", ONLY],
  ["create table x as select 1", ONLY],
  ["create temp view events as select 1", ONLY],
  ["create macro f(x) as x", ONLY],
  ["create secret (type s3, key_id 'a')", /only a SELECT|Secret/],
  ["insert into run values (1, '', '', 1, 1, '')", ONLY],
  ["update run set run = 2", ONLY],
  ["delete from event", ONLY],
  ["truncate event", ONLY],
  ["drop table event", ONLY],
  ["alter table run rename to other", ONLY],
  ["merge into run using runs on true when matched then delete", ONLY],
  ["begin", ONLY],
  ["checkpoint", ONLY],
  ["vacuum", ONLY],
  ["prepare p as select 1", ONLY],
  ["explain analyze select 1", ONLY],
  ["select 1; select 2", /^exactly one SELECT is allowed, this has 2 statements$/],
  ["select 1; drop table event", /^exactly one SELECT is allowed, this has 2 statements$/],
  ["with x as (delete from event returning *) select * from x", /A CTE needs a SELECT/],
  // Reading something else.
  ["select * from read_csv('/etc/passwd')", /^the table function read_csv is not allowed here; only the views/],
  ["select * from '/etc/passwd'", /^\/etc\/passwd cannot be read here; only the views/],
  ["select (select content from read_text('/etc/passwd'))", VIEWS],
  ["select * from events where station in (select content from read_blob('/etc/shadow'))", VIEWS],
  ["with x as (select * from glob('/*')) select * from x", VIEWS],
  ["select 1 union all select count(*) from read_parquet('https://example.org/x.parquet')", VIEWS],
  ["select * from events order by (select count(*) from read_json('/etc/passwd'))", VIEWS],
  ["select * from sniff_csv('/etc/passwd')", VIEWS],
  ["select * from query('copy events to ''x''')", VIEWS],
  ["select * from query_table('run')", VIEWS],
  ["select * from json_execute_serialized_sql(json_serialize_sql('select 1'))", VIEWS],
  ["select * from duckdb_settings()", VIEWS],
  ["select * from duckdb_settings", VIEWS],
  ["select * from information_schema.tables", VIEWS],
  ["select * from system.main.duckdb_secrets", VIEWS],
  ["select * from event", VIEWS],
  ["select getenv('HOME')", FUNCTION],
  ["select current_setting('home_directory')", FUNCTION],
  // Doing something by a function.
  ["select * from checkpoint()", VIEWS],
  ["select * from force_checkpoint()", VIEWS],
  ["select * from enable_logging('QueryLog', storage => 'file', storage_path => '/tmp')", VIEWS],
  ["select write_log('x')", FUNCTION],
  ["select pg_sleep(60)", FUNCTION],
  ["select nextval('s')", FUNCTION],
  // Never ending, or larger than the memory.
  ["with recursive r as (select 1 i union all select i + 1 from r) select max(i) from r", LONG],
  ["with recursive r as (select 1 i union all select i from r) select count(*) from r", LONG],
  ["select count(*) from range(1000000000) a, range(1000000000) b", LONG],
  ["select i, row_number() over (order by hash(i)) as n from range(1000000000) t(i)", LONG],
  ["select len(range(2000000000))", SIZE],
  ["select len(repeat('x', 2000000000))", SIZE],
  ["select len(repeat(repeat('x', 100000), 100000))", SIZE],
  ["with a as (select repeat('x', 100000) as s) select len(repeat(s, 100000)) from a", SIZE],
  ["select repeat('x', range::int) from range(1000000000)", SIZE],
  ["select list_transform(range(100000), lambda x: range(100000))", SIZE],
  ["select len(lpad('x', 2000000000, 'y'))", SIZE],
  ["select printf('%1000000000d', 1)", SIZE],
  ["select format('{:>{}}', 'x', 1000000000)", SIZE],
  [`select '${"x".repeat(250_000)}'`, /^the statement has \d+ characters; at most 200000 are allowed$/],
  [`select ${"(".repeat(20_000)}1${")".repeat(20_000)}`, /depth|memory|nest|overflow/i],
  // Mistakes.
  ["", /^there is no statement; write one SELECT$/],
  [" ; -- nothing", /^there is no statement; write one SELECT$/],
  ["selekt 1", /syntax error/],
  ["select nothing from events", /nothing/],
];

const shown = refused.map(([sql, why]) => ({ sql, why, shown: sql.slice(0, 90) }));

test.each(shown)("refused or stopped with one line: $shown", async ({ sql, why }) => {
  const failure: Error = await runSql(confined, sql, limits).then(
    () => new Error("it was answered"),
    (error) => error,
  );
  expect(failure.message).toMatch(why);
  expect(failure.message).not.toContain("\n");
  expect(existsSync(leak)).toBe(false);
});

test("a statement of megabytes is refused before anything looks through it", async () => {
  await expect(runSql(confined, "/*".repeat(5_000_000), limits)).rejects.toThrow(
    /^the statement has 10000000 characters; at most/,
  );
});

test("an answer that does not fit is stopped by its text, its memory or whoever asked", async () => {
  const texts = "select repeat('x', 2000) from range(1000000)";
  await expect(runSql(confined, texts, { rows: 1_000_000, milliseconds: 20_000, bytes: 8 << 20 })).rejects.toThrow(
    "the answer has more than 8 MB of text; ask for fewer rows or columns",
  );
  const list = "select len(list(i)) from range(1000000000) t(i)";
  await expect(runSql(confined, list, { rows: 1, milliseconds: 20_000, growth: 32 << 20 })).rejects.toThrow(
    /^the statement was stopped: it took too much memory; narrow it$/,
  );
  const patience = new AbortController();
  const endless = runSql(confined, "select count(*) from range(1000000000) a, range(1000000000)", {
    ...{ rows: 1, milliseconds: 20_000 },
    signal: patience.signal,
  });
  patience.abort();
  await expect(endless).rejects.toThrow("the statement was stopped: it was cancelled");
});

test("a statement that is cancelled before a busy machine has begun it is stopped all the same, and for that reason", async () => {
  const patience = new AbortController();
  const endless = "select count(*) from range(1000000000) a, range(1000000000)";
  const asked = withLimits(confined, endless, { milliseconds: 5000, signal: patience.signal }, async (prepared) => {
    // Node's four threads, one of which DuckDB would begin on.
    const busy = Array.from({ length: 4 }, () => promisify(pbkdf2)("x", "y", 200_000, 32, "sha512"));
    const answer = prepared.stream().then((result) => result.fetchChunk());
    patience.abort();
    await Promise.all([answer, ...busy]);
  });
  await expect(asked).rejects.toThrow("the statement was stopped: it was cancelled");
});

test("what stopped a statement first is the reason, whatever else comes to pass until it has ended", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval"] });
  try {
    const patience = new AbortController();
    const asked = withLimits(confined, "select 1", { milliseconds: 1000, signal: patience.signal }, async () => {
      patience.abort();
      vi.advanceTimersByTime(2000);
    });
    await expect(asked).rejects.toThrow(/^the statement was stopped: it was cancelled$/);
  } finally {
    vi.useRealTimers();
  }
});

test("memory that DuckDB itself refuses is told as too much memory", async () => {
  const small = await openStore(join(folder.path, "small.duckdb"), { memoryLimit: "32MB" });
  const connection = await connectConfined(small, { run: 1, timezone: "UTC", names: [] });
  try {
    await expect(
      runSql(connection, "select len(list(i)) from range(1000000000) t(i)", { rows: 1, milliseconds: 20_000 }),
    ).rejects.toThrow(/^the statement was stopped: it took too much memory; narrow it$/);
  } finally {
    connection.closeSync();
    await small.close();
  }
});

test("the store goes on: what was stopped holds neither its data nor its writer back", async () => {
  const hostile = runSql(confined, "select len(list(i)) from range(1000000000) t(i)", limits);
  await store.connection.run("insert into run values (7, 'x', '{}', 0, 1, null)");
  await expect(hostile).rejects.toThrow(LONG);
  const after = await runSql(confined, "select run from runs", limits);
  expect(after.columns[0]?.values).toEqual([7]);
});

test("an export is confined the same way", async () => {
  const target = { path: join(folder.path, "out.csv"), format: "csv" } as const;
  const refused = (sql: string): Promise<number> => exportQuery(confined, sql, target, { milliseconds: 500 });
  await expect(refused("copy events to 'x'")).rejects.toThrow(/out\.csv: only a SELECT is allowed here/);
  await expect(refused("select * from read_csv('/etc/passwd')")).rejects.toThrow(VIEWS);
  await expect(refused("select count(*) from range(1000000000) a, range(1000000000)")).rejects.toThrow(/longer than 0\.5 s/);
  expect(existsSync(target.path)).toBe(false);
});
