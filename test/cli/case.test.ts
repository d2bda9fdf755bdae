import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCase } from "../../src-main/session/case/case-file.ts";
import { weir } from "../reports/weir-report.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { writePlugin } from "../support/plugin-folder.ts";

// `weir case` keeps an alert of a file or a store; `weir run` gives it again where neither data nor plugin are.

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const rule = at("high");
const days = at("days");

interface Line {
  readonly id: string;
  readonly time: number;
  readonly key: { readonly sensor: string };
}

/** A table of two sensors with a day's readings, semicolons and decimal commas. */
function day(date: string): string {
  const rows = Array.from({ length: 48 }, (_, i) => {
    const time = `${date} ${String(i >> 1).padStart(2, "0")}:${i % 2 === 0 ? "00" : "30"}`;
    return `${time};Kessel;${i % 12},5\n${time};Pumpe;${(i * 5) % 12},0`;
  });
  return `Zeit;Messstelle;Messwert\n${rows.join("\n")}\n`;
}

beforeAll(() => {
  mkdirSync(days);
  for (const date of ["2025-03-01", "2025-03-02"]) writeFileSync(join(days, `${date}.csv`), day(date));
  writePlugin(
    folder.path,
    "high",
    `import { defineRule } from "weir";
import { above } from "limits";
export default defineRule({ id: "high", title: "High", by: ["sensor"], settings: { limit: { input: "number", label: "Limit", default: 10 } },
  initialState: () => ({ times: 0 }),
  onEvent({ state, settings, alert }, event) {
    if (above(event.value, settings.limit))
      alert({ severity: "info", title: "High", value: event.value, evidence: { times: ++state.times } });
  },
});
`,
  );
  mkdirSync(at("high/node_modules/limits/lib"), { recursive: true });
  writeFileSync(at("high/node_modules/limits/package.json"), '{"name":"limits","version":"1.0.0","main":"lib/above.js"}');
  writeFileSync(at("high/node_modules/limits/lib/above.js"), "exports.above = (value, limit) => value > limit;\n");
});
afterAll(() => folder.remove());

test("an alert of day files, and of the store they went to, comes again without data, plugin and its packages", async () => {
  const rules = ["--plugin", `${rule}:limit=9`];
  const store = at("history.db");
  expect(await weir("run", days, ...rules, "--out", at("out"), "--store", store)).toMatchObject({ code: 0 });
  const lines = readFileSync(at("out/alerts.jsonl"), "utf8").trimEnd().split("\n");
  const line = lines[Math.floor(lines.length / 2)]!;
  const alert = JSON.parse(line) as Line;
  const cases = [
    [days, at("day-files.weir-case")],
    [store, at("store.weir-case")],
  ] as const;
  for (const [source, out] of cases) {
    const { code, stderr } = await weir("case", source, ...rules, "--alert", alert.id, "--out", out);
    expect(stderr).toMatch(/weir: .*\.weir-case: high 1\.0\.0, \d+ events; weir run .* says whether the alert comes again\n/);
    expect(code).toBe(0);
    const { alert: kept, events, rule: kind } = readCase(out);
    expect(JSON.stringify(kept)).toBe(line);
    expect(events.keys).toEqual([["", alert.key.sensor, ""]]);
    expect(events.time.at(-1)).toBe(alert.time);
    expect(kind).toMatchObject({ id: "high", settings: { limit: 9 } });
  }
  for (const gone of [days, store, rule]) rmSync(gone, { recursive: true });
  for (const [, out] of cases)
    expect(await weir("run", out)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/the same alert again, byte for byte, after \d+ events, with the same code\n$/),
    });
}, 60_000);

test("a workspace's filters and settings for one key go along", async () => {
  const values = Array.from({ length: 300 }, (_, i) => (i === 120 ? 900 : 20 + (i % 5) + (i > 200 ? 40 : 0)));
  const row = (value: number, i: number): string => `${new Date(i * 60_000).toISOString()},s,t,${value}`;
  writeFileSync(at("one.csv"), `time,station,sensor,value\n${values.map(row).join("\n")}\n`);
  const own = { station: "s", sensor: "t", window: "tumbling:10m" };
  const workspace = {
    weir: 1,
    sources: [{ kind: "csv", paths: ["one.csv"] }],
    plugins: {
      despike: { enabled: true, settings: {} },
      "sensor-statistics": { enabled: true, settings: { learn: 3 }, windows: [own] },
    },
  };
  writeFileSync(at("own.weir.json"), JSON.stringify(workspace));
  expect(await weir("run", at("own.weir.json"), "--out", at("own"))).toMatchObject({ code: 0 });
  const lines = readFileSync(at("own/alerts.jsonl"), "utf8").split("\n");
  const line = lines.find((each) => each.includes('"sensor-statistics"'))!;
  const out = at("own.weir-case");
  const { id } = JSON.parse(line) as Line;
  expect(await weir("case", at("own.weir.json"), "--alert", id, "--out", out)).toMatchObject({ code: 0 });
  const { events, rule: kind } = readCase(out);
  expect(kind.windows).toEqual([own]);
  expect(Math.max(...events.value)).toBeLessThan(900);
  expect(await weir("run", out)).toMatchObject({ code: 0, stdout: expect.stringContaining("byte for byte") });
}, 60_000);

test.each([
  [
    "an alert that is not there",
    ["one.csv", "--alert", "12ab", "--out", "no.weir-case"],
    /no alert of .*one\.csv has the id 12ab/,
  ],
  ["another ending", ["one.csv", "--alert", "12ab", "--out", "no.json"], /no\.json: must end in \.weir-case/],
  ["stdin", ["-", "--alert", "12ab", "--out", "no.weir-case"], /reads its files twice: stdin cannot be used/],
  ["a queue", ["amqp://localhost", "--alert", "12ab", "--out", "no.weir-case"], /record the queue with weir run --store/],
  ["a case", ["own.weir-case", "--alert", "12ab", "--out", "no.weir-case"], /own\.weir-case is a case already/],
])("%s is wrong usage, in one line", async (_, args, message) => {
  const { code, stderr } = await weir("case", ...args.map((arg) => (/\.(csv|weir-case|json)$/.test(arg) ? at(arg) : arg)));
  expect(stderr.trimEnd()).toMatch(message);
  expect(stderr.trimEnd()).not.toContain("\n");
  expect(code).toBe(2);
});
