import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stopJob } from "../../src-main/cluster/stop.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import type { PluginChoice } from "../../src-main/session/plugin-choice.ts";
import { type Analysed, analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { writePlugin } from "../support/plugin-folder.ts";
import { bundleFor, deploy, expectEqual, finished, flinkRest, resultsOf, resultsOfSession, until } from "./deployed.ts";
import { LocalCluster } from "./local-cluster.ts";

const folder = temporaryFolder();
const file = join(folder.path, "stations.csv");
const arrival = { order: "arrival", outOfOrderness: 600_000 } as const;
let cluster: LocalCluster;
let desktop: Analysed;

beforeAll(async () => {
  writeBts(file, { stations: 20, days: 2, seed: 8, dirty: true });
  cluster = await LocalCluster.start({ taskManagers: 2, slots: 2 });
  desktop = await analyse([file], null, arrival);
});
afterAll(async () => {
  await cluster?.stop();
  folder.remove();
});

test("a task manager killed in mid-stream: the job goes on from its checkpoint and ends with the same results", async () => {
  const flink = flinkRest(cluster.url);
  const results = join(folder.path, "killed");
  const bundle = await bundleFor({ ...filesInput([file]), ...arrival }, { folder: results });
  const job = await deploy(flink, bundle, { parallelism: 4, checkpointInterval: 500 });
  const before = await until(flink, job, ({ checkpoints }) => checkpoints.completed > 0);
  expect(before.ended).toBeNull();
  await cluster.killTaskManager();
  cluster.addTaskManager();
  const status = await until(flink, job, finished);
  // Flink itself says that it was restarted from a checkpoint.
  expect(status.checkpoints.restored).toBeGreaterThan(0);
  expect(status.failure).toMatch(/TaskManager|taskmanager|heartbeat|Connection|closed|lost|localhost/i);
  expectEqual(resultsOf(results), resultsOfSession(desktop));
  console.log(
    `killed after ${before.checkpoints.completed} checkpoints, restored ${status.checkpoints.restored} time(s): ${status.failure}`,
  );
});

test("stopped with a savepoint at parallelism 2, gone on at 4, then at 1: the same results", async () => {
  const flink = flinkRest(cluster.url);
  const results = join(folder.path, "rescaled");
  const bundle = await bundleFor({ ...filesInput([file]), ...arrival }, { folder: results });
  const first = await deploy(flink, bundle, { parallelism: 2, checkpointInterval: 500 });
  await until(flink, first, ({ checkpoints }) => checkpoints.completed > 0);
  await expect(stopJob(flink, first, "/proc/nowhere")).rejects.toThrow(
    /^no savepoint was made: Failed to create savepoint directory at file:\/proc\/nowhere; the job goes on$/,
  );
  const savepoint = await stopJob(flink, first, null);
  expect((await until(flink, first, finished)).savepoint).toBe(savepoint);
  await expect(stopJob(flink, first, null)).rejects.toThrow(`it is FINISHED, stopped with the savepoint ${savepoint}`);
  const second = await deploy(flink, bundle, { parallelism: 4, checkpointInterval: 500, fromSavepoint: savepoint });
  await until(flink, second, ({ checkpoints }) => checkpoints.completed > 0);
  const again = await stopJob(flink, second, null);
  const third = await deploy(flink, bundle, { parallelism: 1, checkpointInterval: 500, fromSavepoint: again });
  const status = await until(flink, third, finished);
  expect(status.checkpoints.restored).toBe(1);
  expectEqual(resultsOf(results), resultsOfSession(desktop));
  console.log(`2 -> ${savepoint} -> 4 -> ${again} -> 1: equal`);
});

test("a job that is given up leaves its checkpoint; mended, it goes on from it, other rules beside it", async () => {
  const flink = flinkRest(cluster.url);
  const results = join(folder.path, "given-up");
  // Of the two rules of one key, one loops from the second day on.
  const rule = (loops: boolean): PluginChoice => ({
    plugin: writePlugin(
      folder.path,
      "endless",
      `import { defineRule } from "weir"; export default defineRule({ id: "endless", title: "x", by: ["station", "sensor"], settings: {},
        onEvent(context, event) { if (${loops} && event.time > ${Date.UTC(2017, 1, 19)}) for (;;) {} } });`,
    ),
    settings: {},
  });
  const statistics: PluginChoice = { plugin: "sensor-statistics", settings: {} };
  const bundleOf = (plugins: PluginChoice[]) => bundleFor({ ...filesInput([file]), ...arrival, plugins }, { folder: results });
  const first = await deploy(flink, await bundleOf([rule(true), statistics]), {
    parallelism: 2,
    checkpointInterval: 300,
    restarts: 0,
  });
  const failed = await until(flink, first, ({ ended }) => ended !== null);
  expect(failed.state).toBe("FAILED");
  expect(failed.failure).toMatch(/a call took more than 30 s/);
  const path = failed.checkpoints.last?.path ?? "";
  expect(existsSync(new URL(path))).toBe(true);
  const bundle = await bundleOf([statistics, { plugin: "trend", settings: {} }, rule(false)]);
  const second = await deploy(flink, bundle, { parallelism: 3, checkpointInterval: 500, fromSavepoint: path });
  const status = await until(flink, second, finished);
  expect(status.checkpoints.restored).toBe(1);
  const own = resultsOf(results);
  const session = resultsOfSession(await analyse([file], [statistics], arrival));
  expectEqual({ ...own, series: own.series.filter((line) => line.split(",")[4] === "sensor-statistics") }, session);
  expect(own.series.some((line) => line.split(",")[4] === "trend")).toBe(true);
  // With another bound the state would mean something else.
  const other = { ...filesInput([file]), ...arrival, outOfOrderness: 0, plugins: [statistics, rule(false)] };
  const third = await deploy(flink, await bundleFor(other, { folder: results }), { parallelism: 1, fromSavepoint: path });
  await expect(until(flink, third, () => false)).rejects.toThrow(
    /the savepoint is of another job: --out-of-orderness was 600000 ms and is 0 ms; deploy as before, or without it/,
  );
  await expect(deploy(flink, await bundleFor(other), { parallelism: 1, fromSavepoint: path })).rejects.toThrow(
    /: it is of a job with another source, filter or place for results, which this one has not; deploy with it, or without the savepoint$/,
  );
}, 240_000);
