import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { StoreRecorder } from "../../src-main/session/store-recorder.ts";
import { listRuns } from "../../src-main/store/read-results.ts";
import { openStore } from "../../src-main/store/store.ts";
import { temporaryFolder } from "../support/bts-file.ts";

let folder = temporaryFolder();
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

test("a store is reopened with its runs, killed ones included", async () => {
  const file = join(folder.path, "a.db");
  const first = await StoreRecorder.open(file, "first");
  await first.finish({ records_read_total: 0 }, ["a.csv"]);
  const second = await StoreRecorder.open(file, { description: "second", settings: { plugins: null } });
  expect(second.run).toBe(2);
  await second.abandon();
  const store = await openStore(file, { readOnly: true });
  const runs = await listRuns(store.connection);
  expect(runs.map(({ run, description, ended }) => [run, description, ended === null])).toEqual([
    [2, "second", true],
    [1, "first", false],
  ]);
  await store.close();
});

test("a run that is begun again takes the place of what it left, and of nothing else", async () => {
  const file = join(folder.path, "a.db");
  const info = { description: "mine", settings: { plugins: [{ plugin: "it's" }] } };
  const again = async (other: object = {}): Promise<[run: number, replaced: number | null]> => {
    const { recorder, replaced } = await StoreRecorder.openAgain(file, { ...info, ...other });
    await recorder.abandon();
    return [recorder.run, replaced];
  };
  const whole = await StoreRecorder.open(file, info);
  await whole.finish({ records_read_total: 0 }, ["a.csv"]);
  expect(await again()).toEqual([2, null]);
  expect(await again()).toEqual([2, 2]);
  expect(await again({ settings: { plugins: null } })).toEqual([3, null]);
  expect(await again({ settings: { plugins: null }, description: "other" })).toEqual([4, null]);
  // Of what is not the newest nobody knows why it is there.
  expect(await again()).toEqual([5, null]);
});

test("with the least memory a store records more than it may hold", async () => {
  const file = join(folder.path, "a.db");
  const recorder = await StoreRecorder.open(file, "small", { memoryLimit: "64MB" });
  const keys = new KeyTable();
  for (let i = 0; i < 300; i++) keys.id(`s${i}`, "t", "");
  const size = 100_000;
  for (let part = 0; part < 24; part++) {
    const batch = createBatch(size);
    batch.length = size;
    for (let i = 0; i < size; i++) {
      const row = part * size + i;
      batch.time[i] = 1.7e12 + row;
      batch.key[i] = row % 300;
      // Does not compress.
      batch.value[i] = Math.sin(row);
      batch.row[i] = row;
    }
    await recorder.events(batch, keys);
    await recorder.flush();
  }
  await recorder.finish({}, ["q"]);
  const store = await openStore(file, { readOnly: true, memoryLimit: "64MB" });
  const rows = await store.connection.runAndReadAll(
    "select count(*), count(distinct row), current_setting('memory_limit') from events",
  );
  expect(rows.getRows().map((row) => row.map(String))).toEqual([["2400000", "2400000", "61.0 MiB"]]);
  await store.close();
});

test("a store in use is refused in one line, here and in another process", async () => {
  const file = join(folder.path, "a.db");
  const recorder = await StoreRecorder.open(file, "mine");
  await expect(openStore(file, { readOnly: true })).rejects.toThrow(/a\.db is open already; close it first$/);
  const other = `import("@duckdb/node-api").then((d) => d.DuckDBInstance.create(${JSON.stringify(file)})).then(() => console.log("opened"), () => console.log("locked"))`;
  expect(execFileSync(process.execPath, ["-e", other], { encoding: "utf8" }).trim()).toBe("locked");
  await recorder.abandon();
});

test("a newer store, a damaged one, another database and a missing file are refused in one line", async () => {
  const newer = join(folder.path, "newer.db");
  const store = await openStore(newer);
  await store.connection.run("update weir_schema set version = 99");
  await store.close();
  await expect(openStore(newer)).rejects.toThrow(/newer Weir \(schema 99\)/);
  const damaged = join(folder.path, "damaged.db");
  writeFileSync(damaged, "not a database ".repeat(1000));
  await expect(openStore(damaged)).rejects.toThrow(/^.*damaged\.db .*$/);
  await expect(openStore(join(folder.path, "none.db"), { readOnly: true })).rejects.toThrow(/none\.db does not exist/);
});

test("of two who open a store at the same moment one gets it", async () => {
  const file = join(folder.path, "a.db");
  const opened = await Promise.allSettled([openStore(file), openStore(file)]);
  expect(opened.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  for (const one of opened) {
    if (one.status === "fulfilled") await one.value.close();
    else expect(one.reason.message).toBe(`${file} is open already; close it first`);
  }
  // Neither the one nor a failure keeps it from being opened again.
  writeFileSync(join(folder.path, "no.db"), "no store");
  for (let i = 0; i < 2; i++) await expect(openStore(join(folder.path, "no.db"))).rejects.toThrow(/is not a Weir store/);
  await (await openStore(file)).close();
});
