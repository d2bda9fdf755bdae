import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { seededRandom } from "../../simulate/random.ts";
import { withBroker } from "../private-broker.ts";
import { faultsFile } from "./faults-file.ts";
import { faultsQueue } from "./faults-queue.ts";
import type { FaultsFigure, FaultsRound } from "./faults-round.ts";
import { faultsWorker } from "./faults-worker.ts";

export const FAULT_SOURCES = ["file", "queue", "worker", "workers"] as const;
export type FaultSource = (typeof FAULT_SOURCES)[number];

export interface FaultsBenchOptions {
  readonly sources: readonly FaultSource[];
  readonly kills: number;
  readonly seed: number;
  readonly workerDir: string;
  /** Of the file; the queue has so many thousand messages. */
  readonly size?: { readonly stations: number; readonly days: number; readonly messages: number };
  /** One line each round. */
  readonly say?: (line: string) => void;
}

/** `weir` killed at random moments and gone on with, compared with runs that were never killed. */
export async function faultsBench({
  sources,
  kills,
  seed,
  workerDir,
  size,
  say = () => {},
}: FaultsBenchOptions): Promise<FaultsFigure[]> {
  const { stations, days, messages } = size ?? { stations: 20, days: 5, messages: 100_000 };
  const folder = mkdtempSync(join(tmpdir(), "weir-faults-"));
  const began = performance.now();
  let done = 0;
  let keep = false;
  const onRound = (source: string, round: FaultsRound, equal: boolean): void => {
    done += round.kills;
    const seconds = Math.round((performance.now() - began) / 1000);
    say(`${source}: ${done} of ${kills} kills, ${equal ? "equal" : `UNEQUAL ${JSON.stringify(round)}`} (${seconds} s)`);
    keep ||= !equal;
  };
  const options = { folder, main: join(workerDir, "main.js"), kills, seed, stations, days, onRound };
  try {
    const figures: FaultsFigure[] = [];
    for (const source of sources) {
      done = 0;
      const random = seededRandom(seed, FAULT_SOURCES.indexOf(source));
      if (source === "worker") figures.push(await faultsWorker({ ...options, random }));
      else if (source === "file") figures.push(await faultsFile({ ...options, random }));
      else if (source === "workers") figures.push(await faultsFile({ ...options, random }, true));
      else figures.push(await withBroker((url) => faultsQueue({ ...options, random }, url, messages)));
    }
    return figures;
  } finally {
    // What differs is there to be looked at.
    if (keep) say(`the results of every round are kept in ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}
