import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import amqp from "amqplib";
import { removeTemporaryFolder, temporaryFolder } from "../../sources/temporary-folder.ts";
import { type Broker, withPrivateBroker } from "../private-broker.ts";
import { CuttingProxy } from "./cutting-proxy.ts";
import { Disturbances } from "./disturbances.ts";
import { curveOf, type Growth, growthOf, leaksOf, type Sample } from "./growth.ts";
import { lostRows } from "./lost-rows.ts";
import { SIMULATED, SoakLoad } from "./soak-load.ts";
import { SoakedSession } from "./soaked-session.ts";

const QUEUE = "soak";
/** ms between two looks how far a run is, and how often in a row nothing may have changed at its end. */
const LOOK_EVERY = 100;
const MOST_STILL = 100;
/** That are shown. */
const MOST_PROBLEMS = 20;

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
  /** Why it failed, a line each: those problems, rows that are lost, memory that leaks. */
  readonly faults: readonly string[];
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
  { minutes, rate, store, storeMemory }: SoakOptions,
  workerDir: string,
  onProgress: (share: number, rows: number) => void,
): Promise<SoakResult> {
  return withPrivateBroker(async (broker) => {
    const folder = temporaryFolder("bench");
    const proxy = await CuttingProxy.start(Number(new URL(broker.url).port));
    const connection = await amqp.connect(broker.url);
    try {
      const channel = await connection.createChannel();
      await channel.assertQueue(QUEUE, { durable: true });
      const url = `amqp://guest:guest@127.0.0.1:${proxy.port}`;
      const soaked = await SoakedSession.open({ url, queue: QUEUE, folder, workerDir, storeMemory: store ? storeMemory : null });
      const { session } = soaked;
      const running = session.run();
      const failed = running.then(() => {
        throw new Error("the session ended before its time");
      });
      failed.catch(() => {});
      const started = performance.now();
      const load = new SoakLoad(rate, minutes);
      const disturbances = new Disturbances(soaked, proxy, () => load.share);
      const telling = setInterval(() => onProgress(load.share, session.metrics.read), LOOK_EVERY);
      let published: number;
      try {
        published = await Promise.race([load.publish(channel, QUEUE), failed]);
      } finally {
        clearInterval(telling);
        await disturbances.stop();
      }
      const took = (performance.now() - started) / 60_000;
      await drained(soaked, published);
      await disturbances.look();
      session.finish();
      await running;
      const stored = await soaked.close();
      const { messageCount } = await channel.checkQueue(QUEUE);
      const connections = await connectionsLeft(broker);
      return resultOf(soaked, disturbances, { minutes: took, published, stored, messages: messageCount, connections });
    } finally {
      await connection.close().catch(() => {});
      await proxy.stop();
      removeTemporaryFolder(folder);
    }
  });
}

/** What is known outside of the session when it has ended. */
interface SoakEnd {
  readonly minutes: number;
  /** Rows. */
  readonly published: number;
  readonly stored: SoakResult["stored"];
  /** Left in the queue. */
  readonly messages: number;
  /** Left to the broker. */
  readonly connections: number;
}

function resultOf(soaked: SoakedSession, { cuts, pauses, samples }: Disturbances, end: SoakEnd): SoakResult {
  const { minutes, published, stored, messages, connections } = end;
  const { results, reconnects, reloads, problems, checkpoints } = soaked;
  const metrics = soaked.session.metrics.snapshot(performance.now());
  const { records_read_total: read, records_accepted_total: accepted, records_dropped_total: dropped } = metrics;
  const lost = lostRows({ published, read, accepted, dropped, results, stored, leftInQueue: messages });
  return {
    minutes: Math.round(minutes * 10) / 10,
    rows_per_second: Math.round(published / minutes / 60),
    simulated_hours: SIMULATED / 3_600_000,
    published_rows: published,
    ...{ read, accepted, dropped, results, cuts, reconnects, reloads, pauses },
    checkpoints: checkpoints.costs.taken,
    checkpoint_bytes: checkpoints.costs.bytes,
    problems: problems.slice(0, MOST_PROBLEMS),
    faults: [...lost, ...problems.slice(0, MOST_PROBLEMS), ...leaksOf(samples, minutes)],
    stored,
    adds_up: lost.length === 0,
    left_in_queue: messages,
    connections_left: connections,
    ...growthOf(samples, minutes),
    samples: samples.length,
    memory: curveOf(samples),
  };
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

/** Until every published row is read, or none has come for ten seconds. */
async function drained(soaked: SoakedSession, published: number): Promise<void> {
  for (let still = 0, before = -1; still < MOST_STILL && soaked.missing(published) > 0; ) {
    const missing = soaked.missing(published);
    still = missing === before ? still + 1 : 0;
    before = missing;
    await wait(LOOK_EVERY);
  }
}
