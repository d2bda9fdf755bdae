import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ChannelModel, connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelJob, stopJob } from "../../src-main/cluster/stop.ts";
import type { AnalysisInput } from "../../src-main/session/analysis-input.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import { analyse } from "../support/analyse.ts";
import { Broker } from "../support/broker.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { bundleFor, deploy, expectEqual, flinkRest, resultsOf, resultsOfSession, until } from "./deployed.ts";
import { LocalCluster } from "./local-cluster.ts";

const folder = temporaryFolder();
const file = join(folder.path, "stations.csv");
const B = 600_000;
let cluster: LocalCluster;
let broker: Broker;
let connection: ChannelModel;

beforeAll(async () => {
  writeBts(file, { stations: 6, days: 1, seed: 21, dirty: true });
  [cluster, broker] = await Promise.all([LocalCluster.start({ taskManagers: 2, slots: 2 }), Broker.start()]);
  connection = await connect(broker.url);
});
afterAll(async () => {
  await connection?.close();
  await Promise.all([cluster?.stop(), broker?.stop()]);
  folder.remove();
});

function queueInput(queue: string): AnalysisInput {
  return {
    ...filesInput([]),
    kind: "queue",
    outOfOrderness: B,
    idleTimeout: 30_000,
    queue: {
      url: broker.url,
      queue,
      tap: null,
      format: "auto",
      guarantee: "at-least-once",
      prefetch: 60_000,
      resultsQueue: `${queue} alerts`,
      limit: null,
      stopAfterIdle: null,
    },
  };
}

test("a queue through the cluster, a task manager killed in between: nothing is lost, alerts come back through the results queue", async () => {
  const flink = flinkRest(cluster.url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue("bts");
  const [header = "", ...rows] = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const publish = async (some: readonly string[], from: number): Promise<void> => {
    some.forEach((row, i) => {
      const messageId = String(from + i);
      channel.sendToQueue("bts", Buffer.from(row), { persistent: true, messageId, headers: { "weir-columns": header } });
    });
    await channel.waitForConfirms();
  };
  const half = Math.floor(rows.length / 2);
  // Broken rows are among them: a header in the middle is no row.
  const nearly = half - 200;
  await publish(rows.slice(0, half), 0);
  const results = join(folder.path, "queue");
  const job = await deploy(flink, await bundleFor(queueInput("bts"), { folder: results }), {
    parallelism: 4,
    checkpointInterval: 500,
    credentials: { source: "guest:guest", results: "guest:guest" },
  });
  await until(
    flink,
    job,
    ({ checkpoints, counts }) => checkpoints.completed > 1 && (counts["records_read_total"] ?? 0) >= nearly,
  );
  await publish(rows.slice(half), half);
  await cluster.killTaskManager();
  cluster.addTaskManager();
  await until(flink, job, ({ checkpoints, state }) => checkpoints.restored > 0 && state === "RUNNING");
  // Silence moves the watermark to the clock: everything open closes. Then all is acknowledged.
  const session = resultsOfSession(await analyse([file], null, { order: "arrival", outOfOrderness: B }));
  const alerts = new Set<string>();
  const reader = await connection.createChannel();
  await reader.assertQueue("bts alerts");
  await new Promise<void>((done) => {
    void reader.consume("bts alerts", (message) => {
      if (message === null) return;
      alerts.add(message.content.toString());
      expect(message.properties.messageId).toBe(JSON.parse(message.content.toString()).id);
      reader.ack(message);
      if (alerts.size >= session.alerts.length) done();
    });
  });
  expect([...alerts].sort()).toEqual(session.alerts);
  const settled = await until(flink, job, ({ checkpoints }) => (checkpoints.last?.time ?? 0) > Date.now() - 1500);
  expect(settled.state).toBe("RUNNING");
  const left = await channel.checkQueue("bts");
  expect(left.messageCount).toBe(0);
  await cancelJob(flink, job);
  const own = resultsOf(results);
  expect(own.problems).toEqual([]);
  console.log(`${rows.length} messages, ${alerts.size} alerts through the results queue, as on the desktop`);
});

test("stopped with a savepoint in mid-stream and gone on with more tasks: nothing twice, nothing lost, without ids of messages", async () => {
  const flink = flinkRest(cluster.url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue("rescaled");
  // Of any kind: a results queue that is there is taken as it is.
  await channel.assertQueue("rescaled alerts", { durable: true, arguments: { "x-queue-type": "quorum" } });
  // From a file a row of a year to come is taken as it is, live it is early.
  const known = join(folder.path, "known.csv");
  const lines = readFileSync(file, "utf8").split("\n");
  writeFileSync(known, lines.filter((line) => !/,20[3-9]\d-/.test(line)).join("\n"));
  const [header = "", ...rows] = readFileSync(known, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const publish = async (some: readonly string[]): Promise<void> => {
    for (const row of some)
      channel.sendToQueue("rescaled", Buffer.from(row), { persistent: true, headers: { "weir-columns": header } });
    await channel.waitForConfirms();
  };
  const half = Math.floor(rows.length / 2);
  await publish(rows.slice(0, half));
  const results = join(folder.path, "rescaled");
  const plugins = ["sensor-statistics", "active-alarms"].map((plugin) => ({ plugin, settings: {} }));
  const bundle = await bundleFor({ ...queueInput("rescaled"), plugins }, { folder: results });
  const options = { checkpointInterval: 300, credentials: { source: "guest:guest", results: "guest:guest" } };
  const first = await deploy(flink, bundle, { ...options, parallelism: 1 });
  await until(flink, first, ({ checkpoints, counts }) => checkpoints.completed > 0 && (counts["records_read_total"] ?? 0) > 1000);
  const savepoint = await stopJob(flink, first, null);
  await publish(rows.slice(half));
  const second = await deploy(flink, bundle, { ...options, parallelism: 4, fromSavepoint: savepoint });
  const session = resultsOfSession(await analyse([known], plugins, { order: "arrival", outOfOrderness: B }));
  // Silence closes what is open.
  for (;;) {
    const { ended } = await until(flink, second, () => true);
    if (ended !== null || resultsOf(results).series.length >= session.series.length) break;
    await new Promise((done) => setTimeout(done, 500));
  }
  const settled = await until(flink, second, ({ checkpoints }) => checkpoints.completed > 0);
  expect(settled.state).toBe("RUNNING");
  const own = resultsOf(results);
  expectEqual({ ...own, rejects: session.rejects }, session);
  expect((await channel.checkQueue("rescaled alerts")).messageCount).toBe(session.alerts.length);
  await cancelJob(flink, second);
});

test("at rest the queue's counts add up and back-pressure and rates are told", async () => {
  const flink = flinkRest(cluster.url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue("small");
  const rows = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .slice(0, 3000);
  for (const row of rows) channel.sendToQueue("small", Buffer.from(row), { persistent: true });
  await channel.waitForConfirms();
  const job = await deploy(flink, await bundleFor(queueInput("small")), {
    parallelism: 2,
    credentials: { source: "guest:guest", results: "guest:guest" },
  });
  const status = await until(flink, job, ({ counts }) => (counts["records_read_total"] ?? 0) >= rows.length - 50);
  const refused = ["malformed", "unconvertible", "early", "late", "duplicate", "filtered"];
  const sum = refused.reduce(
    (total, reason) => total + (status.counts[reason] ?? 0),
    status.counts["records_accepted_total"] ?? 0,
  );
  expect(sum).toBe(status.counts["records_read_total"]);
  const measured = await until(flink, job, ({ vertices }) => vertices.some(({ backPressure }) => backPressure !== null));
  expect(measured.vertices.some(({ busy }) => busy !== null)).toBe(true);
  await cancelJob(flink, job);
});
