import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../support/bts-file.ts";
import { openPage } from "../support/page.ts";

const folder = temporaryFolder();
const page = openPage();
afterAll(async () => {
  await page.close();
  folder.remove();
});

const keysOf = async (name: string, lines: readonly string[], mapping?: Record<string, unknown>) => {
  const file = join(folder.path, name);
  writeFileSync(file, lines.join("\n"));
  await page.request("session.open", { kind: "files", paths: [file], ...(mapping && { mapping }) });
  await page.done();
  return (await page.request("keys.list", {})).keys;
};
const minutes = Array.from({ length: 30 }, (_, i) => `2026-01-01 00:${String(i).padStart(2, "0")}:00`);

test("a unit that stands behind the readings is that of the series, in a long table and a wide one", async () => {
  const long = await keysOf("long.csv", ["time,room,reading", ...minutes.map((time, i) => `${time},R${i % 2},2${i % 10}.5 °C`)]);
  expect(long.map(({ unit }) => unit)).toEqual(["°C", "°C"]);
  const wide = await keysOf("wide.csv", ["time,pump,load", ...minutes.map((time, i) => `${time},${i}.5 bar,${i}.25`)]);
  expect(wide.map(({ sensor, unit }) => [sensor, unit])).toEqual([
    ["pump", "bar"],
    ["load", ""],
  ]);
});

test("how the rows are read is told as it was found", async () => {
  expect(await page.request("session.mapping", null)).toMatchObject({
    columns: ["time", "pump", "load"],
    time: { columns: ["time"] },
    values: ["pump", "load"],
    units: { pump: "bar" },
  });
});

test("readings of no sensor and no alarm are called as their column", async () => {
  const lines = ["time,level", ...minutes.map((time, i) => `${time},${i}`)];
  const [key] = await keysOf("bare.csv", lines, { time: { columns: ["time"] }, value: "level" });
  expect([key?.sensor, key?.alarm]).toEqual(["", ""]);
  expect([key?.name, key?.short]).toEqual(["level", "level"]);
});
