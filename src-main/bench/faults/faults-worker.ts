import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Random } from "../../simulate/random.ts";
import { simulateBts } from "../../simulate/simulate-bts.ts";
import { compareFolders } from "./compare-runs.ts";
import { writeCounter } from "./counter-plugin.ts";
import {
  CHECKPOINT_EVERY,
  type FaultsFigure,
  type FaultsOptions,
  type FaultsRound,
  figure,
  isEqual,
  MOST_KILLS,
} from "./faults-round.ts";
import { changed, newest, runOnce, startLife } from "./killed-run.ts";

/** ms at most between a checkpoint, or the start of a plugin's process when it is not waited for one, and its end. */
const AFTER = 300;
/** Share of processes that are killed whether there is a checkpoint they have been in or not. */
const ANYWHEN = 0.3;
/** How long a run lasts at least, and for each time it is killed; longer where that is seen to take longer. */
const SECONDS_A_RUN = 4;
const SECONDS_A_KILL = 1;
/** Seconds a kill is allowed at most: a machine this slow is not waited for. */
const MOST_SECONDS_A_KILL = 10;
/** ms between two looks for it. */
const LOOK = 5;

/** `weir` lives on; the process of one of its plugins is ended by SIGKILL again and again. */
export async function faultsWorker(options: FaultsOptions): Promise<FaultsFigure> {
  const { folder, main, random, kills: wanted, stations, days, seed, onRound } = options;
  mkdirSync(folder, { recursive: true });
  const plugin = writeCounter(folder);
  const file = join(folder, "worker.csv");
  const simulation = simulateBts({ stations, days, seed });
  writeFileSync(file, [...simulation.chunks()].join(""));
  const way = ["run", file, "--plugin", plugin, "--plugin", "anomaly", "--plugin", "active-alarms"];
  const reference = join(folder, "never-killed-worker");
  await runOnce(main, [...way, "--out", reference]);
  const rounds: FaultsRound[] = [];
  let untouched = 0;
  let secondsAKill = SECONDS_A_KILL;
  for (let left = wanted, round = 0; left > 0; round++) {
    const out = join(folder, `killed-worker-${round}`);
    // However fast the machine: there must be time to kill it in.
    const seconds = SECONDS_A_RUN + Math.min(left, MOST_KILLS) * secondsAKill;
    const speed = `${Math.ceil((days * 86_400) / seconds)}x`;
    const args = [...way, "--out", out, "--checkpoint-every", CHECKPOINT_EVERY, "--speed", speed];
    const began = performance.now();
    const kills = await killPlugins(main, args, join(out, "checkpoint"), Math.min(left, MOST_KILLS), random);
    const took = (performance.now() - began) / 1000;
    secondsAKill = Math.min(MOST_SECONDS_A_KILL, Math.max(secondsAKill, took / Math.max(1, kills)));
    const ended: FaultsRound = { kills, ...compareFolders(reference, out) };
    rounds.push(ended);
    onRound("worker", ended, isEqual(ended));
    left -= kills;
    untouched = kills === 0 ? untouched + 1 : 0;
    if (untouched > 3) throw new Error("the run was over before its plugin could be killed; make the file larger");
  }
  return figure("worker", simulation.rows, rounds);
}

async function killPlugins(
  main: string,
  args: readonly string[],
  checkpoints: string,
  kills: number,
  random: Random,
): Promise<number> {
  const { child, ended, failure } = startLife(main, args);
  let over = false;
  void ended.then(() => (over = true));
  let killed = 0;
  const gone = new Set<number>();
  while (!over && killed < kills) {
    const found = pluginProcesses(child.pid ?? 0).find((pid) => !gone.has(pid));
    if (found === undefined) {
      await after(LOOK);
      continue;
    }
    if (random.uniform() >= ANYWHEN) await changed(checkpoints, newest(checkpoints), ended);
    await Promise.race([after(random.between(0, AFTER)), ended]);
    gone.add(found);
    if (over || !pluginProcesses(child.pid ?? 0).includes(found)) continue;
    process.kill(found, "SIGKILL");
    killed++;
  }
  const code = await ended;
  if (code !== 0) throw failure(code);
  return killed;
}

/** Plugins' processes of a process: Linux tells them. */
function pluginProcesses(parent: number): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const status = readFileSync(`/proc/${name}/stat`, "utf8");
      const [, own] = /\) \S (\d+)/.exec(status) ?? [];
      if (Number(own) !== parent) return [];
      return readFileSync(`/proc/${name}/cmdline`, "utf8").includes("plugin-process.js") ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
