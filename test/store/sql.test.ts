import { expect, test } from "vitest";
import { runSql } from "../../src-main/store/sql.ts";
import { openStore } from "../../src-main/store/store.ts";

const limits = { rows: 10, milliseconds: 500 };

test("a SELECT answers, cut at the row limit", async () => {
  const store = await openStore(":memory:");
  const result = await runSql(store.connection, "select count(*)::int as n from events", limits);
  expect(result).toMatchObject({ columns: [{ name: "n", values: [0] }], rows: 1, cut: false });
  const many = await runSql(store.connection, "select range from range(1000000000)", limits);
  expect([many.columns[0]?.values.length, many.cut]).toEqual([10, true]);
  await store.close();
});

test.each([
  ["copy events to '/tmp/weir-leak.csv'", /only a SELECT|disabled/],
  ["attach '/tmp/weir-leak.db'", /only a SELECT|disabled/],
  ["install httpfs", /only a SELECT/],
  ["delete from event", /only a SELECT/],
  ["select 1; select 2", /exactly one/],
  ["select * from read_csv('/etc/passwd')", /disabled/],
  ["with recursive r as (select 1 i union all select i + 1 from r) select max(i) from r", /was stopped: it took longer/],
])("%s is refused or stopped with one line", async (sql, message) => {
  const store = await openStore(":memory:");
  await expect(runSql(store.connection, sql, limits)).rejects.toThrow(message);
  await store.close();
});
