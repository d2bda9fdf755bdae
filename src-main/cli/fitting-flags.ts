import type { Command } from "commander";
import { UsageError } from "./failure.ts";
import { say } from "./terminal.ts";

/** What `weir run` reads, as far as flags go. */
export type SourceKind = "files" | "store" | "queue" | "workspace";

const BROKER = [
  "queue",
  "tap",
  "routingKey",
  "format",
  "prefetch",
  "resultsQueue",
  "resultsExchange",
  "resultsSeries",
  "caFile",
  "certFile",
  "keyFile",
  "guarantee",
  "limit",
  "stopAfterIdle",
];
/** When to stop is no part of a workspace. */
const ENDS = ["limit", "stopAfterIdle"];
const CLOCK = ["idleTimeout", "futureTolerance"];
const STRETCH = ["from", "to"];

/** Flags that say nothing of a kind of source, and why. */
const IDLE_FLAGS: Readonly<Record<SourceKind, readonly (readonly [readonly string[], string])[]>> = {
  files: [
    [[...BROKER, ...CLOCK], "is for a queue, and this reads a file; leave it out"],
    [STRETCH, "is for a store; weir import FILE --store S makes one of a file"],
  ],
  store: [
    [[...BROKER, ...CLOCK], "is for a queue, and this reads a store; leave it out"],
    [["mapping", "order", "once"], "is for a CSV; a store holds events in time order"],
  ],
  queue: [
    [STRETCH, "is for a store; record the queue with --store and run the store"],
    [["order", "once"], "is for files; a queue is read as it comes"],
  ],
  workspace: [
    [
      [...BROKER.filter((name) => !ENDS.includes(name)), ...CLOCK, ...STRETCH, "order", "once", "outOfOrderness"],
      "is said by the workspace; change it there",
    ],
  ],
};

/** The same for what goes to a cluster: alerts of files may go to a queue there, so --results-queue is none of them. */
export const IDLE_CLUSTER_FLAGS: typeof IDLE_FLAGS = {
  files: [[["queue", "format", "consumers", ...CLOCK], "is for a queue, and this reads a file; leave it out"]],
  store: [],
  queue: [[["order"], "is for files; a queue is read as it comes"]],
  workspace: [[["queue", "format", ...CLOCK, "order", "outOfOrderness"], "is said by the workspace; change it there"]],
};

/** Throws a UsageError for the first flag that was given and would change nothing: silence would pass for having done it. */
export function checkFittingFlags(command: Command, kind: SourceKind, idle = IDLE_FLAGS): void {
  if (command.getOptionValueSource("storeMemory") === "cli" && command.getOptionValue("store") === undefined)
    throw new UsageError("--store-memory is for a store; name one with --store, or leave it out");
  for (const [names, why] of idle[kind])
    for (const name of names)
      if (command.getOptionValueSource(name) === "cli")
        throw new UsageError(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${why}`);
}

/** Says of files and stores read in order of time that nothing waits for late rows: none is late. */
export function sayUnusedBound(command: Command, kind: SourceKind): void {
  const inTime = kind === "store" || (kind === "files" && command.getOptionValue("order") === "time");
  if (inTime && command.getOptionValueSource("outOfOrderness") === "cli")
    say(
      `--out-of-orderness is not used: rows are read in order of time, in which none is late${kind === "files" ? "; it goes with --order arrival" : ""}`,
    );
}
