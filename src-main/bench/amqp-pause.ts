import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import amqp, { type Channel } from "amqplib";
import { openAnalysis } from "../session/analysis.ts";
import { TIME_HEADER } from "../sources/rabbitmq/message-properties.ts";
import { removeTemporaryFolder, temporaryFolder } from "../sources/temporary-folder.ts";
import { liveInput } from "./amqp-consume.ts";
import { atRate, LiveRows, writeLiveMapping } from "./live-rows.ts";

export interface PauseFigure {
  readonly messages_per_second: number;
  readonly paused_seconds: number;
  readonly published: number;
  readonly read: number;
  readonly accepted: number;
  readonly lost: number;
  /** Messages in the queue at the end of the pause. */
  readonly queue_depth_max: number;
  /** As shown at the end of the pause, and when all was caught up. */
  readonly delay_seconds_max: number | null;
  readonly delay_seconds_end: number | null;
  /** From resuming to an empty queue, while as much came as before. */
  readonly catch_up_seconds: number;
  /** Resident memory of this process, which publishes too. */
  readonly memory_mb: {
    readonly before: number;
    readonly paused_max: number;
    readonly catching_up_max: number;
    readonly after: number;
  };
}

const BEFORE_SECONDS = 10;
const AFTER_SECONDS = 5;
/** ms between two looks at the queue, and at memory. */
const LOOK_EVERY = 100;
/** ms for what was taken last to be counted. */
const SETTLED = 500;

/** The default rules on a queue that fills at `rate`; the consumer is paused for `seconds`, then resumed. */
export async function pauseScenario(url: string, workerDir: string, rate: number, seconds: number): Promise<PauseFigure> {
  const queue = `weir-bench-${process.pid}-pause`;
  const folder = temporaryFolder("bench");
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  await channel.assertQueue(queue, { durable: true });
  try {
    const { session } = await openAnalysis({
      input: { ...liveInput(url, queue, null), mapping: writeLiveMapping(folder) },
      workerDir,
      sinks: [{ write: async () => {}, close: async () => {} }],
      recorders: [],
      rejectCap: 100,
    });
    const running = session.run();
    const publisher = new LivePublisher(channel, queue, rate);
    const memory = new MemoryByPhase();
    const depth = async (): Promise<number> => (await channel.checkQueue(queue)).messageCount;
    const failed = new Promise<never>((_, reject) => void running.catch(reject));
    const measure = async (): Promise<PauseFigure> => {
      await sleep(Math.min(BEFORE_SECONDS, seconds) * 1000);
      session.pause();
      memory.phase = "paused_max";
      await sleep(seconds * 1000);
      const delay = session.status().metrics.queue_delay_seconds;
      const deepest = await depth();
      memory.phase = "catching_up_max";
      const resumed = performance.now();
      session.resume();
      while ((await depth()) > rate / 20) await sleep(LOOK_EVERY);
      const caughtUp = (performance.now() - resumed) / 1000;
      memory.phase = "after";
      await sleep(Math.min(AFTER_SECONDS, seconds) * 1000);
      const delayEnd = session.status().metrics.queue_delay_seconds;
      const published = await publisher.stop();
      while (session.metrics.read < published && (await depth()) > 0) await sleep(LOOK_EVERY);
      await sleep(SETTLED);
      session.finish();
      await running;
      const { read, accepted } = session.metrics;
      return {
        messages_per_second: rate,
        paused_seconds: seconds,
        published,
        read,
        accepted,
        lost: published - read,
        queue_depth_max: deepest,
        delay_seconds_max: delay,
        delay_seconds_end: delayEnd,
        catch_up_seconds: caughtUp,
        memory_mb: memory.figures(),
      };
    };
    try {
      return await Promise.race([measure(), failed]);
    } finally {
      memory.stop();
      await publisher.stop();
      session.finish();
      await running.catch(() => {});
    }
  } finally {
    await channel.deleteQueue(queue).catch(() => {});
    await connection.close().catch(() => {});
    removeTemporaryFolder(folder);
  }
}

/** Puts rows as they happen into a queue, so many a second until it is stopped. */
class LivePublisher {
  #published = 0;
  #sending = true;
  readonly #done: Promise<void>;

  constructor(channel: Channel, queue: string, rate: number) {
    const rows = new LiveRows();
    const send = (): void => {
      const now = Date.now();
      const headers = { [TIME_HEADER]: now };
      channel.sendToQueue(queue, rows.next(now).body, { contentType: "text/csv", persistent: true, headers });
      this.#published++;
    };
    this.#done = (async () => {
      while (this.#sending) await atRate(rate, 1, send);
    })();
  }

  /** Answers how many were published. */
  async stop(): Promise<number> {
    this.#sending = false;
    await this.#done;
    return this.#published;
  }
}

/** The most this process has in memory in each phase, looked at ten times a second. */
class MemoryByPhase {
  phase: keyof PauseFigure["memory_mb"] = "before";
  readonly #most = { before: 0, paused_max: 0, catching_up_max: 0, after: 0 };
  readonly #timer = setInterval(() => {
    this.#most[this.phase] = Math.max(this.#most[this.phase], process.memoryUsage.rss() / 2 ** 20);
  }, LOOK_EVERY);

  stop(): void {
    clearInterval(this.#timer);
  }

  figures(): PauseFigure["memory_mb"] {
    const { before, paused_max, catching_up_max, after } = this.#most;
    return {
      before: Math.round(before),
      paused_max: Math.round(paused_max),
      catching_up_max: Math.round(catching_up_max),
      after: Math.round(after),
    };
  }
}
