import { performance } from "node:perf_hooks";
import amqp from "amqplib";
import { openAnalysis } from "../session/analysis.ts";
import type { AnalysisInput, QueueInput } from "../session/analysis-input.ts";
import type { PluginChoice } from "../session/plugin-choice.ts";

/** Share of the messages after which the clock starts: opening, detection and the compiler are over by then. */
const WARM = 0.2;

/** What one drain of a queue came to. */
export interface Drained {
  readonly rowsPerSecond: number;
  /** Processor time of this process (its threads included) a row, µs: tells more than wall time on a machine that is shared. */
  readonly cpuMicros: number;
}

/** Clock over the rows after the first fifth. */
class Stopwatch {
  readonly #total: number;
  #from = 0;
  #started = 0;
  #cpu = process.cpuUsage();

  constructor(total: number) {
    this.#total = total;
  }

  start(taken: number): void {
    this.#from = taken;
    this.#started = performance.now();
    this.#cpu = process.cpuUsage();
  }

  stop(): Drained {
    const seconds = (performance.now() - this.#started) / 1000;
    const { user, system } = process.cpuUsage(this.#cpu);
    const rows = this.#total - this.#from;
    return { rowsPerSecond: rows / seconds, cpuMicros: (user + system) / rows };
  }
}

/** A bare amqplib consumer: automatic acknowledgement, a handler that only counts. */
export async function bareConsumer(url: string, queue: string, total: number): Promise<Drained> {
  const connection = await amqp.connect(url);
  try {
    const channel = await connection.createChannel();
    const from = Math.floor(total * WARM);
    let taken = 0;
    const watch = new Stopwatch(total);
    await new Promise<void>((resolve, reject) => {
      const consuming = channel.consume(
        queue,
        () => {
          taken++;
          if (taken === from) watch.start(taken);
          if (taken === total) resolve();
        },
        { noAck: true },
      );
      consuming.catch(reject);
    });
    return watch.stop();
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

/** A live session on a queue, with nothing waited for. `plugins`: [] none, null the default rules. */
export function liveInput(url: string, queue: string, plugins: readonly PluginChoice[] | null): AnalysisInput {
  return {
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
  };
}

/** Weir's session on the same kind of queue. `plugins`: [] none, null the default rules. */
export async function weirConsumer(
  url: string,
  queue: string,
  total: number,
  plugins: readonly PluginChoice[] | null,
  workerDir: string,
): Promise<Drained> {
  const from = Math.floor(total * WARM);
  const watch = new Stopwatch(total);
  let taken = 0;
  let started = false;
  let drained: Drained | null = null;
  const { session } = await openAnalysis({
    input: liveInput(url, queue, plugins),
    workerDir,
    sinks: [{ write: async () => {}, close: async () => {} }],
    recorders: [
      {
        events: async ({ length }) => {
          taken += length;
          if (!started && taken >= from) {
            started = true;
            watch.start(taken);
          }
          if (taken < total || drained !== null) return;
          drained = watch.stop();
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
  if (drained === null) throw new Error(`bench amqp: ${taken} of ${total} rows came`);
  return drained;
}
