import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPlugin } from "../../src-main/session/plugin-templates.ts";
import { weir } from "../reports/weir-report.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

// A plugin whose manifest is spoilt keeps no other from its work, whichever command names it; alone it is wrong usage.

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const rule = at("good-rule");
const report = at("good-report");
const bad = at("bad");
const data = at("bts.csv");

beforeAll(() => {
  for (const [name, template] of [
    ["good-rule", "rule"],
    ["good-report", "report"],
    ["bad", "rule"],
  ] as const)
    createPlugin(at(name), name, template, join(workerDir, "weir-api.ts"));
  writeFileSync(join(bad, "package.json"), '{"name":"bad","version":"one"}');
  writeBts(data, { stations: 2, days: 1, seed: 3 });
});
afterAll(() => folder.remove());

const spoilt = /plugin .*bad[^\n]*field version: must be a version/;

test("beside another one it is told by weir run, which does the rest", async () => {
  const { code, stderr } = await weir("run", data, "--plugin", rule, "--plugin", bad, "--out", at("out"));
  expect(stderr).toMatch(spoilt);
  expect(code).toBe(0);
  expect(readFileSync(at("out/series.csv"), "utf8")).toContain(",good-rule,");
}, 60_000);

test.each([
  ["plugin list", ["plugin", "list", rule], [bad], 1],
  ["whatif", ["whatif", data, "--plugin", rule], ["--plugin", bad], 0],
  ["report", ["report", data, "--report", report], ["--report", bad], 0],
] as const)(
  "beside another one it is told by weir %s, which answers as without it",
  async (_, args, more, expected) => {
    const { code, stdout, stderr } = await weir(...args, ...more);
    expect(stderr).toMatch(spoilt);
    expect({ code, stderr }).toMatchObject({ code: expected });
    expect(stdout).toBe((await weir(...args)).stdout);
  },
  60_000,
);

test.each([
  ["run", ["run", data, "--plugin", bad, "--out", at("none")]],
  ["whatif", ["whatif", data, "--plugin", bad]],
  ["report", ["report", data, "--report", bad]],
  ["plugin backtest", ["plugin", "backtest", bad, data]],
] as const)(
  "alone it is refused by weir %s in one line",
  async (_, args) => {
    const { code, stdout, stderr } = await weir(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(spoilt);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  },
  60_000,
);

test.each([
  ["run", ["run", data, "--plugin", at("nowhere"), "--out", at("none")]],
  ["plugin list", ["plugin", "list", at("nowhere"), rule]],
  ["whatif", ["whatif", data, "--plugin", rule, "--plugin", at("nowhere")]],
  ["report", ["report", data, "--report", report, "--report", at("nowhere")]],
] as const)(
  "a folder that was never there is wrong usage of weir %s",
  async (_, args) => {
    expect(await weir(...args)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nowhere is no plugin: it has no package\.json/),
    });
  },
  60_000,
);

test("a rule that throws again and again says so once at each line, once when it is switched off, and at the end how often; the log has all", async () => {
  const thrower = at("thrower");
  createPlugin(thrower, "thrower", "rule", join(workerDir, "weir-api.ts"));
  writeFileSync(
    join(thrower, "index.ts"),
    `import { defineRule } from "weir";
export default defineRule({ id: "thrower", title: "T", by: ["sensor"], settings: {}, series: {},
  onEvent(_, event) {
    if (event.value % 3 === 0) throw new Error("boom at " + event.value);
    if (event.value % 3 === 1) throw new Error("bang");
  },
});
`,
  );
  const rows = Array.from({ length: 60 }, (_, i) => `${new Date(i * 1000).toISOString()},s,t,${i}`);
  writeFileSync(at("sixty.csv"), `time,station,sensor,value\n${rows.join("\n")}\n`);
  const args = ["run", at("sixty.csv"), "--plugin", thrower, "--out", at("thrown"), "--log", at("thrown.log")];
  const { code, stderr } = await weir(...args);
  expect(code).toBe(0);
  expect(stderr.split("\n").filter((line) => line.includes("thrower"))).toEqual([
    "weir: plugin thrower, onEvent: boom at 0 (index.ts:4)",
    "weir: plugin thrower, onEvent: bang (index.ts:5)",
    expect.stringMatching(/^weir: plugin thrower, onEvent: b.* \(index\.ts:[45]\) — switched off$/),
    "thrower: 0 alerts, 0 series points",
    "thrower failed 14 times",
  ]);
  expect(readFileSync(at("thrown.log"), "utf8").match(/"plugin":"thrower"/g)?.length).toBeGreaterThan(3);
}, 60_000);
