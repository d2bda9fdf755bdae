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

/** ms a worker has to end by itself. */
const STOP_WITHIN = 2000;

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
  worker.on("message", arrive);
  worker.on("error", (error) => arrive({ lost: `reading CSV failed: ${error.message}` }));
  const exited = new Promise<void>((resolve) => {
    worker.once("exit", () => {
      arrive({ lost: "reading CSV failed: its worker ended" });
      resolve();
    });
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
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, STOP_WITHIN);
    });
    await Promise.race([exited, late]);
    clearTimeout(timer);
    await worker.terminate();
  }
}
