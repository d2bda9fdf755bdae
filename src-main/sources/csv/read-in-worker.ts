import { Worker } from "node:worker_threads";
import { WorkerLostError } from "../../engine/worker-lost.ts";
import { InputError, type SourceChunk } from "../source.ts";
import type { CsvJob } from "./csv-job.ts";
import { textOfRows } from "./row-texts.ts";

export type WorkerMessage =
  | { readonly chunk: Omit<SourceChunk, "textOf"> }
  | { readonly end: true }
  | { readonly error: string; readonly input?: boolean }
  | { readonly lost: string };

/** ms a worker has to come to its end by itself. */
const STOP_WITHIN = 2000;
/**
 * ms its thread then has to be gone. It may never be: a task of V8 in the background that hangs holds up the end of every thread of the
 * process (seen in Electron 33, waiting in NodePlatform::DrainTasks). What it read is handed over all the same.
 */
const GONE_WITHIN = 500;

/** Reads a job in a worker of its own. Leaving the loop early or aborting ends the worker; a crash of it is an Error of one line. */
export async function* readInWorker(workerPath: string, job: CsvJob, signal: AbortSignal): AsyncGenerator<SourceChunk> {
  const worker = new Worker(workerPath, { workerData: job });
  const inbox: WorkerMessage[] = [];
  let wake = (): void => {};
  const arrive = (message: WorkerMessage): void => {
    inbox.push(message);
    wake();
  };
  const stop = (): void => {
    worker.postMessage("stop");
    wake();
  };
  let finished = (): void => {};
  const over = new Promise<void>((resolve) => {
    finished = resolve;
  });
  worker.on("message", (message: WorkerMessage) => {
    // Its last word: its temporary file is gone.
    if (!("chunk" in message)) finished();
    arrive(message);
  });
  worker.on("error", (error) => arrive({ lost: `reading CSV failed: ${error.message}` }));
  worker.once("exit", () => {
    arrive({ lost: "reading CSV failed: its worker ended" });
    finished();
  });
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const message = inbox.shift();
      if (signal.aborted) return;
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if ("lost" in message) throw new WorkerLostError(message.lost);
      else if ("error" in message) throw message.input === true ? new InputError(message.error) : new Error(message.error);
      else if ("end" in message) return;
      else {
        worker.postMessage("taken");
        yield { ...message.chunk, textOf: textOfRows(message.chunk.texts, job.mapping) };
      }
    }
  } finally {
    signal.removeEventListener("abort", stop);
    // Let it take its temporary file away: it stops at its next chunk, or is ended.
    worker.postMessage("stop");
    await within(STOP_WITHIN, over);
    await within(GONE_WITHIN, worker.terminate());
  }
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
