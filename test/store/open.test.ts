import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
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
