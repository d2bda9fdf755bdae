import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { simulateBts } from "../../simulate/simulate-bts.ts";
import { compareFolders, compareStores } from "./compare-runs.ts";
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
import { runKilled, runOnce } from "./killed-run.ts";

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
    const kills = await runKilled({
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
