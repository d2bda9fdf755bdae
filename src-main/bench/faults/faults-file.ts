import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../../simulate/random.ts";
import { simulateBts } from "../../simulate/simulate-bts.ts";
import { type Agreement, compareFolders, compareStores } from "./compare-runs.ts";
import { writeCounter } from "./counter-plugin.ts";
import { runKilled, runOnce } from "./killed-run.ts";

export interface FaultsOptions {
  /** A folder of the bench's own. */
  readonly folder: string;
  readonly main: string;
  readonly kills: number;
  readonly seed: number;
  readonly random: Random;
  /** Stations simulated for `days`; about 7,500 rows a station and day. */
  readonly stations: number;
  readonly days: number;
  /** Told each round as it ends: a bench of many minutes must not be silent. */
  readonly onRound: (source: string, round: FaultsRound, equal: boolean) => void;
}

/** One round: a run that was killed again and again and came to its end. */
export interface FaultsRound extends Agreement {
  readonly kills: number;
}

export interface FaultsFigure {
  readonly source: string;
  readonly kills: number;
  /** Rows, or messages, of each round. */
  readonly rows: number;
  /** Every round equals the run that was never killed. */
  readonly equal: boolean;
  readonly rounds: readonly FaultsRound[];
}

/** Kills of one run at most, so that there are several. */
export const MOST_KILLS = 10;
/** How often the bench has its runs saved: as often as it takes to get on between two kills. */
export const CHECKPOINT_EVERY = "100ms";

/** Workers the keys are dealt out to in a life that may choose. */
const MOST_WORKERS = 3;

/** Files, read in time order and as they stand, into files and a store. `dealt`: by another number of workers each life. */
export async function faultsFile(options: FaultsOptions, dealt = false): Promise<FaultsFigure> {
  const { folder, main, random, kills: wanted, stations, days, seed, onRound } = options;
  mkdirSync(folder, { recursive: true });
  const name = dealt ? "workers" : "file";
  const file = join(folder, `${name}.csv`);
  const simulation = simulateBts({ stations, days, seed, dirty: true });
  writeFileSync(file, [...simulation.chunks()].join(""));
  // Of a plugin of one's own the keys are dealt out however few cores there are.
  const own = dealt ? ["--plugin", writeCounter(folder)] : [];
  const ways = [
    ["--plugin", "despike", "--plugin", "anomaly", "--plugin", "threshold-prediction", "--plugin", "active-alarms"],
    [
      "--order",
      "arrival",
      "--out-of-orderness",
      "5m",
      "--plugin",
      "sensor-statistics",
      "--plugin",
      "alarm-counts",
      "--plugin",
      "reliability",
    ],
  ];
  const rounds: FaultsRound[] = [];
  for (let left = wanted, round = 0; left > 0; round++) {
    const way = [...(ways[round % ways.length] as string[]), ...own];
    const reference = join(folder, `never-killed-${name}-${round % ways.length}`);
    const killed = join(folder, `killed-${name}-${round}`);
    if (round < ways.length) await runOnce(main, ["run", file, ...way, "--out", reference, "--store", `${reference}.db`]);
    const places = ["--out", killed, "--store", `${killed}.db`];
    const args = ["run", file, ...way, ...places, "--resume", "--checkpoint-every", CHECKPOINT_EVERY];
    const { kills } = await runKilled({
      main,
      args,
      more: () => (dealt ? ["--workers", `${1 + Math.floor(random.uniform() * MOST_WORKERS)}`] : []),
      checkpoints: join(killed, "checkpoint"),
      kills: Math.min(left, MOST_KILLS),
      random,
    });
    const store = await compareStores(`${reference}.db`, `${killed}.db`);
    const ended: FaultsRound = { kills, ...compareFolders(reference, killed), store };
    rounds.push(ended);
    onRound(name, ended, isEqual(ended));
    left -= kills;
  }
  return figure(name, simulation.rows, rounds);
}

export function figure(source: string, rows: number, rounds: readonly FaultsRound[]): FaultsFigure {
  const kills = rounds.reduce((sum, round) => sum + round.kills, 0);
  return { source, kills, rows, equal: rounds.every(isEqual), rounds };
}

/** The round ended as the run that was never killed. */
export function isEqual(round: FaultsRound): boolean {
  return Object.values(round).every((value) => value !== false);
}
