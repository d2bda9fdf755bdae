import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { exportQuery } from "../../src-main/store/export.ts";
import { openStore } from "../../src-main/store/store.ts";
import { temporaryFolder } from "../support/bts-file.ts";

test.each(["csv", "parquet"] as const)("a SELECT is exported to %s as another reader sees it", async (format) => {
  const folder = temporaryFolder();
  const path = join(folder.path, `it's.${format}`);
  const store = await openStore(":memory:");
  const query =
    "select i::integer as i, 'a,\"b\"' as \"odd name\", timestamp '2020-01-02' as t, null::double as n from range(5000) x(i)";
  expect(await exportQuery(store.connection, query, { path, format })).toBe(5000);
  const other = await (await DuckDBInstance.create(":memory:")).connect();
  const read = await other.runAndReadAll(
    `select count(*)::int, sum(i)::int, any_value("odd name"), min(t)::varchar from '${path.replaceAll("'", "''")}'`,
  );
  expect(read.getRows()).toEqual([[5000, 12497500, 'a,"b"', "2020-01-02 00:00:00"]]);
  await expect(exportQuery(store.connection, "copy events to 'x'", { path, format })).rejects.toThrow(/only a SELECT|disabled/);
  other.closeSync();
  await store.close();
  folder.remove();
});
