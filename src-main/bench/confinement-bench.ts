import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { median } from "./quantiles.ts";

export interface ConfinementFigure {
  readonly runtime: string;
  readonly version: string;
  readonly confined_calls_per_second: number;
  /** The same function evaluated in an ordinary realm, before SES has touched it. */
  readonly bare_calls_per_second: number;
  readonly share_of_bare: number;
}

/** A rule as one writes it: state of the key, a threshold, a running mean, now and then a result. */
const RULE = `
module.exports.default = {
  onEvent(context, event) {
    const { state } = context;
    state.count++;
    const step = event.value - state.mean;
    state.mean += step / Math.min(state.count, 100);
    state.spread += (Math.abs(step) - state.spread) / 50;
    if (event.threshold !== null && event.value > event.threshold && !state.above) {
      state.above = true;
      context.record("level", state.mean);
    } else if (event.threshold === null || event.value < event.threshold - state.spread) state.above = false;
  },
};`;

interface Hooks {
  onEvent(context: object, event: object): void;
}

const CALLS = 2_000_000;
const KEYS = 256;

/** Calls a second, the best part of the machine's time: median of `runs`. */
function callsPerSecond({ onEvent }: Hooks, runs: number): number {
  const states = Array.from({ length: KEYS }, () => ({ count: 0, mean: 0, spread: 0, above: false }));
  let recorded = 0;
  const context = {
    state: states[0],
    record: (_series: string, value: number): void => {
      recorded += value;
    },
  };
  const event: { time: number; value: number; threshold: number | null } = { time: 0, value: 0, threshold: 50 };
  const rates: number[] = [];
  for (let run = 0; run <= runs; run++) {
    let random = 1;
    const started = performance.now();
    for (let i = 0; i < CALLS; i++) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0;
      context.state = states[i % KEYS];
      event.time = i;
      event.value = 50 + random / 2 ** 28;
      event.threshold = i % 7 === 0 ? null : 55;
      onEvent(context, event);
    }
    // The first warms up.
    if (run > 0) rates.push(CALLS / ((performance.now() - started) / 1000));
  }
  if (!Number.isFinite(recorded)) throw new Error("bench plugins: the rule recorded nothing sound");
  return median(rates);
}

/** In this process, whose realm is locked down by it. */
export async function measureConfinement(runs: number): Promise<ConfinementFigure> {
  const module = { exports: {} as { default?: Hooks } };
  new Function("module", RULE)(module);
  const bare = callsPerSecond(module.exports.default as Hooks, runs);
  const { evaluatePlugin, lockRealm } = await import("../plugin-host/confine.ts");
  lockRealm();
  const confined = callsPerSecond(evaluatePlugin("bench", RULE, () => {}) as Hooks, runs);
  const electron = process.versions["electron"];
  return {
    runtime: electron === undefined ? "node" : "electron",
    version: electron ?? process.version,
    confined_calls_per_second: Math.round(confined),
    bare_calls_per_second: Math.round(bare),
    share_of_bare: confined / bare,
  };
}

/** In a process of Node and one of Electron, which is left out where there is none. `workerDir`: out/cli of a checkout. */
export function confinementBench(runs: number, workerDir: string): ConfinementFigure[] {
  const electron = findElectron(join(workerDir, "..", ".."));
  return [process.execPath, ...(electron === null ? [] : [electron])].map((executable) => {
    const args = [join(workerDir, "main.js"), "bench", "confinement-here", "--runs", String(runs)];
    const child = spawnSync(executable, args, { encoding: "utf8", env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } });
    if (child.status !== 0) throw new Error(`bench plugins: ${executable} failed: ${child.stderr.trim().split("\n").pop()}`);
    return JSON.parse(child.stdout) as ConfinementFigure;
  });
}

function findElectron(root: string): string | null {
  const resolver = join(root, "scripts", "electron.mjs");
  if (!existsSync(resolver)) return null;
  const found = spawnSync(process.execPath, [resolver], { encoding: "utf8" });
  return found.status === 0 ? (found.stdout.trim().split("\n").at(-1) ?? null) : null;
}
