import { parentPort, workerData } from "node:worker_threads";
import { runShare, type ShareOptions, shareBatches } from "./engine-share.ts";

/** Entry of a thread of `bench workers`: makes its events, runs them once to be warm and looked at, then whenever it is told to. */
const port = parentPort;
if (port === null) throw new Error("engine-share-worker.js runs as a worker thread");
const options = workerData as ShareOptions;
const batches = shareBatches(options);
port.postMessage(runShare(batches, options.keys, true));
port.on("message", () => port.postMessage(runShare(batches, options.keys, false)));
