import { join } from "node:path";
import { expect, test } from "vitest";
import { ACTIVE, appendEvent, createBatch, type EventBatch, INACTIVE, type KeyTuple } from "../../src-main/engine/batch.ts";
import type { HostSnapshot, PluginHost } from "../../src-main/plugin-host/contract.ts";
import { createPluginHost } from "../../src-main/plugin-host/plugin-host.ts";
import { PluginLibrary } from "../../src-main/session/plugin-library.ts";
import { analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";

test("keys dealt out to workers give the bytes one worker gives, timers included", async () => {
  const folder = temporaryFolder();
  const file = join(folder.path, "bts.csv");
  writeBts(file, { stations: 3, days: 1, seed: 5 });
  const rules = [
    "sensor-statistics",
    "anomaly",
    "threshold-prediction",
    "alarm-counts",
    { plugin: "active-alarms", settings: { dwell: 120_000, release: 60_000 } },
  ];
  const one = await analyse([file], rules);
  expect(one.lines().length).toBeGreaterThan(1000);
  for (const workers of [2, 3]) {
    // Cores for both of the rules whose keys are dealt out.
    const some = await analyse([file], rules, {}, { workers, cores: 2 * workers });
    expect(some.lines()).toEqual(one.lines());
    expect(some.metrics.results_total).toEqual(one.metrics.results_total);
    expect(some.metrics.rows_with_result_total).toBe(one.metrics.rows_with_result_total);
  }
  folder.remove();
});

const plugin = (id: string, body: string): string =>
  `import { defineRule } from "weir";
export default defineRule({ id: "${id}", title: "Own", by: ["station", "sensor"], series: { sum: { label: "Sum" } },
  initialState: () => ({ n: 0, sum: 0 }),
  onEvent({ state, record, alert, setTimer, key }, event) {
    ${body}
  },
  onTimer({ state, record }) { record("sum", state.sum); } });
`;

test("so are those of one's own plugins, each worker a process", async () => {
  const folder = temporaryFolder();
  const file = join(folder.path, "bts.csv");
  writeBts(file, { stations: 3, days: 1, seed: 5 });
  const own = writePlugin(
    folder.path,
    "sums",
    plugin(
      "sums",
      `state.n++; state.sum += event.value;
    if (state.n % 50 === 0) alert({ severity: "info", title: "fifty", value: state.sum });
    if (state.n % 20 === 0) setTimer("later", event.time + 90_000);`,
    ),
  );
  const one = await analyse([file], [own]);
  expect(one.lines().length).toBeGreaterThan(1000);
  const two = await analyse([file], [own], {}, { workers: 2 });
  expect(two.lines()).toEqual(one.lines());
  folder.remove();
});

test("a plugin killed for some of its keys is off for all, and the reason is told once", async () => {
  const folder = temporaryFolder();
  const file = join(folder.path, "bts.csv");
  writeBts(file, { stations: 3, days: 1, seed: 5 });
  const own = writePlugin(
    folder.path,
    "hangs",
    plugin("hangs", `record("sum", ++state.n); if (key.station === "1" || state.n > 100) for (;;) state.sum++;`),
  );
  const { problems, metrics } = await analyse([file], [own, "active-alarms"], {}, { workers: 2 });
  expect(problems).toEqual([expect.objectContaining({ plugin: "hangs", hook: "timeout", quarantined: true })]);
  expect(metrics.results_total["active-alarms"]).toBeDefined();
  folder.remove();
});

const keys: KeyTuple[] = Array.from({ length: 12 }, (_, i) => [`s${i % 4}`, `${i}`, `${300 + (i % 3)}`]);

/** Flags that go on and off, times [from, to) in seconds. */
function flags(from: number, to: number): EventBatch {
  const batch = createBatch((to - from) * 2);
  for (let second = from; second < to; second++) {
    for (const key of [second % 12, (second * 7) % 12])
      appendEvent(batch, second * 1000, key, second, 50, Math.floor(second / 17 + key) % 2 === 0 ? ACTIVE : INACTIVE, 0, second);
  }
  return batch;
}

async function run(workers: number, from: number, to: number, before: HostSnapshot | null) {
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  const { rules } = await library.activate([
    { plugin: "active-alarms", settings: { dwell: 3000, release: 2000 } },
    { plugin: "anomaly", settings: {} },
  ]);
  const { bundles, catalogues } = library.set;
  const { workerPath } = library;
  const host: PluginHost = await createPluginHost({ bundles, rules, catalogues, workerPath, workers, cores: workers + 1 });
  expect(host.workers).toBe(workers);
  if (before !== null) await host.restore(before);
  const [output] = await host.step({ events: flags(from, to), newKeys: keys, watermark: to * 1000 - 1, rules: new Map() });
  if (output === undefined) throw new Error("no output");
  const { time, group, value } = output.points;
  const points = Array.from(time, (t, i) => [t, ...host.groupKey("active-alarms", group[i] as number), value[i]]);
  const snapshot = await (await host.save()).whole;
  await host.close();
  await library.close();
  return { points, alerts: output.alerts.map(({ id }) => id).sort(), snapshot };
}

const inOrder = (points: readonly (readonly unknown[])[]): string[] => points.map((point) => point.join()).sort();

test("a rule that one worker switches off is off for the keys of the others from the next step on", async () => {
  const folder = temporaryFolder();
  const own = writePlugin(
    folder.path,
    "fussy",
    plugin("fussy", `record("sum", ++state.n); if (key.sensor === "0") throw new Error("not this one");`),
  );
  const library = await PluginLibrary.open({ workerDir, folders: [own] });
  const { rules } = await library.activate([{ plugin: own, settings: {} }]);
  const { bundles, catalogues } = library.set;
  const host = await createPluginHost({ bundles, rules, catalogues, workerPath: library.workerPath, workers: 2 });
  const step = (from: number, to: number, newKeys: readonly KeyTuple[]) =>
    host.step({ events: flags(from, to), newKeys, watermark: to * 1000 - 1, rules: new Map() });
  const [[first], [second]] = await Promise.all([step(0, 1500, keys), step(1500, 1600, [])]);
  expect(first?.problems.filter(({ quarantined }) => quarantined)).toHaveLength(1);
  expect(first?.points.length).toBeGreaterThan(1500);
  expect(second).toMatchObject({ points: { length: 0 }, problems: [], errors: 0 });
  await host.close();
  await library.close();
  folder.remove();
});

test("keys of rules that ship are dealt out as far as there are cores; with light rules alone they are not", async () => {
  const library = await PluginLibrary.open({ workerDir, folders: [] });
  const lanes = async (plugins: readonly string[], workers: number, cores: number) => {
    const { rules } = await library.activate(plugins.map((plugin) => ({ plugin, settings: {} })));
    const { bundles, catalogues } = library.set;
    const host = await createPluginHost({ bundles, rules, catalogues, workerPath: library.workerPath, workers, cores });
    const memory = await host.memory();
    await host.close();
    return { workers: host.workers, lanes: memory.map(({ plugins }) => [...plugins].sort().join()) };
  };
  const light = ["sensor-statistics", "alarm-counts", "active-alarms"];
  expect(await lanes(light, 2, 4)).toMatchObject({ workers: 1, lanes: [expect.any(String)] });
  const busy = ["active-alarms", "anomaly", "threshold-prediction"];
  const byRule = ["active-alarms,anomaly", "threshold-prediction"];
  expect(await lanes(["anomaly"], 2, 2)).toEqual({ workers: 1, lanes: ["anomaly"] });
  expect(await lanes(["anomaly"], 2, 3)).toEqual({ workers: 2, lanes: ["anomaly", "anomaly"] });
  expect(await lanes(busy, 1, 2)).toEqual({ workers: 1, lanes: byRule });
  expect(await lanes(busy, 2, 2)).toEqual({ workers: 1, lanes: byRule });
  expect(await lanes(busy, 2, 5)).toEqual({ workers: 2, lanes: [byRule[0], byRule[0], byRule[1], byRule[1]] });
  expect(await lanes(busy, 2, 1)).toEqual({ workers: 1, lanes: ["active-alarms,anomaly,threshold-prediction"] });
  await library.close();
});

test("a snapshot of several workers is gone on with by any number of them", async () => {
  const whole = await run(1, 0, 400, null);
  expect(whole.points.length).toBeGreaterThan(40);
  const first = await run(2, 0, 200, null);
  for (const workers of [1, 3]) {
    const second = await run(workers, 200, 400, first.snapshot);
    // The same after sorting by time and key: which worker's groups come first is not kept in a snapshot.
    expect(inOrder([...first.points, ...second.points])).toEqual(inOrder(whole.points));
    expect([...first.alerts, ...second.alerts].sort()).toEqual(whole.alerts);
  }
});

test("a snapshot restores right in whatever order the host met the groups of its workers", async () => {
  const whole = await run(1, 0, 400, null);
  const { points, snapshot } = await run(1, 0, 200, null);
  const groups = Object.fromEntries(Object.entries(snapshot.groups).map(([rule, keys]) => [rule, [...keys].reverse()]));
  const second = await run(1, 200, 400, { ...snapshot, groups });
  expect([...points, ...second.points]).toEqual(whole.points);
});
