import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stopJob } from "../../src-main/cluster/stop.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import { analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { bundleFor, deploy, expectEqual, finished, flinkRest, resultsOf, resultsOfSession, until } from "./deployed.ts";
import { LocalCluster } from "./local-cluster.ts";

const folder = temporaryFolder();
const ROCKSDB = {
  "state.backend.type": "rocksdb",
  "execution.checkpointing.incremental": "true",
  // These task managers give Flink no memory to manage.
  "state.backend.rocksdb.memory.managed": "false",
};
let cluster: LocalCluster;

beforeAll(async () => {
  cluster = await LocalCluster.start({ taskManagers: 2, slots: 2, settings: ROCKSDB });
});
afterAll(async () => {
  await cluster?.stop();
  folder.remove();
});

test("state in RocksDB: a task manager killed, more tasks from a savepoint, and on a cluster that keeps state on its heap: the same results", async () => {
  const file = join(folder.path, "stations.csv");
  writeBts(file, { stations: 20, days: 2, seed: 8, dirty: true });
  const arrival = { order: "arrival", outOfOrderness: 600_000 } as const;
  const flink = flinkRest(cluster.url);
  const results = join(folder.path, "rocksdb");
  const bundle = await bundleFor({ ...filesInput([file]), ...arrival }, { folder: results });
  // So many that both task managers have some.
  const job = await deploy(flink, bundle, { parallelism: 3, checkpointInterval: 300 });
  await until(flink, job, ({ checkpoints }) => checkpoints.completed > 0);
  await cluster.killTaskManager();
  cluster.addTaskManager();
  // At once: it waits until the job has started again, and says so.
  const said: string[] = [];
  const savepoint = await stopJob(flink, job, null, (line) => said.push(line));
  expect(said.join("\n")).toMatch(/the savepoint waits until all tasks of job test run, 90 s at most \(.+\)/);
  expect((await until(flink, job, () => true)).checkpoints.restored).toBeGreaterThan(0);
  expect(cluster.log("taskmanager-1")).toMatch(/RocksDB/);
  const heap = await LocalCluster.start({ taskManagers: 1, slots: 4 });
  try {
    const other = flinkRest(heap.url);
    const second = await deploy(other, bundle, { parallelism: 4, checkpointInterval: 500, fromSavepoint: savepoint });
    const status = await until(other, second, finished);
    expect(status.checkpoints.restored).toBe(1);
    expect(heap.log("taskmanager-1")).not.toMatch(/RocksDB/);
  } finally {
    await heap.stop();
  }
  expectEqual(resultsOf(results), resultsOfSession(await analyse([file], null, arrival)));
});
