import { parentPort, workerData } from "node:worker_threads";
import type { KeyPart } from "../../../plugins/api.ts";
import type { KeyTuple } from "../../engine/batch.ts";
import type { FiredWindows } from "../../engine/window-query.ts";
import { WindowText } from "./window-text.ts";

/** Windows to write, with the keys of the groups that are new in them; null: that was all. */
export type WindowTextRequest = { readonly fired: FiredWindows; readonly newGroups: readonly KeyTuple[] } | null;

/** Lines of a request, in order; `end`: no more come. */
export interface WindowTextAnswer {
  readonly pieces: readonly Uint8Array[];
  readonly end: boolean;
}

/** Entry of the worker that writes windows as text. */
const port = parentPort;
if (port === null) throw new Error("window-text-worker.js runs as a worker thread");
const { by, names } = workerData as { readonly by: readonly KeyPart[]; readonly names: readonly string[] };
const groups: KeyTuple[] = [];
const text = new WindowText((group) => groups[group] as KeyTuple, by, names);

port.on("message", (request: WindowTextRequest) => {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const keep = (bytes: Uint8Array): void => void pieces.push(Uint8Array.from(bytes));
  if (request === null) text.flush(keep);
  else {
    for (const group of request.newGroups) groups.push(group);
    text.write(request.fired, keep);
  }
  const answer: WindowTextAnswer = { pieces, end: request === null };
  port.postMessage(
    answer,
    pieces.map(({ buffer }) => buffer),
  );
  if (request === null) port.close();
});
