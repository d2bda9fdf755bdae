import { parentPort } from "node:worker_threads";
import { InputError, MisorderedError, type Source } from "../source.ts";
import { inTimeOrder } from "../time-order.ts";
import { arrivalChunks, type CsvJob } from "./csv-job.ts";
import type { WorkerMessage } from "./read-in-worker.ts";
import { copied, SharedBatches, sharedMemory } from "./shared-batches.ts";

/** Entry of the worker that reads CSV files: parsing and sorting keep off the thread of the engine. */
const port = parentPort;
if (port === null) throw new Error("csv-worker.js runs as a worker thread");
const abort = new AbortController();
let acknowledged = (): void => {};
/** Chunks sent and not yet taken. */
let ahead = 0;
const MOST_AHEAD = 8;

const batches = new SharedBatches();

port.on("message", (message: { readonly job: CsvJob } | { readonly back: SharedArrayBuffer } | "taken" | "stop") => {
  if (typeof message === "object") {
    if ("job" in message) start(message.job);
    else batches.giveBack(message.back);
    return;
  }
  if (message === "stop") abort.abort();
  else ahead--;
  acknowledged();
});

async function run(job: CsvJob): Promise<void> {
  const arrival: Source = {
    names: [],
    bounded: true,
    timeOrdered: false,
    chunks: (signal, room) => arrivalChunks(job, signal, room),
    close: async () => {},
  };
  const source = job.order === "time" ? inTimeOrder(arrival, { batch: (capacity) => batches.take(capacity) }) : arrival;
  for await (const { textOf, recycle, ...chunk } of source.chunks(abort.signal)) {
    while (ahead >= MOST_AHEAD && !abort.signal.aborted) {
      await new Promise<void>((resolve) => {
        acknowledged = resolve;
      });
    }
    if (abort.signal.aborted) break;
    ahead++;
    const events = sharedMemory(chunk.events) === null ? copied(chunk.events, batches) : chunk.events;
    recycle?.();
    const texts = job.keepTexts && textOf !== undefined ? chunk.texts : undefined;
    const message: WorkerMessage = {
      chunk: { ...chunk, events: null, texts },
      length: events.length,
      memory: sharedMemory(events),
    };
    port?.postMessage(
      message,
      texts === undefined
        ? []
        : [texts.raw.buffer as ArrayBuffer, texts.ends.buffer as ArrayBuffer, texts.of.buffer as ArrayBuffer],
    );
  }
}

function messageOf(error: Error): WorkerMessage {
  if (error instanceof MisorderedError) return { misordered: true };
  return { error: error.message, input: error instanceof InputError };
}

function start(job: CsvJob): void {
  run(job)
    .then(
      () => port?.postMessage({ end: true } satisfies WorkerMessage),
      (error: Error) => port?.postMessage(messageOf(error)),
    )
    // Nothing else keeps this worker.
    .finally(() => port?.close());
}
