import { once } from "node:events";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import type { ShareOptions, ShareResult } from "./engine-share.ts";
import { median } from "./quantiles.ts";

export interface EngineThreadsFigure {
  readonly case: string;
  readonly events: number;
  readonly keys: number;
  readonly windows: number;
  readonly one_thread_seconds: number;
  readonly two_threads_seconds: number;
  /** The median of what each pair of runs, one after the other, gave. */
  readonly times_faster: number;
  /** The windows of both threads together are those of one, whatever they say included. */
  readonly identical: boolean;
}

/** Rounds before the measured ones: each thread compiles for itself, and what it still compiles takes a core from another. */
const WARM = 8;

/** The window engine alone: one thread with all keys beside two threads with half of the keys each, over events made before; in turn. */
export async function engineThreads(
  events: number,
  keys: number,
  runs: number,
  workerDir: string,
): Promise<EngineThreadsFigure[]> {
  const figures: EngineThreadsFigure[] = [];
  for (const { name, density } of [
    { name: "10 events a key and slide", density: 10 },
    { name: "one event a key and slide", density: 1 },
  ]) {
    const one = await Threads.start({ events, keys, density }, 1, workerDir);
    const two = await Threads.start({ events, keys, density }, 2, workerDir);
    const alone: number[] = [];
    const together: number[] = [];
    for (let round = 0; round < WARM; round++) for (const threads of [one, two]) await threads.seconds();
    for (let run = 0; run < runs; run++) {
      alone.push(await one.seconds());
      together.push(await two.seconds());
    }
    await Promise.all([one.close(), two.close()]);
    figures.push({
      case: name,
      events,
      keys,
      windows: one.result.fired,
      one_thread_seconds: median(alone),
      two_threads_seconds: median(together),
      times_faster: median(alone.map((seconds, i) => seconds / (together[i] as number))),
      identical: one.result.fired === two.result.fired && one.result.digest === two.result.digest,
    });
  }
  return figures;
}

class Threads {
  readonly #workers: readonly Worker[];
  /** Of all threads together. */
  readonly result: ShareResult;

  private constructor(workers: readonly Worker[], results: readonly ShareResult[]) {
    this.#workers = workers;
    this.result = {
      fired: results.reduce((sum, { fired }) => sum + fired, 0),
      digest: results.reduce((sum, { digest }) => (sum + digest) >>> 0, 0),
    };
  }

  static async start(stream: Omit<ShareOptions, "index" | "of">, of: number, workerDir: string): Promise<Threads> {
    const workers = Array.from(
      { length: of },
      (_, index) => new Worker(join(workerDir, "engine-share-worker.js"), { workerData: { ...stream, index, of } }),
    );
    return new Threads(workers, await Promise.all(workers.map(answer)));
  }

  /** From the word to the last thread's answer. */
  async seconds(): Promise<number> {
    const started = performance.now();
    const answers = this.#workers.map(answer);
    for (const worker of this.#workers) worker.postMessage("go");
    await Promise.all(answers);
    return (performance.now() - started) / 1000;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** Rejects when the thread fails first. */
async function answer(worker: Worker): Promise<ShareResult> {
  const [result] = await once(worker, "message");
  return result as ShareResult;
}
