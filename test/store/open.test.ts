import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../../src-main/store/store.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weir-store-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a store is reopened with its runs; a newer one, a damaged one and one in use are refused in one line", async () => {
  const file = join(folder, "a.db");
  let store = await openStore(file);
  expect(await store.beginRun({})).toBe(1);
  const other = `import("@duckdb/node-api").then((d) => d.DuckDBInstance.create(${JSON.stringify(file)})).then(() => console.log("opened"), () => console.log("locked"))`;
  expect(execFileSync(process.execPath, ["-e", other], { encoding: "utf8" }).trim()).toBe("locked");
  await store.close();
  store = await openStore(file);
  expect(await store.beginRun({})).toBe(2);
  await store.connection.run("update weir_schema set version = 99");
  await store.close();
  await expect(openStore(file)).rejects.toThrow(/newer Weir \(schema 99\)/);
  const damaged = join(folder, "b.db");
  writeFileSync(damaged, "not a database ".repeat(1000));
  await expect(openStore(damaged)).rejects.toThrow(/^.*b\.db cannot be opened as a store: .*$/);
});
