import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stopJob } from "../../src-main/cluster/watch.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import { type Analysed, analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
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
  const savepoint = await stopJob(flink, first, null);
  const second = await deploy(flink, bundle, { parallelism: 4, checkpointInterval: 500, fromSavepoint: savepoint });
  await until(flink, second, ({ checkpoints }) => checkpoints.completed > 0);
  const again = await stopJob(flink, second, null);
  const third = await deploy(flink, bundle, { parallelism: 1, checkpointInterval: 500, fromSavepoint: again });
  const status = await until(flink, third, finished);
  expect(status.checkpoints.restored).toBe(1);
  expectEqual(resultsOf(results), resultsOfSession(desktop));
  console.log(`2 -> ${savepoint} -> 4 -> ${again} -> 1: equal`);
});
