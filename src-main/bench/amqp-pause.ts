import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import amqp from "amqplib";
import { openAnalysis } from "../session/analysis.ts";
import { TIME_HEADER } from "../sources/rabbitmq/message-properties.ts";
import { queueInput } from "./amqp-consume.ts";
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

/** The default rules on a queue that fills at `rate`; the consumer is paused for `seconds`, then resumed. */
export async function pauseScenario(url: string, workerDir: string, rate: number, seconds: number): Promise<PauseFigure> {
  const queue = `weir-bench-${process.pid}-pause`;
  const folder = mkdtempSync(join(tmpdir(), "weir-bench-"));
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  await channel.assertQueue(queue, { durable: true });
  try {
    const { session } = await openAnalysis({
      input: {
        description: "bench",
        kind: "queue",
        paths: [],
        queue: queueInput(url, queue),
        mapping: writeLiveMapping(folder),
        order: "arrival",
        outOfOrderness: 0,
        idleTimeout: 30_000,
        futureTolerance: 60_000,
        speed: "max",
        plugins: null,
      },
      workerDir,
      sinks: [{ write: async () => {}, close: async () => {} }],
      recorders: [],
      rejectCap: 100,
    });
    const running = session.run();
    const rows = new LiveRows();
    let published = 0;
    let sending = true;
    const publishing = (async () => {
      while (sending)
        await atRate(rate, 1, () => {
          const now = Date.now();
          const headers = { [TIME_HEADER]: now };
          channel.sendToQueue(queue, rows.next(now).body, { contentType: "text/csv", persistent: true, headers });
          published++;
        });
    })();
    const memory = { before: 0, paused_max: 0, catching_up_max: 0, after: 0 };
    let phase: keyof typeof memory = "before";
    const sampling = setInterval(() => {
      memory[phase] = Math.max(memory[phase], process.memoryUsage.rss() / 2 ** 20);
    }, 100);
    await wait(Math.min(BEFORE_SECONDS, seconds));
    session.pause();
    phase = "paused_max";
    await wait(seconds);
    const delay = session.status().metrics.queue_delay_seconds;
    const { messageCount } = await channel.checkQueue(queue);
    phase = "catching_up_max";
    const resumed = performance.now();
    session.resume();
    while ((await channel.checkQueue(queue)).messageCount > rate / 20) await wait(0.1);
    const caughtUp = (performance.now() - resumed) / 1000;
    phase = "after";
    await wait(Math.min(AFTER_SECONDS, seconds));
    const delayEnd = session.status().metrics.queue_delay_seconds;
    sending = false;
    await publishing;
    while (session.metrics.read < published && (await channel.checkQueue(queue)).messageCount > 0) await wait(0.1);
    await wait(0.5);
    clearInterval(sampling);
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
      queue_depth_max: messageCount,
      delay_seconds_max: delay,
      delay_seconds_end: delayEnd,
      catch_up_seconds: caughtUp,
      memory_mb: {
        before: Math.round(memory.before),
        paused_max: Math.round(memory.paused_max),
        catching_up_max: Math.round(memory.catching_up_max),
        after: Math.round(memory.after),
      },
    };
  } finally {
    await channel.deleteQueue(queue).catch(() => {});
    await connection.close().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
}

function wait(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
