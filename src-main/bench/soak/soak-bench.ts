import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import amqp, { type Channel } from "amqplib";
import { openAnalysis } from "../../session/analysis.ts";
import { RunCheckpoints } from "../../session/checkpoint/run-checkpoints.ts";
import { DEFAULT_RULES } from "../../session/plugin-choice.ts";
import { PluginLibrary } from "../../session/plugin-library.ts";
import type { Session } from "../../session/session.ts";
import { StoreRecorder } from "../../session/store-recorder.ts";
import type { DurableSink } from "../../sinks/sink.ts";
import { openStore } from "../../store/store.ts";
import { queueInput } from "../amqp-consume.ts";
import { writeLiveMapping } from "../live-rows.ts";
import { Broker } from "../private-broker.ts";
import { CuttingProxy } from "./cutting-proxy.ts";
import { curveOf, type Growth, growthOf, type Sample } from "./growth.ts";
import { memoryNow } from "./memory.ts";
import { SIMULATED, SoakLoad } from "./soak-load.ts";
import { EDITED, KEPT, writeRule } from "./soak-rules.ts";

/** What a live session goes through in the time it stands for. */
const CUTS = 240;
const RELOADS = 60;
const PAUSES = 60;
/** ms without a row after which a paused session rests, and how long that is waited for. */
const STILL = 200;
const LONGEST_PAUSE = 5000;
const CHECKPOINT_EVERY = 10_000;

export interface SoakOptions {
  /** That it takes; longer where the machine does not take in `rate` rows a second. */
  readonly minutes: number;
  readonly rate: number;
  readonly store: boolean;
  /** That DuckDB may take for it. */
  readonly storeMemory: string;
}

export interface SoakResult extends Growth {
  /** That it took. */
  readonly minutes: number;
  readonly rows_per_second: number;
  readonly simulated_hours: number;
  readonly published_rows: number;
  readonly read: number;
  readonly accepted: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly results: number;
  /** Of the session's connection; how often it was back. */
  readonly cuts: number;
  readonly reconnects: number;
  /** Of a changed plugin, in place. */
  readonly reloads: number;
  readonly pauses: number;
  readonly checkpoints: number;
  /** Of the last one. */
  readonly checkpoint_bytes: number;
  /** What rules and their workers told that went wrong; nothing should. */
  readonly problems: readonly string[];
  /** In the store when it was closed; null: nothing was recorded. */
  readonly stored: { readonly events: number; readonly alerts: number } | null;
  /** read = accepted + dropped, every published row is among them once and what was accepted in the store, no message is left in the queue. */
  readonly adds_up: boolean;
  readonly left_in_queue: number;
  /** To the broker, when the session had ended: the publisher's. */
  readonly connections_left: number;
  readonly samples: number;
  /** Ten points of it. */
  readonly memory: readonly Sample[];
}

/**
 * A live session with the default rules and two of folders, on a private RabbitMQ, at least once with checkpoints: eight hours of events,
 * while its connection is cut, a plugin edited and its consumer paused again and again. `store`: it is recorded too.
 */
export async function soakBench(
  { minutes, rate, store: recorded, storeMemory }: SoakOptions,
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
    const own = new Map([EDITED, KEPT].map((name) => [name, writeRule(folder, name, 0)]));
    let library = await PluginLibrary.open({ workerDir, folders: [...own.values()] });
    const choices = [...DEFAULT_RULES, ...own.keys()].map((id) => ({ plugin: id, folder: own.get(id), settings: {} }));
    const counted = { results: 0, reconnects: 0, cuts: 0, reloads: 0, pauses: 0 };
    const problems: string[] = [];
    const checkpoints = new RunCheckpoints({
      folder: join(folder, "checkpoint"),
      every: CHECKPOINT_EVERY,
      resume: false,
      say: (line) => void problems.push(line),
    });
    const path = join(folder, "soak.db");
    const recorder = recorded ? await StoreRecorder.open(path, "soak", { memoryLimit: storeMemory }) : null;
    const kept = recorder === null ? [] : [recorder];
    // Only counted without a store: the disk of eight hours' results is not what is looked at then.
    const counting: DurableSink = { position: () => counted.results, sync: async () => {}, restore: async () => {} };
    let broken = false;
    const { session, source } = await openAnalysis({
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
      sinks: [{ write: async (results) => void (counted.results += results.alerts.length), close: async () => {} }, ...kept],
      recorders: kept,
      checkpoints: { run: checkpoints, durable: new Map([["results", recorder ?? counting]]), rejectLost: true },
      rejectCap: 1000,
      onProblem: ({ rule, message }) => void problems.push(`${rule}: ${message}`),
      onConnection: (line) => {
        const lost = line.startsWith("reconnecting");
        if (broken && !lost) counted.reconnects++;
        broken = lost;
      },
    });
    const running = session.run();
    const started = performance.now();
    const load = new SoakLoad(rate, minutes);
    const share = (): number => load.share;
    const samples: Sample[] = [];
    /** As the app does when a plugin's file was saved. */
    const edit = async (edition: number): Promise<void> => {
      writeRule(folder, EDITED, edition);
      const fresh = await PluginLibrary.open({ workerDir, folders: [...own.values()] });
      for (const { plugin, message } of fresh.problems) problems.push(`edition ${edition}, plugin ${plugin}: ${message}`);
      const { rules } = await fresh.activate(choices);
      const bundle = fresh.set.bundles.find(({ name }) => name === EDITED);
      const changed = rules.filter(({ declaration }) => declaration.plugin === EDITED);
      if (bundle !== undefined && (await session.reload(bundle, changed))) counted.reloads++;
      else problems.push(`edition ${edition} of ${EDITED} was not taken`);
      await library.close();
      library = fresh;
    };
    const look = async (): Promise<void> => {
      session.pause();
      try {
        await rest(session, checkpoints);
        samples.push({ share: Math.round(share() * 1000) / 1000, rows: session.metrics.read, ...(await memoryNow(session)) });
      } finally {
        session.resume();
      }
    };
    /** Asked for so far: one after the other, and looks between reloads. */
    const asked = { reloads: 0, pauses: 0 };
    let disturbing: Promise<unknown> = Promise.resolve();
    const told = (error: unknown): void => void problems.push((error as Error).message);
    const disturb = (): void => {
      // Cut while it was connecting anew: the next look finds something to cut.
      if (share() * CUTS > counted.cuts + 1) counted.cuts += proxy.cut();
      if (share() * RELOADS > asked.reloads + 1) {
        const edition = ++asked.reloads;
        disturbing = disturbing.then(() => edit(edition)).catch(told);
      }
      if (share() * PAUSES > asked.pauses + 0.5) {
        counted.pauses = ++asked.pauses;
        disturbing = disturbing.then(look).catch(told);
      }
      onProgress(share(), session.metrics.read);
    };
    const timer = setInterval(disturb, 100);
    const failed = running.then(() => {
      throw new Error("the session ended before its time");
    });
    failed.catch(() => {});
    const published = await Promise.race([load.publish(channel, "soak"), failed]);
    clearInterval(timer);
    const took = (performance.now() - started) / 60_000;
    await disturbing;
    await drained(channel, session, published);
    await look();
    session.finish();
    await running;
    await library.close();
    const { messageCount } = await channel.checkQueue("soak");
    const connections = await connectionsLeft(broker);
    const metrics = session.metrics.snapshot(performance.now());
    const { records_read_total: read, records_accepted_total: accepted, records_dropped_total: dropped } = metrics;
    await recorder?.finish(metrics, source.names);
    const stored = recorder === null ? null : await storedRows(path);
    const lost = Object.values(dropped).reduce((sum, n) => sum + n, 0);
    return {
      minutes: Math.round(took * 10) / 10,
      rows_per_second: Math.round(published / took / 60),
      simulated_hours: SIMULATED / 3_600_000,
      published_rows: published,
      read,
      accepted,
      dropped,
      ...counted,
      checkpoints: checkpoints.costs.taken,
      checkpoint_bytes: checkpoints.costs.bytes,
      problems: problems.slice(0, 20),
      stored,
      adds_up:
        read === accepted + lost &&
        read - (dropped["duplicate"] ?? 0) === published &&
        (stored === null || (stored.events === accepted && stored.alerts === counted.results)) &&
        messageCount === 0,
      left_in_queue: messageCount,
      connections_left: connections,
      ...growthOf(samples, took),
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

async function storedRows(path: string): Promise<SoakResult["stored"]> {
  const store = await openStore(path, { readOnly: true });
  try {
    const counts = await store.connection.runAndReadAll("select (select count(*) from events), (select count(*) from alerts)");
    const [events, alerts] = counts.getRows()[0] ?? [];
    return { events: Number(events), alerts: Number(alerts) };
  } finally {
    await store.close();
  }
}

/** Until a paused session has read what was on its way and its checkpoint is written. */
async function rest(session: Session, checkpoints: RunCheckpoints): Promise<void> {
  const started = performance.now();
  const taken = checkpoints.costs.taken;
  let since = started;
  let read = -1;
  const moving = (now: number): boolean => now - since < STILL || checkpoints.costs.taken === taken;
  for (let now = started; moving(now) && now - started < LONGEST_PAUSE; now = performance.now()) {
    if (read !== session.metrics.read) since = now;
    read = session.metrics.read;
    await wait(20);
  }
  await checkpoints.settled();
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

async function drained(channel: Channel, session: Session, published: number): Promise<void> {
  const missing = (): number =>
    published - session.metrics.read + (session.metrics.snapshot(performance.now()).records_dropped_total["duplicate"] ?? 0);
  for (let still = 0, before = -1; still < 100 && missing() > 0; still = before === missing() ? still + 1 : 0) {
    before = missing();
    await wait(100);
  }
  await channel.checkQueue("soak");
}
