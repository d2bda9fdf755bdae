import { Worker } from "node:worker_threads";
import type { HostLimits } from "./contract.ts";
import { threadTime } from "./thread-time.ts";
import { WaitingAnswers } from "./waiting-answers.ts";
import type { WorkerAnswer, WorkerPlugin, WorkerRequest, WorkerStart } from "./worker-protocol.ts";

/** Why a thread is gone, and the 1-based index of what was running in it (plugin while loading, rule later; 0 unknown). */
export interface ThreadDeath {
  readonly kind: "timeout" | "memory" | "crash";
  readonly message: string;
  readonly running: number;
}

export class ThreadDeadError extends Error {
  readonly death: ThreadDeath;
  constructor(death: ThreadDeath) {
    super(death.message);
    this.death = death;
  }
}

const WATCH_EVERY = 100;
/** ms within which the size of the process is not asked for again: it takes as long as a small step does. */
const SIZE_GOOD_FOR = WATCH_EVERY;
/** ms that one look may count for. */
const LONGEST_LOOK = 1000;
/** ms a thread that was told to end is waited for. It may never be gone: see sources/csv/read-in-worker.ts. */
const GONE_WITHIN = 500;

let size = { rss: 0, at: Number.NEGATIVE_INFINITY };

/** Bytes the process takes, at most SIZE_GOOD_FOR ago. */
function processSize(): number {
  const now = performance.now();
  if (now - size.at > SIZE_GOOD_FOR) size = { rss: process.memoryUsage.rss(), at: now };
  return size.rss;
}

/**
 * One worker with plugins in it. Requests are answered in order. A watchdog kills it when a request makes no progress for
 * `limits.timeout` of its own processor time, or for `limits.patience` whatever the machine is busy with, or the process grows by
 * `limits.growthMb` meanwhile; every waiting request then rejects with ThreadDeadError.
 */
export class PluginThread {
  readonly #worker: Worker;
  readonly #limits: HostLimits;
  readonly #pulse: Int32Array;
  readonly #waiting = new WaitingAnswers();
  #death: ThreadDeath | null = null;
  #watch: NodeJS.Timeout | null = null;
  #lastPulse = -1;
  /** As ownThread() has it; 0: it is not up. */
  #thread = 0;
  /** ms without progress, and when that was last looked at. */
  #silent = 0;
  #lastLook = 0;
  /** What its thread had had of the processor when that began; null: the next look says. */
  #startTime: number | null = null;
  #startRss = 0;
  /** Answer to the start: the plugins' declarations. */
  readonly loaded: Promise<WorkerAnswer>;

  constructor(workerPath: string, plugins: readonly WorkerPlugin[], limits: HostLimits) {
    const pulse = new SharedArrayBuffer(12);
    this.#pulse = new Int32Array(pulse);
    this.#limits = limits;
    const start: WorkerStart = { plugins, limits, pulse };
    this.#worker = new Worker(workerPath, {
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
      env: {},
      stdout: false,
      stderr: false,
    });
    this.#worker.on("message", (answer: WorkerAnswer) => {
      this.#beginSilence();
      this.#waiting.answer(answer);
      if (this.#waiting.none) this.#stopWatch();
    });
    this.#worker.on("error", (error: NodeJS.ErrnoException) => {
      const memory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      this.#die({
        kind: memory ? "memory" : "crash",
        message: memory ? `used more than ${limits.heapMb} MiB` : error.message,
        running: this.#running,
      });
    });
    this.#worker.on("exit", () => this.#die({ kind: "crash", message: "its worker ended", running: this.#running }));
    this.loaded = this.#expect();
    // Whoever asks for it is told; nobody may.
    this.loaded.catch(() => {});
  }

  get dead(): ThreadDeath | null {
    return this.#death;
  }

  /** The process may end although the thread runs. */
  unref(): void {
    this.#worker.unref();
  }

  /** The process waits for the thread again, as it does from the start. */
  ref(): void {
    this.#worker.ref();
  }

  /** `given`: memory of the request that goes over to the thread instead of being copied. */
  async ask(request: WorkerRequest, given: readonly ArrayBuffer[] = []): Promise<WorkerAnswer> {
    if (this.#death !== null) throw new ThreadDeadError(this.#death);
    const answer = this.#expect();
    this.#worker.postMessage(request, given);
    const result = await answer;
    if (result.type === "failed") throw new Error(result.message);
    return result;
  }

  async close(): Promise<void> {
    this.#die({ kind: "crash", message: "closed", running: 0 });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, GONE_WITHIN);
    });
    await Promise.race([this.#worker.terminate(), late]);
    clearTimeout(timer);
  }

  get #running(): number {
    return Atomics.load(this.#pulse, 1);
  }

  #expect(): Promise<WorkerAnswer> {
    const answer = this.#waiting.expect();
    if (this.#watch === null) {
      this.#beginSilence();
      this.#lastLook = performance.now();
      this.#startRss = processSize();
      this.#watch = setInterval(() => this.#look(), WATCH_EVERY);
      this.#watch.unref();
    }
    return answer;
  }

  /** ms of the processor its thread has had; none before it is up, when no plugin's code can run. */
  get #time(): number {
    return this.#thread === 0 ? 0 : threadTime(this.#thread);
  }

  #beginSilence(): void {
    this.#silent = 0;
    this.#startTime = null;
  }

  #look(): void {
    const { timeout, patience, growthMb } = this.#limits;
    const pulse = Atomics.load(this.#pulse, 0);
    const thread = Atomics.load(this.#pulse, 2);
    const now = performance.now();
    // A computer that slept, or a process of ours that was stopped, is no silence of the plugin's.
    const passed = Math.min(now - this.#lastLook, LONGEST_LOOK);
    this.#lastLook = now;
    if (pulse !== this.#lastPulse || thread !== this.#thread) {
      this.#lastPulse = pulse;
      this.#thread = thread;
      this.#startRss = processSize();
      this.#beginSilence();
      return;
    }
    this.#silent += passed;
    this.#startTime ??= this.#time;
    // On a busy machine a plugin waits for its turn most of the time: that is no fault of its own.
    const computed = Math.min(this.#silent, this.#time - this.#startTime);
    const grown = (processSize() - this.#startRss) / (1 << 20);
    if (computed > timeout) this.#dieSilent(`${timeout / 1000} s of processor time`);
    else if (this.#silent > patience) this.#dieSilent(`${patience / 1000} s`);
    else if (grown > growthMb && this.#running > 0)
      this.#die({ kind: "memory", message: `let memory grow by ${Math.round(grown)} MiB`, running: this.#running });
  }

  #dieSilent(within: string): void {
    this.#die({ kind: "timeout", message: `did not return within ${within}`, running: this.#running });
  }

  #die(death: ThreadDeath): void {
    if (this.#death !== null) return;
    this.#death = death;
    this.#stopWatch();
    this.#waiting.failAll(new ThreadDeadError(death));
    void this.#worker.terminate();
  }

  #stopWatch(): void {
    if (this.#watch !== null) clearInterval(this.#watch);
    this.#watch = null;
  }
}
