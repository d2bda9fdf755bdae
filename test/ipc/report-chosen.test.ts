import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { weir } from "../reports/weir-report.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { openPage } from "../support/page.ts";

const folder = temporaryFolder();
const page = openPage();
afterAll(async () => {
  await page.close();
  folder.remove();
});

test("the window is told which sensor a histogram took where that was left to it, and that a single event has no longest gap", async () => {
  const file = join(folder.path, "mill.csv");
  const read = async (rows: readonly string[]): Promise<void> => {
    writeFileSync(file, `time,station,sensor,value\n${rows.join("\n")}\n`);
    await page.request("session.open", { kind: "files", paths: [file] });
    await page.done();
  };
  const report = (id: string, settings = {}) => page.request("reports.run", { id, settings, range: null, timezone: "UTC" });
  await read(Array.from({ length: 40 }, (_, i) => `${new Date(i * 60_000).toISOString()},mill,t${i < 20 ? 7 : i},${i % 4}`));
  expect((await report("value-histogram")).chosen).toBe("Sensor: t7, of 21 the one with the most events");
  expect((await report("value-histogram", { sensor: "t30" })).chosen).toBe("");
  await read(["2026-01-01T00:00:00Z,mill,speed,4"]);
  const { columns, figures } = await report("data-quality");
  expect(columns.find(({ name }) => name === "longest_gap")?.values).toEqual([null]);
  expect(figures.at(-1)).toEqual({ label: "Longest gap", value: "–", aside: "all events at one time" });
});

test("a report has the units that the data's own columns say, as the charts have, and so has one from the command line and from a store", async () => {
  const file = join(folder.path, "weather.csv");
  const rows = Array.from({ length: 20 }, (_, i) => `2026-01-01T00:${10 + i}:00Z,${i}.5,${40 + i}`);
  writeFileSync(file, `time,air,Soil (%)\n,°C,\n${rows.join("\n")}\n`);
  await page.request("session.open", { kind: "files", paths: [file] });
  await page.done();
  for (const [sensor, unit] of [
    ["air", "°C"],
    ["Soil (%)", "%"],
  ] as const) {
    const settings = { sensor };
    const { columns } = await page.request("reports.run", { id: "value-histogram", settings, range: null, timezone: "UTC" });
    expect(columns.find(({ name }) => name === "bin_start")?.unit).toBe(unit);
  }
  const asked = { sql: "select code, unit from names where code in ('air', 'Soil (%)') order by code", id: "1", timezone: "UTC" };
  const { columns } = await page.request("sql.run", asked);
  expect(columns.map(({ values }) => values)).toEqual([
    ["Soil (%)", "air"],
    ["%", "°C"],
  ]);
  const store = join(folder.path, "weather.db");
  await weir("run", file, "--store", store, "--out", join(folder.path, "out"));
  for (const [source, sensor, unit] of [
    [file, "air", "°C"],
    [store, "Soil (%)", "%"],
  ] as const) {
    const out = join(folder.path, "report.html");
    expect((await weir("report", source, "--report", `value-histogram:sensor=${sensor}`, "--out", out)).code).toBe(0);
    expect(readFileSync(out, "utf8")).toContain(`From (${unit})`);
  }
}, 60_000);
