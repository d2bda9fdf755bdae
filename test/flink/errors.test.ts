import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClusterBundle } from "../../src-main/cluster/bundle.ts";
import { deployFlink } from "../../src-main/cluster/deploy.ts";
import { cancelJob } from "../../src-main/cluster/stop.ts";
import { listJobs } from "../../src-main/cluster/watch.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";

import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";
import { writePlugin } from "../support/plugin-folder.ts";
import { bundleFor, deploy, flinkRest, until } from "./deployed.ts";
import { LocalCluster } from "./local-cluster.ts";

const folder = temporaryFolder();
const file = join(folder.path, "stations.csv");
let cluster: LocalCluster;

beforeAll(async () => {
  writeBts(file, { stations: 1, days: 1, seed: 2 });
  cluster = await LocalCluster.start({ taskManagers: 1, slots: 2 });
});
afterAll(async () => {
  await cluster?.stop();
  folder.remove();
});

const bundled = () => bundleFor({ ...filesInput([file]), order: "arrival" }, { folder: join(folder.path, "out") });

/** The one line a person reads. */
async function why(act: () => Promise<unknown>): Promise<string> {
  const text = await act().then(
    () => "it did not fail",
    (error: Error) => error.message,
  );
  expect(text).not.toContain("\n");
  return text;
}

test("a cluster of another version is refused before anything is sent", async () => {
  const other = createServer((_request, response) => response.end(JSON.stringify({ "flink-version": "2.1.0" })));
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const bundle = await bundled();
  expect(await why(() => deploy(flinkRest(url), bundle))).toMatch(/runs Flink 2\.1\.0; Weir's job is for 1\.20/);
  other.close();
});

test("more parallelism than partitions, and a job nobody knows", async () => {
  const flink = flinkRest(cluster.url);
  const bundle = await bundled();
  expect(await why(() => deploy(flink, bundle, { parallelism: 64 }))).toBe(
    "--parallelism 64 is more than --max-parallelism 32; raise that",
  );
  expect(await why(() => until(flink, "0".repeat(32), () => true))).toMatch(/^there is no job 0{32} on the cluster at http/);
});

test("a bundle whose script does not start fails with its own words", async () => {
  const flink = flinkRest(cluster.url);
  const { layout, script } = await bundled();
  const broken = { layout, script: script.replace('"format":2', '"format":99') };
  // It would not start at a second try either: no restart is tried.
  const job = await deploy(flink, broken, { parallelism: 1, restarts: 1000 });
  expect(await why(() => until(flink, job, () => false))).toMatch(/the script does not start: .*jobs of format 2, not 99/);
});

test("a file the cluster does not see fails with Flink's cause", async () => {
  const flink = flinkRest(cluster.url);
  const gone = join(folder.path, "gone.csv");
  writeBts(gone, { stations: 1, days: 1, seed: 2 });
  const bundle = await bundleFor({ ...filesInput([gone]), order: "arrival" });
  const elsewhere = {
    ...bundle,
    layout: { ...bundle.layout, sources: [{ kind: "files", paths: ["/nowhere/gone.csv"] } as const] },
  };
  const failed = why(async () => until(flink, await deploy(flink, elsewhere, { parallelism: 1, restarts: 1 }), () => false));
  expect(await failed).toMatch(/nowhere\/gone\.csv/);
});

test("a rule that throws costs itself, not the job; one that loops ends the job with its reason", async () => {
  const flink = flinkRest(cluster.url);
  const rule = (name: string, body: string) =>
    writePlugin(
      folder.path,
      name,
      `import { defineRule } from "weir"; export default defineRule({ id: "${name}", title: "x", by: ["station"], settings: {}, onEvent() { ${body} } });`,
    );
  const throwing = { plugin: rule("throws", 'throw new Error("on purpose");'), settings: {} };
  const out = join(folder.path, "throwing");
  const bundle = await bundleFor({ ...filesInput([file]), order: "arrival", plugins: [throwing] }, { folder: out });
  const job = await deploy(flink, bundle, { parallelism: 1 });
  const status = await until(flink, job, ({ state }) => state === "FINISHED");
  expect(status.failure).toBeNull();
  const { resultsOf } = await import("./deployed.ts");
  expect(resultsOf(out).problems.some((line) => line.includes("on purpose"))).toBe(true);
  const looping = { plugin: rule("loops", "for (;;) {}"), settings: {} };
  const endless = await bundleFor({ ...filesInput([file]), order: "arrival", plugins: [looping] });
  const second = await deploy(flink, endless, { parallelism: 1, restarts: 1 });
  expect(await why(() => until(flink, second, () => false))).toMatch(/a call took more than 30 s; a rule may loop/);
  expect((await listJobs(flink)).some(({ id, state }) => id === second && state === "FAILED")).toBe(true);
}, 240_000);

test("a savepoint that is not there", async () => {
  const flink = flinkRest(cluster.url);
  writeFileSync(join(folder.path, "no-savepoint"), "x");
  const bundle = await bundled();
  const from = `file://${folder.path}/no-savepoint`;
  expect(
    await why(async () => until(flink, await deploy(flink, bundle, { parallelism: 1, fromSavepoint: from }), () => false)),
  ).toMatch(/savepoint|checkpoint|metadata/i);
});

test("what an operator forgets is told in a line: the engine, the broker, a results folder, checkpoints' place, slots", async () => {
  const flink = flinkRest(cluster.url);
  const failed = async (bundle: ClusterBundle, change: Parameters<typeof deploy>[2] = {}): Promise<string> =>
    why(async () => until(flink, await deploy(flink, bundle, { parallelism: 1, restarts: 0, ...change }), () => false));
  const bundle = await bundled();
  const queue = { kind: "rabbitmq", url: "amqp://nowhere.invalid:5672", queue: "bts", prefetch: 10 } as const;
  const reads = { ...bundle, layout: { ...bundle.layout, sources: [queue] } };
  expect(await failed(reads)).toMatch(
    /the queue bts of amqp:\/\/nowhere\.invalid:5672 is not reached from task manager \S+: there is no host nowhere\.invalid/,
  );
  const sinks = { folder: null, rabbitmq: { url: "amqp://127.0.0.1:9", queue: "alerts" } };
  expect(await failed({ ...bundle, layout: { ...bundle.layout, sinks } })).toMatch(
    /the results queue alerts of amqp:\/\/127\.0\.0\.1:9 is not reached from task manager \S+: Connection refused/,
  );
  expect(await failed({ ...bundle, layout: { ...bundle.layout, sinks: { folder: "/proc/results", rabbitmq: null } } })).toContain(
    "/proc/results",
  );
  const options = { bundle, workerDir, checkpointInterval: 1000, restarts: 0, credentials: { source: "", results: "" } };
  const { notes, jobId } = await deployFlink(flink, { ...options, parallelism: 4 });
  expect(notes).toEqual(["the job wants 4 slots and 2 are free: it waits for task managers"]);
  await cancelJob(flink, jobId);
  const bare = await LocalCluster.start({ taskManagers: 1, slots: 1, engine: false, settings: { "state.checkpoints.dir": "" } });
  try {
    const there = flinkRest(bare.url);
    const deployed = await deployFlink(there, options);
    expect(deployed.notes.join()).toContain("the cluster names no folder for checkpoints");
    expect(await why(() => until(there, deployed.jobId, () => false))).toMatch(
      /the script has no engine: V8 does not load from Flink's lib folder on this task manager .*; put javet-4\.0\.0\.jar and javet-v8-linux-x86_64-4\.0\.0\.jar there/,
    );
  } finally {
    await bare.stop();
  }
}, 240_000);
