import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { builtInBundles } from "../../src-main/session/built-in-plugins.ts";
import { runScenarios, shippedScenarios } from "../../src-main/session/scenarios.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
let plugin = "";
const place = (name: string): string => join(plugin, "scenarios", name);
const scenario = (name: string, expected: string, settings?: string): void => {
  mkdirSync(place(name), { recursive: true });
  writeFileSync(join(place(name), "events.csv"), "time,station,value\n2026-01-01T00:00:00Z,a,1\n2026-01-01T00:01:00Z,a,7\n");
  writeFileSync(join(place(name), "expected.jsonl"), expected);
  if (settings !== undefined) writeFileSync(join(place(name), "settings.json"), settings);
};

beforeAll(() => {
  plugin = writePlugin(
    folder.path,
    "high",
    `import { defineRule } from "weir";
export default defineRule({ id: "high", title: "High", by: ["station"], settings: { limit: { input: "number", label: "Limit", default: 5 } },
  onEvent({ settings, alert }, event) { if (event.value > settings.limit) alert({ severity: "info", title: "high", evidence: { was: event.value } }); } });
`,
  );
  scenario("as-expected", '{"title":"high","value":7,"evidence":{"was":7}}\n');
  scenario("missing", '{"title":"high"}\n{"title":"high"}\n');
  scenario("other-settings", "", '{"limit": 9}');
  scenario("too-many", "");
  scenario("wrong-field", '{"title":"low"}\n');
});

it("compares the fields that are named, with the scenario's settings, and says what differs", async () => {
  const results = await runScenarios(plugin, workerDir, false);
  expect(results.map(({ name, passed }) => [name, passed])).toEqual([
    ["as-expected", true],
    ["missing", false],
    ["other-settings", true],
    ["too-many", false],
    ["wrong-field", false],
  ]);
  expect(results[1]?.differences).toEqual(['missing: {"title":"high"}']);
  expect(results[3]?.differences[0]).toMatch(/^one alert too many: .*"high"/);
  expect(results[4]?.differences).toEqual(['line 1: title expected "low", got "high"']);
});

it("a filter's scenario expects the rows it drops; a row that cannot be read and what is not expected in writing fail", async () => {
  const filter = writePlugin(
    folder.path,
    "low-pass",
    `import { defineFilter } from "weir";
export default defineFilter({ id: "low-pass", title: "Low pass", by: ["station"], neighbours: () => ({ before: 0, after: 0, within: 0 }),
  onEvent: (settings, event) => (event.value > 5 ? { drop: "too high" } : { keep: true }) });
`,
  );
  const of = (name: string, value: string, expected: string | null): void => {
    mkdirSync(join(filter, "scenarios", name), { recursive: true });
    const text = `time,station,value\n2026-01-01T00:00:00Z,a,1\n2026-01-01T00:01:00Z,a,${value}\n2026-01-01T00:02:00Z,a,2\n`;
    writeFileSync(join(filter, "scenarios", name, "events.csv"), text);
    if (expected !== null) writeFileSync(join(filter, "scenarios", name, "expected.jsonl"), expected);
  };
  of("dropped", "7", '{"row":2,"filtered":"low-pass: too high"}\n');
  of("kept", "3", "");
  of("not-dropped", "3", '{"row":2}\n');
  of("unexpected", "7", "");
  of("unread", "n/a", "");
  of("unwritten", "3", null);
  const results = await runScenarios(filter, workerDir, false);
  expect(results.map(({ name, passed }) => [name, passed])).toEqual([
    ["dropped", true],
    ["kept", true],
    ["not-dropped", false],
    ["unexpected", false],
    ["unread", false],
    ["unwritten", false],
  ]);
  expect(results[3]?.differences[0]).toMatch(/^one row dropped too many: \{"row":2,/);
  expect(results[4]?.differences[0]).toMatch(/events\.csv row 2 is refused: .*n\/a/);
  expect(results[5]?.differences[0]).toMatch(/expected\.jsonl is missing/);
}, 60_000);

it("writes what came when told to, and that passes then", async () => {
  await runScenarios(plugin, workerDir, true);
  expect(
    readFileSync(join(place("too-many"), "expected.jsonl"), "utf8")
      .trim()
      .split("\n"),
  ).toHaveLength(1);
  expect((await runScenarios(plugin, workerDir, false)).every(({ passed }) => passed)).toBe(true);
});

it("a plugin without scenarios is told what one looks like", async () => {
  const bare = writePlugin(folder.path, "bare", "export default 1;\n");
  await expect(runScenarios(bare, workerDir, false)).rejects.toThrow(/has no scenarios; make scenarios\/NAME\/events\.csv/);
  mkdirSync(join(bare, "scenarios", "empty"), { recursive: true });
  await expect(runScenarios(bare, workerDir, false)).rejects.toThrow(/holds no folder with an events\.csv/);
});

it.each([
  ["null", /settings\.json must be an object of settings/],
  ['["limit"]', /settings\.json must be an object of settings/],
  ['{"limti": 3}', /scenarios\/set: settled: there is no setting "limti"; it has limit/],
  ['{"limit": "many"}', /scenarios\/set: settled: limit must be a number, not "many"/],
])("settings that are none, %s, are told with the scenario they stand in", async (settings, message) => {
  const source = readFileSync(join(plugin, "index.ts"), "utf8").replace('id: "high"', 'id: "settled"');
  const settled = writePlugin(folder.path, "settled", source);
  mkdirSync(join(settled, "scenarios/set"), { recursive: true });
  writeFileSync(join(settled, "scenarios/set/events.csv"), "time,station,value\n2026-01-01T00:00:00Z,a,1\n");
  writeFileSync(join(settled, "scenarios/set/settings.json"), settings);
  await expect(runScenarios(settled, workerDir, false)).rejects.toThrow(message);
});

it("a scenario whose events are called otherwise fails instead of being passed over", async () => {
  mkdirSync(place("misnamed"), { recursive: true });
  writeFileSync(join(place("misnamed"), "event.csv"), "time,station,value\n2026-01-01T00:00:00Z,a,1\n");
  const results = await runScenarios(plugin, workerDir, false);
  expect(results.find(({ name }) => name === "misnamed")).toMatchObject({
    passed: false,
    differences: [expect.stringContaining("events.csv is missing")],
  });
});

const withScenarios = builtInBundles(workerDir)
  .map(({ name }) => name)
  .filter((name) => existsSync(shippedScenarios(name, workerDir)));

it("the rules and the filter that ship and tell of anything have scenarios", () => {
  expect(withScenarios.sort()).toEqual([
    "active-alarms",
    "alarm-counts",
    "anomaly",
    "data-frequency",
    "despike",
    "threshold-prediction",
  ]);
});

it.each(withScenarios)(
  "what ships passes its own scenarios, of which one expects something and one nothing: %s",
  async (name) => {
    const results = await runScenarios(shippedScenarios(name, workerDir), workerDir, false, undefined, name);
    expect(results.flatMap(({ differences }) => differences)).toEqual([]);
    const expected = results.map((scenario) =>
      readFileSync(join(shippedScenarios(name, workerDir), "scenarios", scenario.name, "expected.jsonl"), "utf8"),
    );
    expect(expected.map((text) => text === "").sort()).toEqual([false, true]);
  },
);
