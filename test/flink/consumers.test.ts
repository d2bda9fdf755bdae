import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ChannelModel, type ConfirmChannel, connect } from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClusterBundle } from "../../src-main/cluster/bundle.ts";
import { cancelJob, stopJob } from "../../src-main/cluster/stop.ts";
import { type AnalysisInput, filesInput } from "../../src-main/session/analysis-input.ts";
import { analyse } from "../support/analyse.ts";
import { Broker } from "../support/broker.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import {
  bundleFor,
  type ClusterResults,
  deploy,
  expectEqual,
  flinkRest,
  resultsOf,
  resultsOfSession,
  until,
} from "./deployed.ts";
import { LocalCluster } from "./local-cluster.ts";

/** Rows of 2017: what follows the clock too soon finds all that comes after late. */
const arrival = { order: "arrival", outOfOrderness: 3_600_000 } as const;
const folder = temporaryFolder();
const file = join(folder.path, "stations.csv");
let rows: string[] = [];
let header = "";
let desktop: ClusterResults;
let cluster: LocalCluster;
let broker: Broker;
let connection: ChannelModel;
let channel: ConfirmChannel;

beforeAll(async () => {
  writeBts(file, { stations: 2, days: 1, seed: 5 });
  [header = "", ...rows] = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  [cluster, broker] = await Promise.all([LocalCluster.start({ taskManagers: 1, slots: 2 }), Broker.start()]);
  desktop = resultsOfSession(await analyse([file], null, arrival));
  connection = await connect(broker.url);
  channel = await connection.createConfirmChannel();
});
afterAll(async () => {
  await connection?.close();
  await Promise.all([cluster?.stop(), broker?.stop()]);
  folder.remove();
});

async function publish(queue: string, some: readonly string[]): Promise<void> {
  for (const row of some) channel.sendToQueue(queue, Buffer.from(row), { persistent: true, headers: { "weir-columns": header } });
  await channel.waitForConfirms();
}

function bundleOf(name: string, results: string, idleTimeout: number, consumers = 3): Promise<ClusterBundle> {
  mkdirSync(results, { recursive: true });
  const queue: NonNullable<AnalysisInput["queue"]> = {
    url: broker.url,
    queue: name,
    tap: null,
    format: "auto",
    guarantee: "at-least-once",
    prefetch: 60_000,
    resultsQueue: null,
    limit: null,
    stopAfterIdle: null,
  };
  const input: AnalysisInput = { ...filesInput([]), kind: "queue", ...arrival, idleTimeout, queue };
  return bundleFor(input, { folder: results, consumers });
}

/** With no more than `prefetch` messages on their way to a consumer. */
function taking(prefetch: number, { script, layout }: ClusterBundle): ClusterBundle {
  return { script, layout: { ...layout, sources: layout.sources.map((source) => ({ ...source, prefetch })) } };
}

/** Until all that the desktop has is there: it is not before silence has closed what is open. */
async function untilAll(job: string, results: string): Promise<void> {
  const flink = flinkRest(cluster.url);
  try {
    await until(flink, job, ({ counts }) => {
      // Told at once: the rest would not come.
      expect(counts["late"] ?? 0).toBe(0);
      return resultsOf(results).series.length >= desktop.series.length;
    });
  } finally {
    await cancelJob(flink, job);
  }
  expectEqual(resultsOf(results), desktop);
}

const credentials = { source: "guest:guest", results: "" };

test("consumers that have all they may take, and wait for a checkpoint while messages wait for them, do not follow the clock", async () => {
  await channel.assertQueue("few");
  await publish("few", rows);
  const results = join(folder.path, "few");
  // Three times so many come between two checkpoints.
  const bundle = taking(1000, await bundleOf("few", results, 1000));
  const job = await deploy(flinkRest(cluster.url), bundle, { parallelism: 2, checkpointInterval: 4000, credentials });
  await untilAll(job, results);
});

test("consumers that hear nothing follow the one whose turn it is, and none is late where another one has its turn", async () => {
  await channel.assertQueue("turns", { durable: true, arguments: { "x-single-active-consumer": true } });
  const half = Math.floor(rows.length / 2);
  await publish("turns", rows.slice(0, half));
  const flink = flinkRest(cluster.url);
  const results = join(folder.path, "turns");
  const bundle = await bundleOf("turns", results, 5000);
  const first = await deploy(flink, bundle, { parallelism: 2, checkpointInterval: 300, credentials });
  let next = half;
  // A row now and then until it has stopped, so that the queue is not silent.
  const trickle = setInterval(() => void publish("turns", rows.slice(next, ++next)), 100);
  let savepoint: string;
  try {
    await until(flink, first, () => resultsOf(results).series.length > 0);
    savepoint = await stopJob(flink, first, null);
  } finally {
    clearInterval(trickle);
  }
  await publish("turns", rows.slice(next));
  const second = await deploy(flink, bundle, { parallelism: 2, checkpointInterval: 300, credentials, fromSavepoint: savepoint });
  await untilAll(second, results);
});

test("rows that one consumer had still before it when a task manager is killed are late for none, nor after a savepoint", async () => {
  await channel.assertQueue("dealt");
  const flink = flinkRest(cluster.url);
  const results = join(folder.path, "dealt");
  const options = { parallelism: 2, checkpointInterval: 300, credentials };
  // All but the last are in hands that have read none of them, as with a consumer that is slow.
  await publish("dealt", rows.slice(0, -1));
  const { script, layout } = taking(500, await bundleOf("dealt", results, 0, 2));
  const slow = await connection.createChannel();
  const first = await slow.get("dealt");
  for (let i = 2; i < rows.length; i++) await slow.get("dealt");
  const job = await deploy(flink, { script, layout }, options);
  await expect.poll(async () => (await channel.checkQueue("dealt")).consumerCount, { timeout: 60_000 }).toBe(2);
  // The broker goes round: the first row to one, the last, a day later, to the other.
  if (first) slow.nack(first);
  await publish("dealt", rows.slice(-1));
  const both = await until(flink, job, ({ counts }) => counts["records_accepted_total"] === 2);
  // The next one is taken after the acknowledgements of the one before.
  await until(flink, job, ({ checkpoints }) => checkpoints.completed >= both.checkpoints.completed + 2);
  await cluster.killTaskManager();
  await slow.close();
  cluster.addTaskManager();
  const left = rows.length - 2;
  await until(flink, job, ({ checkpoints, counts }) => {
    expect(counts["late"] ?? 0).toBe(0);
    return checkpoints.restored > 0 && counts["records_accepted_total"] === left;
  });
  const savepoint = await stopJob(flink, job, null);
  // Silence closes what is open.
  const closing = { script, layout: { ...layout, idleTimeout: 1000 } };
  const second = await deploy(flink, closing, { ...options, fromSavepoint: savepoint });
  await untilAll(second, results);
});
