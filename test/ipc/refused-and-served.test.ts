import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { openPage, type Page } from "../support/page.ts";

const folder = temporaryFolder();
let page: Page;

beforeAll(async () => {
  const file = join(folder.path, "dirty.csv");
  writeBts(file, { stations: 3, days: 1, seed: 3, dirty: true });
  page = openPage();
  await page.request("session.open", { kind: "files", paths: [file], order: "arrival", outOfOrderness: 0 });
  await page.done();
}, 60_000);
afterAll(async () => {
  await page.close();
  folder.remove();
});

test("refused rows of one reason are looked at and written, late ones as any other", async () => {
  const all = await page.request("rejects.page", { offset: 0, limit: 10_000 });
  const late = await page.request("rejects.page", { offset: 0, limit: 10_000, reason: "late" });
  expect(late.kept).toBeGreaterThan(0);
  expect(late.kept).toBe(all.rows.filter(({ reason }) => reason === "late").length);
  expect(late.rows.every(({ reason, detail, text }) => reason === "late" && detail.includes("older") && text !== "")).toBe(true);
  const path = join(folder.path, "late.csv");
  expect(await page.request("rejects.export", { path, reason: "late" })).toEqual({ rows: late.kept });
  const [head, first] = readFileSync(path, "utf8").split("\n");
  expect(head).toBe("source,row,reason,detail,text");
  expect(first).toContain(",late,");
  await expect(page.request("rejects.export", { path: join(folder.path, "no/such/folder.csv") })).rejects.toThrow("ENOENT");
});

test("the metrics of the session are served for Prometheus until it is stopped; a taken port is told", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  await expect(page.request("metrics.serve", { port })).rejects.toThrow("another program uses it");
  taken.close();
  await once(taken, "close");
  const { address } = await page.request("metrics.serve", { port });
  const text = await (await fetch(address as string)).text();
  const { metrics } = await page.request("session.status", null);
  expect(text).toContain(`weir_records_read_total ${metrics?.records_read_total}`);
  expect(await page.request("metrics.serve", { port: null })).toEqual({ address: null });
  await expect(fetch(address as string)).rejects.toThrow();
});

test("the SQL console knows what the catalogues call the codes", async () => {
  const sql = "select name, unit from names where part = 'sensor' and code = '111'";
  const { columns } = await page.request("sql.run", { sql, id: "console" });
  expect(columns.map(({ values }) => values)).toEqual([["Room temperature"], ["°C"]]);
});

test("local_time of the SQL console is in the zone the screen shows, also in what is exported", async () => {
  const sql = "select (epoch_ms(local_time) - time_ms)::double as offset from events limit 1";
  const offset = async (timezone?: string): Promise<unknown> =>
    (await page.request("sql.run", { sql, id: "console", timezone })).columns[0]?.values[0];
  expect(await offset()).toBe(0);
  expect(await offset("Asia/Kolkata")).toBe(5.5 * 3_600_000);
  expect(await offset("-03:00")).toBe(-3 * 3_600_000);
  await expect(offset("Mars/Base")).rejects.toThrow(/Mars\/Base is not known/);
  const path = join(folder.path, "offset.csv");
  await page.request("sql.export", { sql, format: "csv", path, id: "console", timezone: "Asia/Kolkata" });
  expect(readFileSync(path, "utf8")).toBe(`offset\n${(5.5 * 3_600_000).toFixed(1)}\n`);
});

test("of several statements the one that is asked for is stopped, and not the newest", async () => {
  const run = (id: string) => page.request("sql.run", { sql: "select count(*) from events", id });
  const path = join(folder.path, "events.csv");
  const [first, second] = [run("first"), run("second")];
  const exported = page.request("sql.export", { sql: "select time from events limit 3", format: "csv", path, id: "first" });
  const others = page.request("sql.export", {
    sql: "select time from events limit 3",
    format: "csv",
    path: join(folder.path, "others.csv"),
    id: "other",
  });
  // Listened to from the start: any of them may be answered before the one waited for.
  const stopped = Promise.all([expect(first).rejects.toThrow("cancelled"), expect(exported).rejects.toThrow("cancelled")]);
  await page.request("sql.cancel", { id: "first" });
  await stopped;
  expect((await second).rows).toBe(1);
  expect(await others).toEqual({ rows: 3 });
});
