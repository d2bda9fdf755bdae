import { performance } from "node:perf_hooks";
import amqp from "amqplib";
import { openAnalysis } from "../session/analysis.ts";
import type { QueueInput } from "../session/analysis-input.ts";
import type { PluginChoice } from "../session/plugin-choice.ts";

/** Share of the messages after which the clock starts: opening, detection and the compiler are over by then. */
const WARM = 0.2;

/** Messages a second a bare amqplib consumer takes: automatic acknowledgement, a handler that only counts. */
export async function bareConsumer(url: string, queue: string, total: number): Promise<number> {
  const connection = await amqp.connect(url);
  try {
    const channel = await connection.createChannel();
    const from = Math.floor(total * WARM);
    let taken = 0;
    let started = 0;
    await new Promise<void>((resolve) => {
      void channel.consume(
        queue,
        () => {
          taken++;
          if (taken === from) started = performance.now();
          if (taken === total) resolve();
        },
        { noAck: true },
      );
    });
    return (total - from) / ((performance.now() - started) / 1000);
  } finally {
    await connection.close();
  }
}

/** What a queue needs that nothing is asked of. */
export function queueInput(url: string, queue: string): QueueInput {
  return {
    url,
    queue,
    tap: null,
    format: "auto",
    guarantee: "at-most-once",
    prefetch: 2000,
    resultsQueue: null,
    limit: null,
    stopAfterIdle: null,
  };
}

/** Rows a second Weir's session takes from the same kind of queue. `plugins`: [] none, null the default rules. */
export async function weirConsumer(
  url: string,
  queue: string,
  total: number,
  plugins: readonly PluginChoice[] | null,
  workerDir: string,
): Promise<number> {
  const from = Math.floor(total * WARM);
  let taken = 0;
  let first = { at: 0, taken: 0 };
  let ended = 0;
  const { session } = await openAnalysis({
    input: {
      description: "bench",
      kind: "queue",
      paths: [],
      queue: queueInput(url, queue),
      order: "arrival",
      outOfOrderness: 0,
      idleTimeout: 30_000,
      futureTolerance: 60_000,
      speed: "max",
      plugins,
    },
    workerDir,
    sinks: [{ write: async () => {}, close: async () => {} }],
    recorders: [
      {
        events: async ({ length }) => {
          taken += length;
          if (first.taken === 0 && taken >= from) first = { at: performance.now(), taken };
          if (taken < total || ended !== 0) return;
          ended = performance.now();
          session.finish();
        },
        rejects: async (rejects) => {
          throw new Error(`bench amqp: a row was refused: ${rejects[0]?.detail}`);
        },
      },
    ],
    rejectCap: 10,
  });
  await session.run();
  return (total - first.taken) / ((ended - first.at) / 1000);
}
