import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { all, keysOf, seriesRange } from "../../src-main/store/read.ts";
import { listRuns } from "../../src-main/store/read-results.ts";
import { RunWriter } from "../../src-main/store/run-writer.ts";
import { SCHEMA_VERSION } from "../../src-main/store/schema.ts";
import { openStore, type Store } from "../../src-main/store/store.ts";
import { temporaryFolder } from "../support/bts-file.ts";

const KEYS = [
  ["S1", "101", "A1"],
  ["S1", "102", ""],
  ["S2", "101", "A1"],
] as const;
const COUNT = 3000;

/** What every fixture holds: time, key, value, threshold, active, row. */
function made(run: number) {
  return Array.from({ length: COUNT }, (_, n) => {
    const key = (n * 7 + (n >> 4)) % 3;
    const value = Math.round(Math.sin(n / 300) * 1000 + ((n * 7919) % 101)) / 8;
    const time = Date.UTC(2020, 0, 1) + Math.floor(n / 2) * 20_000 + run * 86_400_000;
    return { time, key, value, threshold: key === 1 ? null : 100, active: key === 1 ? null : value > 100, row: n + 1 };
  });
}

let folder = temporaryFolder();
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function fixture(version: number): string {
  const file = join(folder.path, `schema-${version}.db`);
  writeFileSync(file, gunzipSync(readFileSync(new URL(`fixtures/schema-${version}.db.gz`, import.meta.url))));
  return file;
}

const shape = async ({ connection }: Store): Promise<unknown[][]> =>
  all(
    connection,
    "select table_name, column_name, data_type, is_nullable from duckdb_columns() where not internal order by table_name, column_index",
  );

test("a fixture for every version there was", () => {
  expect(SCHEMA_VERSION).toBe(4);
});

test.each([1, 2, 3])("a store of schema %i is brought to today's tables with everything in it", async (version) => {
  const file = fixture(version);
  const store = await openStore(file, { readOnly: true });
  const fresh = await openStore(":memory:");
  expect(await shape(store)).toEqual(await shape(fresh));
  await fresh.close();
  for (const run of [1, 2]) {
    const expected = made(run);
    let active = [false, false, false];
    const rows = await all(
      store.connection,
      `select time_ms::double, station, sensor, alarm, value, threshold, active, raised, source, row::double from events where run = ${run} order by row`,
    );
    expect(rows).toEqual(
      expected.map((e) => {
        const raised = e.active === true && !active[e.key];
        if (e.active !== null) active = active.map((was, i) => (i === e.key ? e.active === true : was));
        return [e.time, ...(KEYS[e.key] as readonly string[]), e.value, e.threshold, e.active, raised, 0, e.row];
      }),
    );
    const keys = await keysOf(store.connection, run);
    expect(keys.map(({ events }) => events)).toEqual([0, 1, 2].map((k) => expected.filter(({ key }) => key === k).length));
    // A wide view reads summaries, made anew where they were others: their extremes are those of the events.
    const mine = expected.filter(({ key }) => key === 0);
    const from = (mine[0]?.time ?? 0) - 1;
    const picture = await seriesRange(store.connection, { run, key: [...KEYS[0]], from, to: from + 40_000_000, pixels: 40 });
    expect(picture.events).toBe(mine.length);
    expect(Math.max(...picture.value)).toBe(Math.max(...mine.map(({ value }) => value)));
    expect(Math.min(...picture.value)).toBe(Math.min(...mine.map(({ value }) => value)));
  }
  expect(await all(store.connection, "select count(*)::integer from segment where finest = 99")).toEqual([[0]]);
  const count = async (view: string) => (await all(store.connection, `select count(*)::integer from ${view}`))[0]?.[0];
  expect([await count("alerts"), await count("series"), await count("rejects"), await count("metrics where run = 1")]).toEqual([
    ...[4, 6, 2, 3],
  ]);
  expect(
    await all(store.connection, "select rule, series, station, sensor, value from series where run = 1 order by all"),
  ).toEqual([
    ["anomaly", "mean", "S1", "101", 2.5],
    ["anomaly", "score", "S1", "101", 1.5],
    ["anomaly", "score", "S1", "102", 3.5],
  ]);
  expect(
    await all(store.connection, "select read::integer, accepted::integer, malformed::integer from sources where run = 1"),
  ).toEqual([[3001, 3000, 1]]);
  const runs = await listRuns(store.connection);
  expect(runs.map(({ run, description, ended, alerts }) => [run, description, ended === null, alerts])).toEqual([
    [2, "run 2", true, 2],
    [1, "run 1", false, 2],
  ]);
  await store.close();
  await writesOn(file);
});

/** The store takes a new run, with its keys known again. */
async function writesOn(file: string): Promise<void> {
  const store = await openStore(file);
  const writer = await RunWriter.begin(store, { description: "third" });
  const keys = new KeyTable();
  keys.id(...KEYS[2]);
  const batch = createBatch(1);
  batch.length = 1;
  batch.threshold[0] = Number.NaN;
  await writer.events(batch, keys);
  await writer.finish({}, ["t"]);
  expect(await all(store.connection, "select station, sensor, threshold, run from events where run = 3")).toEqual([
    ["S2", "101", null, 3],
  ]);
  await store.close();
}

test("what cannot be written is not brought up to date, and says so; nothing is changed by a step that fails", async () => {
  const file = fixture(2);
  if (process.getuid?.() !== 0) {
    chmodSync(file, 0o444);
    await expect(openStore(file, { readOnly: true })).rejects.toThrow(/older Weir \(schema 2\) and is write-protected; make it/);
    chmodSync(file, 0o644);
  }
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run("drop view events; alter table point rename to elsewhere");
  connection.closeSync();
  instance.closeSync();
  await expect(openStore(file)).rejects.toThrow(
    /schema-2\.db was written by an older Weir \(schema 2\) .* nothing was changed: [^\n]*$/,
  );
  const again = await DuckDBInstance.create(file);
  const reader = await again.connect();
  expect((await reader.runAndReadAll("select max(version) from weir_schema")).getRows()).toEqual([[2]]);
  expect((await reader.runAndReadAll("select count(*)::integer from event")).getRows()).toEqual([[6000]]);
  reader.closeSync();
  again.closeSync();
});
