import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { createBatch } from "../../engine/batch.ts";
import { WorkerLostError } from "../../engine/worker-lost.ts";
import type { Mapping } from "../mapping.ts";
import { InputError, MisorderedError, type SourceChunk } from "../source.ts";
import type { CsvJob, CsvPlan } from "./csv-job.ts";
import { textOfRows } from "./row-texts.ts";
import { batchOn } from "./shared-batches.ts";

export type WorkerMessage =
  | {
      /** `events` lie in `memory`: see SharedBatches. null: there are none. */
      readonly chunk: Omit<SourceChunk, "textOf" | "recycle" | "events"> & { readonly events: null };
      readonly length: number;
      readonly memory: SharedArrayBuffer | null;
    }
  | { readonly end: true }
  | { readonly error: string; readonly input?: boolean }
  | { readonly misordered: true }
  | { readonly lost: string };

/** What a thread reads before it is known whether that is asked for, and the question it answers. */
export interface CsvGuess {
  readonly asked: string;
  readonly plan: CsvPlan;
}

/** ms a worker has to come to its end by itself. */
const STOP_WITHIN = 2000;
/**
 * ms its thread then has to be gone. It may never be: a task of V8 in the background that hangs holds up the end of every thread of the
 * process (seen in Electron 33, waiting in NodePlatform::DrainTasks). What it read is handed over all the same.
 */
const GONE_WITHIN = 500;

/**
 * The worker that reads CSV files. It is started before it is known what to read, as a thread takes its time to come up, and keeps no
 * process alive until then.
 */
export class CsvThread {
  readonly #path: string;
  readonly #worker: Worker;
  readonly #inbox: WorkerMessage[] = [];
  #job: CsvJob | null = null;
  /** null: it reads what was asked for, or nothing yet. */
  guess: CsvGuess | null = null;
  #wake = (): void => {};
  #finished = (): void => {};
  readonly #over = new Promise<void>((resolve) => {
    this.#finished = resolve;
  });

  constructor(workerPath: string) {
    this.#path = workerPath;
    this.#worker = new Worker(workerPath);
    this.#worker.on("message", (message: WorkerMessage) => {
      // Its last word: its temporary file is gone.
      if (!("chunk" in message)) this.#finished();
      this.#arrive(message);
    });
    this.#worker.on("error", (error) => this.#arrive({ lost: `reading CSV failed: ${error.message}` }));
    this.#worker.once("exit", () => {
      this.#arrive({ lost: "reading CSV failed: its worker ended" });
      this.#finished();
    });
    // A listener holds the process: after them.
    this.#worker.unref();
  }

  /**
   * Lets the worker read a job, once, while all else gets ready: the first look at a large file takes a while. What comes waits for
   * `read`, a few chunks at most. `guess`: nobody has asked for it yet.
   */
  begin(job: CsvJob, guess: CsvGuess | null = null): void {
    this.#job = job;
    this.guess = guess;
    this.#worker.postMessage({ job });
  }

  /** A thread of the same kind that has nothing to do yet. */
  another(): CsvThread {
    return new CsvThread(this.#path);
  }

  /** Gives what is read, once. Leaving the loop early or aborting ends the worker; a crash of it is an Error of one line. */
  async *read(signal: AbortSignal): AsyncGenerator<SourceChunk> {
    const job = this.#job;
    if (job === null) throw new Error("reading CSV has not begun");
    const stop = (): void => {
      this.#worker.postMessage("stop");
      this.#wake();
    };
    this.#worker.ref();
    signal.addEventListener("abort", stop, { once: true });
    try {
      for (;;) {
        const message = this.#inbox.shift();
        if (signal.aborted) return;
        if (message === undefined) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        } else if ("lost" in message) throw new WorkerLostError(message.lost);
        else if ("misordered" in message) throw new MisorderedError();
        else if ("error" in message) throw message.input === true ? new InputError(message.error) : new Error(message.error);
        else if ("end" in message) return;
        else {
          this.#worker.postMessage("taken");
          const { chunk, length, memory } = message;
          const textOf = textOfRows(chunk.texts, encodingOf(job, chunk));
          const events = memory === null ? createBatch(0) : batchOn(memory, length);
          const recycle = memory === null ? undefined : () => this.#worker.postMessage({ back: memory });
          yield { ...chunk, events, textOf, recycle };
        }
      }
    } finally {
      signal.removeEventListener("abort", stop);
      await this.close();
    }
  }

  /** Ends the worker whatever it does. */
  async close(): Promise<void> {
    if (this.#job !== null) {
      // Let it take its temporary file away: it stops at its next chunk, or is ended.
      this.#worker.postMessage("stop");
      await within(STOP_WITHIN, this.#over);
    }
    await within(GONE_WITHIN, this.#worker.terminate());
  }

  #arrive(message: WorkerMessage): void {
    this.#inbox.push(message);
    this.#wake();
  }
}

/** Of the file a chunk's rows are of. */
function encodingOf({ files }: CsvJob, { marks }: Pick<SourceChunk, "marks">): Pick<Mapping, "encoding"> {
  return files[marks?.source ?? 0]?.mapping ?? { encoding: "utf-8" };
}

/** A worker as the build puts it into `workerDir`. */
export function csvThread(workerDir: string): CsvThread {
  return new CsvThread(join(workerDir, "csv-worker.js"));
}

/** Waits for work, but not longer than `ms`. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
