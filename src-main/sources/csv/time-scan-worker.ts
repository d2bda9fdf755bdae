import { parentPort, workerData } from "node:worker_threads";
import { RowReader } from "./row-reader.ts";
import type { ScanPart } from "./split-scan.ts";
import { scanPart } from "./split-scan.ts";

/** Entry of the worker that looks through the second part of a large file: answers the earliest time of every block of it, then ends. */
const part = workerData as ScanPart;
const blocks = await scanPart(part, new RowReader(part.mapping, part.columns), new AbortController().signal);
parentPort?.postMessage(blocks, blocks === null ? [] : [blocks.buffer as ArrayBuffer]);
