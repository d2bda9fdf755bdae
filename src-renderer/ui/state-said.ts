import type { Status } from "../../src-main/ipc/contract.ts";

const words: Readonly<Record<Status["state"], string>> = {
  none: "No source",
  reading: "reading",
  live: "connected",
  paused: "paused",
  done: "read to the end",
  failed: "failed",
  stopped: "stopped",
};

/** How a source is, in a word or two: of one that is over how it ended, of a queue how its connection is. */
export function stateSaid({ state, connection }: Pick<Status, "state" | "connection">): string {
  const over = state === "done" || state === "failed" || state === "stopped";
  return over ? words[state] : (connection?.state ?? words[state]);
}
