import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBundle } from "../../src-main/cluster/bundle.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import type { PluginChoice } from "../../src-main/session/plugin-choice.ts";
import { rejectLine } from "../../src-main/sinks/files/result-lines.ts";
import { type Analysed, analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";
import { HOT_ROOM } from "./hot-room.ts";
import { runBundle, type ScriptRun } from "./script-host.ts";

const folder = temporaryFolder();
const file = join(folder.path, "stations.csv");
const RULES = [
  "sensor-statistics",
  "anomaly",
  "threshold-prediction",
  "alarm-counts",
  "active-alarms",
  "data-frequency",
  "silent-sensors",
  "reliability",
  "trend",
];
const arrival = { order: "arrival", outOfOrderness: 600_000 } as const;
let plugins: PluginChoice[];
let script: string;
let desktop: Analysed;

beforeAll(async () => {
  writeBts(file, { stations: 2, days: 1, seed: 11, dirty: true });
  const own = writePlugin(folder.path, "hot-room", HOT_ROOM);
  plugins = [...RULES, own].map((plugin) => ({ plugin, settings: {} }));
  script = await bundle(plugins, arrival);
  desktop = await analyse([file], plugins, arrival);
}, 120_000);
afterAll(() => folder.remove());

async function bundle(chosen: PluginChoice[], change: Partial<Parameters<typeof makeBundle>[0]["input"]>): Promise<string> {
  const input = { ...filesInput([file]), plugins: chosen, ...change };
  const options = { workerDir, version: "0", name: "test", partitions: 8, consumers: 1, folder: null };
  return (await makeBundle({ input, ...options })).script;
}

function expectSame(run: ScriptRun, session: Analysed): void {
  expect(run.problems).toEqual([]);
  expect([...run.alerts, ...run.series].sort()).toEqual(session.lines().sort());
  // What stands behind the place and reason is for people: it may name another moment.
  const place = (line: string): string => line.split(",").slice(1, 3).join();
  expect(run.rejects.map(place).sort()).toEqual(session.rejects.map((reject) => place(rejectLine(reject, [file]))).sort());
  expect(run.read).toBe(session.metrics.records_read_total);
}

test("the bundle in a bare engine gives what the session gives, for every rule that ships and one of a user's", () => {
  expect(desktop.alerts.length).toBeGreaterThan(20);
  expect(desktop.rejects.length).toBeGreaterThan(100);
  expect(new Set(desktop.rejects.map(({ reason }) => reason))).toEqual(new Set(["malformed", "unconvertible", "late"]));
  expect(desktop.alerts.some(({ rule }) => rule === "hot-room")).toBe(true);
  const run = runBundle(script, readFileSync(file));
  expectSame(run, desktop);
  expect(run.accepted).toBe(desktop.metrics.records_accepted_total);
}, 120_000);

test("tasks thrown away in mid-stream and built again in another number from snapshots change nothing", () => {
  expectSame(runBundle(script, readFileSync(file), { pieces: 11, tasks: 2, restart: { after: 5, tasks: 3 } }), desktop);
}, 120_000);

test("rules off for single keys are off there too, and the others as they were", async () => {
  const off = [{ station: desktop.alerts[0]?.key.station ?? "" }];
  const chosen = [
    { plugin: "sensor-statistics", settings: {}, off },
    { plugin: "alarm-counts", settings: {} },
  ];
  const session = await analyse([file], chosen, arrival);
  const run = runBundle(await bundle(chosen, arrival), readFileSync(file), { tasks: 2 });
  expectSame(run, session);
  const rulesOf = run.series.map((line) => line.split(",")).filter(([, station]) => station === off[0]?.station);
  expect(new Set(rulesOf.map(([, , , , rule]) => rule))).toEqual(new Set(["alarm-counts"]));
}, 120_000);

test("filters drop and repair the same events, their neighbours kept over a restart", async () => {
  const chosen = ["despike", "sensor-statistics", "anomaly"].map((plugin) => ({ plugin, settings: {} }));
  const session = await analyse([file], chosen, arrival);
  expect(session.metrics.records_dropped_total.filtered).toBeGreaterThan(0);
  const filtered = await bundle(chosen, arrival);
  expectSame(runBundle(filtered, readFileSync(file), { tasks: 2, restart: { after: 4, tasks: 1 } }), session);
}, 120_000);

test("in order of time nothing is late and everything waits for the end", async () => {
  const chosen = ["alarm-counts", "active-alarms"].map((plugin) => ({ plugin, settings: {} }));
  const session = await analyse([file], chosen);
  const run = runBundle(await bundle(chosen, {}), readFileSync(file), { tasks: 2 });
  expectSame(run, session);
  expect(run.rejects.some((line) => line.includes(",late,"))).toBe(false);
}, 120_000);
