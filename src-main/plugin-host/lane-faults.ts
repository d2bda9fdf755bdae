import { WorkerLostError } from "../engine/worker-lost.ts";
import type { PluginBundle, PluginProblem } from "./contract.ts";
import type { HookFailure } from "./hook-failures.ts";
import type { Lane } from "./lane.ts";
import { ThreadDeadError } from "./plugin-thread.ts";
import { sourcePosition } from "./source-position.ts";

/** Switches off what stands in the lane's family with it: what is off for some keys is off for all. The reason is told by the lane it happened to. */
export function giveUp(family: readonly Lane[], lane: Lane, error: Error): void {
  if (lane.refused !== null) return;
  for (const each of family) {
    if (each !== lane && each.refused === null) each.reported = true;
    each.refused ??= error;
  }
}

/** Throws a WorkerLostError for a process that ended without a fault of its plugin (time, memory). */
export function throwIfLost(lane: Lane, error: unknown): void {
  if (!(error instanceof ThreadDeadError) || error.death.kind !== "crash") return;
  throw new WorkerLostError(`plugin ${lane.bundles.map(({ name }) => name).join(", ")}: ${error.message}`);
}

/** The reason a worker was killed, told once, by the rule or filter that was running in it. */
export function deathOf(lane: Lane, id: string, error: unknown): { errors: number; problems: PluginProblem[] } {
  const death = error instanceof ThreadDeadError ? error.death : null;
  const all = [...lane.rules, ...lane.filters];
  const guilty = all[(death?.running ?? 0) - 1] ?? all[0];
  if (lane.reported || guilty === undefined || guilty.declaration.id !== id) return { errors: 0, problems: [] };
  lane.reported = true;
  const { plugin } = guilty.declaration;
  const file = lane.bundles.find(({ name }) => name === plugin)?.folder ?? "";
  const hook = death?.kind === "memory" ? "memory" : death?.kind === "timeout" ? "timeout" : "load";
  return {
    errors: 1,
    problems: [
      { plugin, rule: id, hook, key: null, message: (error as Error).message, file, line: null, time: null, quarantined: true },
    ],
  };
}

/** A failed call of a hook, at its line in the plugin's source. */
export function toProblem(
  { hook, key, message, stack, time, quarantined }: HookFailure,
  plugin: string,
  rule: string,
  bundle: PluginBundle,
): PluginProblem {
  return { plugin, rule, hook, key, message, ...sourcePosition(stack, bundle), time, quarantined };
}
