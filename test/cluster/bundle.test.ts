import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeBundle } from "../../src-main/cluster/bundle.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import type { PluginChoice } from "../../src-main/session/plugin-choice.ts";
import { rejectLine } from "../../src-main/sinks/files/result-lines.ts";
import { randomOf } from "../plugins/noise.ts";
import { type Analysed, analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { randomIntervals, writeIntervals } from "../support/interval-file.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";
import { HOT_ROOM } from "./hot-room.ts";
import { MANY_RULE_IDS, MANY_RULES } from "./many-rules.ts";
import { RANDOM_MAPPING, RANDOM_RULE, writeRandomStream } from "./random-stream.ts";
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

async function bundle(
  chosen: PluginChoice[],
  change: Partial<Parameters<typeof makeBundle>[0]["input"]>,
  files: readonly string[] = [file],
): Promise<string> {
  const input = { ...filesInput(files), plugins: chosen, ...change };
  const options = { workerDir, version: "0", name: "test", partitions: 8, consumers: 1, folder: null };
  return (await makeBundle({ input, ...options })).script;
}

function expectSame(run: ScriptRun, session: Analysed, files: readonly string[] = [file]): void {
  expect(run.problems).toEqual([]);
  expect([...run.alerts, ...run.series].sort()).toEqual(session.lines().sort());
  // What stands behind the place and reason is for people: it may name another moment.
  const place = (line: string): string => line.split(",").slice(0, 3).join();
  expect(run.rejects.map(place).sort()).toEqual(session.rejects.map((reject) => place(rejectLine(reject, files))).sort());
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

test("the script asks for nothing of an engine that has no tables of Unicode, languages or time zones", () => {
  expect(script.match(/\\p\{|\.normalize\(|\bIntl\b/g)).toBeNull();
});

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

test("what a rule writes to its log and console comes out", async () => {
  const rule = `import { defineRule } from "weir"; console.info("loaded"); export default defineRule({ id: "tells", title: "x", by: [], settings: {},
    initialState: () => ({ n: 0 }), onEvent({ state, log }, { station }) { if (state.n++ === 0) log("first of", station); } });`;
  const chosen = [{ plugin: writePlugin(folder.path, "telling", rule), settings: {} }];
  const session = await analyse([file], chosen, arrival);
  const run = runBundle(await bundle(chosen, arrival), readFileSync(file));
  const [line = ""] = session.logs.filter((each) => each.startsWith("first of"));
  expect(line).toMatch(/^first of \d+$/);
  expect(run.logs).toEqual(expect.arrayContaining(["telling: loaded", `tells: ${line}`]));
}, 120_000);

test("in order of time nothing is late and everything waits for the end", async () => {
  const chosen = ["alarm-counts", "active-alarms"].map((plugin) => ({ plugin, settings: {} }));
  const session = await analyse([file], chosen);
  const run = runBundle(await bundle(chosen, {}), readFileSync(file), { tasks: 2 });
  expectSame(run, session);
  expect(run.rejects.some((line) => line.includes(",late,"))).toBe(false);
}, 120_000);

test.each([
  ["arrival", false],
  ["arrival", true],
  ["time", false],
] as const)(
  "intervals that go on together, order %s, with a filter: %s: as on the desktop, over a restart too",
  async (order, filter) => {
    const table = join(folder.path, "intervals.csv");
    writeIntervals(table, randomIntervals(5, 1500));
    const rules = ["active-alarms", "alarm-counts", "sensor-statistics"];
    const chosen = [...(filter ? ["despike"] : []), ...rules].map((plugin) => ({ plugin, settings: {} }));
    const change = order === "arrival" ? { order, outOfOrderness: 6_600_000 } : { order };
    const session = await analyse([table], chosen, change);
    expect(session.metrics.events_total).toBeLessThan(session.metrics.records_accepted_total * 1.9);
    expect(session.rejects.some(({ reason }) => reason === "late")).toBe(order === "arrival");
    const script = await bundle(chosen, change, [table]);
    const options = { pieces: 9, tasks: 2, restart: { after: 6, tasks: 3 } };
    expectSame(runBundle(script, readFileSync(table), options), session, [table]);
  },
  120_000,
);

/** The rows of stations whose code is even and those of the others, as two files that overlap in time. */
function twoFiles(): [string, string] {
  const [header = "", ...rows] = readFileSync(file, "utf8").split("\n");
  const stations = [...new Set(rows.map((row) => row.split(",")[0]))];
  const paths: [string, string] = [join(folder.path, "a.csv"), join(folder.path, "b.csv")];
  paths.forEach((path, i) => {
    const own = rows.filter((row) => stations.indexOf(row.split(",")[0]) % 2 === i);
    writeFileSync(path, `${[header, ...own].join("\n")}\n`);
  });
  return paths;
}

test.each(["arrival", "time"] as const)(
  "several files that overlap in time, order %s: what is late, and all else, is as on the desktop",
  async (order) => {
    const paths = twoFiles();
    const chosen = ["sensor-statistics", "active-alarms", "alarm-counts"].map((plugin) => ({ plugin, settings: {} }));
    const change = order === "arrival" ? arrival : { order };
    const session = await analyse(paths, chosen, change);
    expect(session.rejects.some(({ reason, source }) => reason === "late" && source === 1)).toBe(order === "arrival");
    const script = await bundle(chosen, change, paths);
    const run = runBundle(
      script,
      paths.map((path) => readFileSync(path)),
      { pieces: 5, tasks: 2, restart: { after: 7, tasks: 3 } },
    );
    expectSame(run, session, paths);
  },
  120_000,
);

test("files that are not read alike are refused by name, also where only a title stands above one of them", async () => {
  const [one, other] = twoFiles();
  writeFileSync(other, `Exported today\n\n${readFileSync(other, "utf8")}`);
  const chosen = [{ plugin: "active-alarms", settings: {} }];
  await expect(bundle(chosen, { order: "time" }, [one, other])).rejects.toThrow(`; ${other} is read otherwise than ${one}`);
});

describe("a stream nobody would plan, its times those of a zone with summer time", () => {
  const stream = join(folder.path, "random.csv");
  const change = { ...arrival, mapping: RANDOM_MAPPING };
  let chosen: PluginChoice[];

  beforeAll(() => {
    writeRandomStream(stream, 17, 700);
    const own = writePlugin(folder.path, "odd-one", RANDOM_RULE);
    const windows = [{ sensor: "112", window: "session:7m" }];
    chosen = ["despike", ...RULES].map((plugin) => ({ plugin, settings: {} }));
    chosen.push({ plugin: own, settings: { limit: 25 }, windows });
  });

  test("a filter, every rule that ships and one with windows of its own for a sensor: as on the desktop, over a restart too", async () => {
    const session = await analyse([stream], chosen, change);
    const rules = new Set(session.lines().map((line) => (line.startsWith("{") ? JSON.parse(line).rule : line.split(",")[4])));
    expect([...rules].sort()).toEqual([...RULES, "odd-one"].sort());
    expect(session.alerts.some(({ title }) => title === "Minus nothing")).toBe(true);
    expect(session.alerts.some(({ title }) => title === "High for a while")).toBe(true);
    expect(new Set(session.rejects.map(({ reason }) => reason))).toEqual(
      new Set(["malformed", "unconvertible", "late", "filtered"]),
    );
    const script = await bundle(chosen, change, [stream]);
    expectSame(runBundle(script, readFileSync(stream), { pieces: 9, tasks: 2, restart: { after: 4, tasks: 3 } }), session, [
      stream,
    ]);
  }, 120_000);
});

describe("every kind of window under every way to group, all aggregates, a catalogue and a filter of a user's", () => {
  let many: PluginChoice[];

  beforeAll(() => {
    many = [{ plugin: writePlugin(folder.path, "many-rules", MANY_RULES), settings: {} }];
  });

  test("as on the desktop, over a restart too", async () => {
    const stream = join(folder.path, "many.csv");
    writeRandomStream(stream, 40, 70);
    const change = { ...arrival, mapping: RANDOM_MAPPING };
    const session = await analyse([stream], many, change);
    const rules = new Set(session.lines().map((line) => (line.startsWith("{") ? JSON.parse(line).rule : line.split(",")[4])));
    expect([...rules].sort()).toEqual([...MANY_RULE_IDS].sort());
    expect(session.alerts.some(({ evidence }) => evidence["alarm"] === "Fire")).toBe(true);
    expect(session.metrics.records_dropped_total.filtered).toBeGreaterThan(0);
    const run = runBundle(await bundle(many, change, [stream]), readFileSync(stream), {
      tasks: 2,
      restart: { after: 3, tasks: 3 },
    });
    expectSame(run, session, [stream]);
  }, 120_000);

  test("of a wide table, whose columns keep their order behind the filter", async () => {
    const wide = join(folder.path, "wide.csv");
    const { uniform } = randomOf(3);
    const value = (): string => (uniform() < 0.1 ? "" : (uniform() * 100).toFixed(2));
    const rows = Array.from({ length: 300 }, (_, i) => {
      const time = new Date(Date.UTC(2024, 0, 1) + (i * 20 - Math.floor(uniform() * 60)) * 1000).toISOString();
      return `${time},s${i % 2},${value()},${value()},${value()},${value()}`;
    });
    writeFileSync(wide, `${["time,station,112,111,113,111", ...rows].join("\n")}\n`);
    const mapping = { time: { columns: ["time"] }, station: "station", values: ["112", "111", "113", 5] };
    const change = { ...arrival, outOfOrderness: 30_000, mapping };
    const session = await analyse([wide], many, change);
    const run = runBundle(await bundle(many, change, [wide]), readFileSync(wide), { tasks: 2, restart: { after: 3, tasks: 3 } });
    // What is filtered is told by the event there, by the row here.
    const unfiltered = run.rejects.filter((line) => !line.includes(",filtered,"));
    const refused = session.rejects.filter(({ reason }) => reason !== "filtered");
    expect(refused.length).toBeGreaterThan(0);
    expectSame({ ...run, rejects: unfiltered }, { ...session, rejects: refused }, [wide]);
  }, 120_000);
});

describe("going on with another bundle", () => {
  const choices = (...ids: string[]): PluginChoice[] =>
    ids.map((id) => ({ plugin: id === "hot-room" ? join(folder.path, "hot-room") : id, settings: {} }));
  const restart = (next: string) => ({ tasks: 2, restart: { after: 4, tasks: 3, script: next } });

  test("rules in another order, one less and one more: those that stay keep their state, the new one begins there", async () => {
    const before = await bundle(choices("alarm-counts", "sensor-statistics", "hot-room"), arrival);
    const after = await bundle(choices("trend", "hot-room", "sensor-statistics"), arrival);
    const run = runBundle(before, readFileSync(file), restart(after));
    const session = await analyse([file], choices("sensor-statistics", "hot-room"), arrival);
    const lines = [...run.alerts, ...run.series];
    const stay = lines.filter((line) => /"rule":"(sensor-statistics|hot-room)"|,(sensor-statistics|hot-room),/.test(line));
    expect(stay.sort()).toEqual(session.lines().sort());
    const moments = (rule: string): string[] =>
      run.series.filter((line) => line.split(",")[4] === rule).map((line) => line.slice(0, 24));
    const [gone, fresh] = [moments("alarm-counts"), moments("trend")];
    expect(gone.length).toBeGreaterThan(10);
    expect(fresh.length).toBeGreaterThan(10);
    expect((gone.sort().at(-1) ?? "") <= (fresh.sort()[0] ?? "")).toBe(true);
  }, 120_000);

  test("a rule that was switched off comes back with other code, not with the same", async () => {
    const rule = (body: string): string =>
      writePlugin(
        folder.path,
        "frail",
        `import { defineRule } from "weir"; export default defineRule({ id: "frail", title: "x", by: ["station"], settings: {}, series: { n: { label: "n", unit: "" } }, onEvent({ record }) { ${body} } });`,
      );
    const broken = await bundle([{ plugin: rule('throw new Error("on purpose");'), settings: {} }], arrival);
    const mended = await bundle([{ plugin: rule('record("n", 1);'), settings: {} }], arrival);
    expect(runBundle(broken, readFileSync(file), restart(mended)).series.length).toBeGreaterThan(100);
    expect(
      runBundle(broken, readFileSync(file), restart(broken)).problems.filter((line) => line.includes('"quarantined":true'))
        .length,
    ).toBeGreaterThan(0);
  }, 120_000);

  test("what would change the meaning of the state is refused in one line", async () => {
    const chosen = choices("sensor-statistics", "hot-room");
    const before = await bundle(chosen, arrival);
    const goOn = (next: string) => () => runBundle(before, readFileSync(file), restart(next));
    expect(goOn(await bundle(chosen, { ...arrival, outOfOrderness: 0 }))).toThrow(
      /^the savepoint is of another job: --out-of-orderness was 600000 ms and is 0 ms; deploy as before, or without it$/,
    );
    const windows = [{ sensor: "112", window: "tumbling:7m" }];
    expect(goOn(await bundle([{ plugin: "sensor-statistics", settings: {}, windows }], arrival))).toThrow(
      "the savepoint is of another job: the shape of rule sensor-statistics (key, window, aggregates, series) is another; deploy as before, or without it",
    );
    const other = join(folder.path, "other.csv");
    writeFileSync(other, readFileSync(file));
    expect(goOn(await bundle(chosen, arrival, [other]))).toThrow(/the input was \S+stations\.csv and is \S+other\.csv/);
  }, 120_000);
});
