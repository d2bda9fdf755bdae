import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import amqp, { type Channel } from "amqplib";
import { openAnalysis } from "../../session/analysis.ts";
import { RunCheckpoints } from "../../session/checkpoint/run-checkpoints.ts";
import { DEFAULT_RULES } from "../../session/plugin-choice.ts";
import { PluginLibrary } from "../../session/plugin-library.ts";
import type { Session } from "../../session/session.ts";
import { queueInput } from "../amqp-consume.ts";
import { writeLiveMapping } from "../live-rows.ts";
import { Broker } from "../private-broker.ts";
import { CuttingProxy } from "./cutting-proxy.ts";
import { curveOf, type Growth, growthOf, type Sample } from "./growth.ts";
import { memoryNow } from "./memory.ts";

/** What a live session goes through in the time it stands for. */
const SIMULATED = 8 * 3_600_000;
const CUTS = 240;
const RELOADS = 60;
const PAUSES = 60;
/** A pause lasts until nothing was read for so long, ms, and memory is looked at then: what is on its way is not what is held. */
const STILL = 200;
const LONGEST_PAUSE = 5000;
const CHECKPOINT_EVERY = 10_000;
const ROWS_A_MESSAGE = 50;
/** Messages in the queue before the publisher waits. */
const DEEPEST = 2000;
const STATIONS = 300;

export interface SoakResult extends Growth {
  readonly minutes: number;
  readonly simulated_hours: number;
  readonly published_rows: number;
  readonly read: number;
  readonly accepted: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly results: number;
  readonly cuts: number;
  readonly reconnects: number;
  readonly reloads: number;
  readonly pauses: number;
  readonly checkpoints: number;
  /** read = accepted + dropped, every published row is among them once, and no message is left in the queue. */
  readonly adds_up: boolean;
  readonly left_in_queue: number;
  /** To the broker, when the session had ended: the publisher's. */
  readonly connections_left: number;
  readonly samples: number;
  /** Ten points of it. */
  readonly memory: readonly Sample[];
}

/**
 * A live session with the default rules and one of a folder, on a private RabbitMQ, at least once with checkpoints: eight hours of events in
 * `minutes`, as fast as the machine allows, while its connection is cut, its plugin loaded anew and its consumer paused again and again.
 */
export async function soakBench(
  minutes: number,
  workerDir: string,
  onProgress: (share: number, rows: number) => void,
): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), "weir-soak-"));
  const broker = await Broker.start();
  const proxy = await CuttingProxy.start(Number(new URL(broker.url).port));
  const connection = await amqp.connect(broker.url);
  try {
    const channel = await connection.createChannel();
    await channel.assertQueue("soak", { durable: true });
    const plugin = writeRule(folder);
    const library = await PluginLibrary.open({ workerDir, folders: [plugin] });
    const choices = [...DEFAULT_RULES, "soak-count"].map((id) => ({
      plugin: id,
      folder: id === "soak-count" ? plugin : undefined,
      settings: {},
    }));
    const counted = { results: 0, reconnects: 0, cuts: 0, reloads: 0, pauses: 0 };
    const checkpoints = new RunCheckpoints({
      folder: join(folder, "checkpoint"),
      every: CHECKPOINT_EVERY,
      resume: false,
      say: () => {},
    });
    // Only counted: the disk of eight hours' results is not what is looked at.
    const counting = { position: () => counted.results, sync: async () => {}, restore: async () => {} };
    const { session } = await openAnalysis({
      input: {
        description: "soak",
        kind: "queue",
        paths: [],
        queue: { ...queueInput(`amqp://guest:guest@127.0.0.1:${proxy.port}`, "soak"), guarantee: "at-least-once", prefetch: 500 },
        mapping: writeLiveMapping(folder),
        order: "arrival",
        outOfOrderness: 60_000,
        // The clock of the events is not that of the wall.
        idleTimeout: 0,
        futureTolerance: SIMULATED,
        speed: "max",
        plugins: choices,
      },
      library,
      workerDir,
      sinks: [{ write: async (results) => void (counted.results += results.alerts.length), close: async () => {} }],
      recorders: [],
      checkpoints: { run: checkpoints, durable: new Map([["count", counting]]), rejectLost: true },
      rejectCap: 1000,
      onConnection: (line) => void (/connected/.test(line) && counted.reconnects++),
    });
    const running = session.run();
    const started = performance.now();
    const share = (): number => Math.min(1, (performance.now() - started) / (minutes * 60_000));
    const samples: Sample[] = [];
    const bundle = library.set.bundles.find(({ name }) => name === "soak-count");
    const { rules } = await library.activate(choices);
    const due = (done: number, of: number): boolean => share() * of > done + 1;
    let disturbing: Promise<unknown> = Promise.resolve();
    const disturb = (): void => {
      if (due(counted.cuts, CUTS)) counted.cuts += Math.max(1, proxy.cut());
      if (bundle !== undefined && due(counted.reloads, RELOADS)) {
        counted.reloads++;
        disturbing = disturbing.then(() => session.reload(bundle, rules));
      }
      if (due(counted.pauses, PAUSES)) {
        counted.pauses++;
        disturbing = disturbing.then(async () => {
          session.pause();
          await still(session);
          samples.push({ share: Math.round(share() * 1000) / 1000, rows: session.metrics.read, ...memoryNow() });
          session.resume();
        });
      }
      onProgress(share(), session.metrics.read);
    };
    const timer = setInterval(disturb, 100);
    const published = await publish(channel, share);
    clearInterval(timer);
    await disturbing;
    await drained(channel, session, published);
    samples.push({ share: 1, rows: session.metrics.read, ...memoryNow() });
    session.finish();
    await running;
    await library.close();
    const { messageCount } = await channel.checkQueue("soak");
    const connections = await connectionsLeft(broker);
    const metrics = session.metrics.snapshot(performance.now());
    const { records_read_total: read, records_accepted_total: accepted, records_dropped_total: dropped } = metrics;
    const lost = Object.values(dropped).reduce((sum, n) => sum + n, 0);
    return {
      minutes,
      simulated_hours: SIMULATED / 3_600_000,
      published_rows: published,
      read,
      accepted,
      dropped,
      ...counted,
      checkpoints: checkpoints.costs.taken,
      adds_up: read === accepted + lost && read - (dropped["duplicate"] ?? 0) === published && messageCount === 0,
      left_in_queue: messageCount,
      connections_left: connections,
      ...growthOf(samples, minutes),
      samples: samples.length,
      memory: curveOf(samples),
    };
  } finally {
    await connection.close().catch(() => {});
    await proxy.stop();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function still(session: Session): Promise<void> {
  const started = performance.now();
  let since = started;
  for (let read = -1; performance.now() - since < STILL && performance.now() - started < LONGEST_PAUSE; await wait(20)) {
    if (read === session.metrics.read) continue;
    read = session.metrics.read;
    since = performance.now();
  }
}

/** The broker notices a little later that one was closed. */
async function connectionsLeft(broker: Broker): Promise<number> {
  let left = 0;
  for (let look = 0; look < 5 && left !== 1; look++) {
    if (look > 0) await wait(1000);
    left = (await broker.control(["list_connections", "pid", "--no-table-headers", "--quiet"])).trim().split("\n").length;
  }
  return left;
}

/** Rows of the simulated hours until they are over; answers how many. Waits while the queue is deep. */
async function publish(channel: Channel, share: () => number): Promise<number> {
  const start = Date.now() - SIMULATED;
  let row = 0;
  for (let message = 0; share() < 1; message++) {
    const time = `${new Date(start + share() * SIMULATED).toISOString().slice(0, 19)}Z`;
    let body = "";
    for (let i = 0; i < ROWS_A_MESSAGE; i++, row++) {
      const station = row % STATIONS;
      const value = (20 + 10 * Math.sin(row / 5000 + station) + (row % 7) / 10).toFixed(2);
      body += `${time},s${station},${111 + (row % 4)},322,${value},29,${Math.floor(row / 40_000) % 5 === 0}\n`;
    }
    const options = { messageId: `soak-${message}`, contentType: "text/csv", persistent: false };
    if (!channel.sendToQueue("soak", Buffer.from(body), options)) await new Promise((resolve) => channel.once("drain", resolve));
    if (message % 200 === 0) while (share() < 1 && (await channel.checkQueue("soak")).messageCount > DEEPEST) await wait(20);
  }
  return row;
}

async function drained(channel: Channel, session: Session, published: number): Promise<void> {
  const missing = (): number =>
    published - session.metrics.read + (session.metrics.snapshot(performance.now()).records_dropped_total["duplicate"] ?? 0);
  for (let still = 0, before = -1; still < 100 && missing() > 0; still = before === missing() ? still + 1 : 0) {
    before = missing();
    await wait(100);
  }
  await channel.checkQueue("soak");
}

function writeRule(folder: string): string {
  const plugin = join(folder, "soak-count");
  mkdirSync(plugin);
  writeFileSync(
    join(plugin, "package.json"),
    JSON.stringify({ name: "soak-count", version: "1.0.0", displayName: "Soak", main: "index.ts", weir: { api: 1 } }),
  );
  writeFileSync(
    join(plugin, "index.ts"),
    `import { defineRule, sliding } from "weir";
export default defineRule({
  id: "soak-count", title: "Soak", by: ["station", "sensor"], settings: {},
  window: () => sliding(60_000, 5_000), aggregates: { mean: { fn: "mean" } }, series: { mean: { label: "Mean" } },
  stateVersion: 1, initialState: () => ({ seen: 0 }),
  onEvent({ state }) { state.seen++; },
  onWindow({ record }, { values: { mean } }) { record("mean", mean); },
});
`,
  );
  return plugin;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
