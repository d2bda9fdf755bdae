import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import { analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { bundleFor, deploy, expectEqual, finished, flinkRest, resultsOf, resultsOfSession, until } from "./deployed.ts";
import { LocalCluster } from "./local-cluster.ts";

const folder = temporaryFolder();
const file = join(folder.path, "stations.csv");
const arrival = { order: "arrival", outOfOrderness: 600_000 } as const;
let cluster: LocalCluster;

beforeAll(async () => {
  writeBts(file, { stations: 20, days: 2, seed: 13, dirty: true });
  cluster = await LocalCluster.start({ taskManagers: 1, slots: 1 });
});
afterAll(async () => {
  await cluster?.stop();
  folder.remove();
});

/** Printed, not judged: what a slot does beside the desktop's session on the same rows, in the same minutes. */
test("rows a second of one slot beside the desktop session's", async () => {
  const flink = flinkRest(cluster.url);
  const results = join(folder.path, "results");
  const bundle = await bundleFor({ ...filesInput([file]), ...arrival }, { folder: results });
  // Once to warm up: a cluster's job pays for class loading and V8's compilation, the desktop's session for its workers.
  await until(flink, await deploy(flink, bundle, { parallelism: 1, checkpointInterval: 60_000 }), finished);
  await analyse([file], null, arrival);
  const again = join(folder.path, "again");
  const second = await bundleFor({ ...filesInput([file]), ...arrival }, { folder: again });
  const cpuBefore = cluster.taskManagerCpu();
  const status = await until(flink, await deploy(flink, second, { parallelism: 1, checkpointInterval: 60_000 }), finished);
  const clusterSeconds = ((status.ended ?? 0) - status.started) / 1000;
  const clusterCpu = cluster.taskManagerCpu() - cpuBefore;
  const started = performance.now();
  const used = process.cpuUsage();
  const session = await analyse([file], null, arrival);
  const desktopSeconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(used);
  const desktopCpu = (user + system) / 1e6;
  const rows = session.metrics.records_read_total;
  expectEqual(resultsOf(again), resultsOfSession(session));
  const rate = (seconds: number): string => `${Math.round(rows / seconds).toLocaleString("en-GB")} rows/s`;
  console.log(
    `${rows.toLocaleString("en-GB")} rows, five rules: one slot ${clusterSeconds.toFixed(1)} s (${rate(clusterSeconds)}), ` +
      `desktop session ${desktopSeconds.toFixed(1)} s (${rate(desktopSeconds)}), ratio ${(desktopSeconds / clusterSeconds).toFixed(2)}; ` +
      `CPU ${clusterCpu.toFixed(1)} s and ${desktopCpu.toFixed(1)} s, ratio ${(desktopCpu / clusterCpu).toFixed(2)}`,
  );
  expect(rows).toBeGreaterThan(300_000);
});
