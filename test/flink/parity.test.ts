import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import type { PluginChoice } from "../../src-main/session/plugin-choice.ts";
import { HOT_ROOM } from "../cluster/hot-room.ts";
import { MANY_RULE_IDS, MANY_RULES } from "../cluster/many-rules.ts";
import { RANDOM_MAPPING, RANDOM_RULE, writeRandomStream } from "../cluster/random-stream.ts";
import { type Analysed, analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { writePlugin } from "../support/plugin-folder.ts";
import { bundleFor, deploy, expectEqual, finished, flinkRest, resultsOf, resultsOfSession, until } from "./deployed.ts";
import { LocalCluster } from "./local-cluster.ts";

const folder = temporaryFolder();
const file = join(folder.path, "stations.csv");
const RULES = ["sensor-statistics", "anomaly", "threshold-prediction", "alarm-counts", "active-alarms", "data-frequency"].concat([
  "silent-sensors",
  "reliability",
  "trend",
]);
const arrival = { order: "arrival", outOfOrderness: 600_000 } as const;
let plugins: PluginChoice[];
let cluster: LocalCluster;
let desktop: Analysed;

beforeAll(async () => {
  writeBts(file, { stations: 6, days: 2, seed: 5, dirty: true });
  plugins = [...RULES, writePlugin(folder.path, "hot-room", HOT_ROOM)].map((plugin) => ({ plugin, settings: {} }));
  cluster = await LocalCluster.start({ taskManagers: 2, slots: 2 });
  desktop = await analyse([file], plugins, arrival);
});
afterAll(async () => {
  await cluster?.stop();
  folder.remove();
});

describe("one trace, out of order and dirty, gives on the cluster what it gives on the desktop", () => {
  test.each([1, 2, 4])("at parallelism %i, every rule that ships and one of a user's", async (parallelism) => {
    const flink = flinkRest(cluster.url);
    const results = join(folder.path, `results-${parallelism}`);
    const bundle = await bundleFor({ ...filesInput([file]), plugins, ...arrival }, { folder: results });
    const job = await deploy(flink, bundle, { parallelism });
    const status = await until(flink, job, finished);
    expect(status.vertices.find(({ name }) => name.startsWith("rules"))?.parallelism).toBe(parallelism);
    expect(status.counts["records_read_total"]).toBe(desktop.metrics.records_read_total);
    expect(status.counts["records_accepted_total"]).toBe(desktop.metrics.records_accepted_total);
    expect(status.counts["alerts_total"]).toBe(desktop.alerts.length);
    const session = resultsOfSession(desktop);
    expect(session.alerts.length).toBeGreaterThan(80);
    expect(session.rejects.length).toBeGreaterThan(1000);
    const own = resultsOf(results);
    expectEqual(own, session);
    console.log(
      `parallelism ${parallelism}: ${own.alerts.length} alerts, ${own.series.length} points, ${own.rejects.length} refused rows, as on the desktop`,
    );
  });

  test("with a filter before the rules, at parallelism 4", async () => {
    const flink = flinkRest(cluster.url);
    const results = join(folder.path, "filtered");
    const chosen = ["despike", "sensor-statistics", "anomaly"].map((plugin) => ({ plugin, settings: {} }));
    const session = resultsOfSession(await analyse([file], chosen, arrival));
    const bundle = await bundleFor({ ...filesInput([file]), plugins: chosen, ...arrival }, { folder: results });
    await until(flink, await deploy(flink, bundle, { parallelism: 4 }), finished);
    expect(session.rejects.some((line) => line.endsWith("filtered"))).toBe(true);
    expectEqual(resultsOf(results), session);
  });

  test("with rules off for single keys, at parallelism 2: the rest stays as it was", async () => {
    const flink = flinkRest(cluster.url);
    const results = join(folder.path, "off");
    const [one] = desktop.alerts;
    if (one === undefined) throw new Error("no alert to take the key of");
    const off = [{ station: one.key.station }, { sensor: "111" }];
    const chosen = ["sensor-statistics", "anomaly"].map((plugin) => ({ plugin, settings: {}, off }));
    const session = await analyse([file], [...chosen, { plugin: "alarm-counts", settings: {} }], arrival);
    const input = { ...filesInput([file]), plugins: [...chosen, { plugin: "alarm-counts", settings: {} }], ...arrival };
    const job = await deploy(flink, await bundleFor(input, { folder: results }), { parallelism: 2 });
    const status = await until(flink, job, finished);
    expect(status.counts["records_accepted_total"]).toBe(desktop.metrics.records_accepted_total);
    const own = resultsOf(results);
    expectEqual(own, resultsOfSession(session));
    const ofStation = (line: string): boolean => line.split(",")[1] === one.key.station || line.split(",")[2] === "111";
    const statistics = own.series.filter((line) => line.split(",")[4] === "sensor-statistics");
    expect(statistics.length).toBeGreaterThan(1000);
    expect(statistics.filter(ofStation)).toEqual([]);
    expect(own.series.some((line) => line.split(",")[4] === "alarm-counts" && ofStation(line))).toBe(true);
  });

  test("two files that overlap, oddly named and packed, local times over changes of the clocks, at parallelism 3", async () => {
    const flink = flinkRest(cluster.url);
    const results = join(folder.path, "random");
    const names = ["_first.csv", "second"].map((name) => join(folder.path, name)) as [string, string];
    writeRandomStream(names[0], 3, 1000);
    writeRandomStream(names[1], 4, 1000);
    writeFileSync(names[1], gzipSync(readFileSync(names[1])));
    const own = writePlugin(folder.path, "odd-one", RANDOM_RULE);
    const chosen: PluginChoice[] = ["despike", ...RULES].map((plugin) => ({ plugin, settings: {} }));
    chosen.push({ plugin: own, settings: { limit: 25 }, windows: [{ sensor: "112", window: "session:7m" }] });
    const change = { ...arrival, mapping: RANDOM_MAPPING };
    const session = resultsOfSession(await analyse(names, chosen, change));
    const bundle = await bundleFor({ ...filesInput(names), plugins: chosen, ...change }, { folder: results });
    await until(flink, await deploy(flink, bundle, { parallelism: 3 }), finished);
    expect(session.rejects.filter((line) => line.endsWith("late")).length).toBeGreaterThan(1000);
    expectEqual(resultsOf(results), session);
  });

  test("three sources side by side, every kind of window under every way to group, a catalogue and a filter of a user's, at parallelism 3", async () => {
    const flink = flinkRest(cluster.url);
    const results = join(folder.path, "many");
    const names = ["a.csv", "b.csv", "c.csv"].map((name) => join(folder.path, name));
    for (const [i, name] of names.entries()) writeRandomStream(name, 50 + i, 50);
    const chosen = [{ plugin: writePlugin(folder.path, "many-rules", MANY_RULES), settings: {} }];
    const change = { mapping: RANDOM_MAPPING };
    const session = resultsOfSession(await analyse(names, chosen, change));
    const rules = [...session.alerts.map((line) => JSON.parse(line).rule), ...session.series.map((line) => line.split(",")[4])];
    expect([...new Set(rules)].sort()).toEqual([...MANY_RULE_IDS].sort());
    const bundle = await bundleFor({ ...filesInput(names), plugins: chosen, ...change }, { folder: results });
    await until(flink, await deploy(flink, bundle, { parallelism: 3 }), finished);
    expectEqual(resultsOf(results), session);
  });
});
