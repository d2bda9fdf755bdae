import { availableParallelism } from "node:os";
import type { ActiveFilter, ActiveRule, PluginBundle } from "./contract.ts";
import type { HostOptions } from "./host-options.ts";
import { Lane } from "./lane.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { threadGroups } from "./plugin-set.ts";

/** Lanes of the same plugins stand together: one each, or as many as workers that the keys are dealt out to. */
export type LaneFamily = readonly Lane[];

/** Starts the lanes of the rules and filters switched on. Rejects with one line when a plugin does not load; then none is left running. */
export async function startLanes(options: HostOptions): Promise<LaneFamily[]> {
  const { rules, filters = [], catalogues, workerPath, limits = DEFAULT_LIMITS, lend = () => null, trace, workers = 1 } = options;
  const used = options.bundles.filter(({ name }) =>
    [...rules, ...filters].some(({ declaration }) => declaration.plugin === name),
  );
  const owned = <T extends ActiveRule | ActiveFilter>(all: readonly T[], bundles: readonly PluginBundle[]): T[] =>
    all.filter(({ declaration }) => bundles.some(({ name }) => name === declaration.plugin));
  const setting = { workerPath, limits, catalogues, trace };
  const groups = workers > 1 ? threadGroups(used) : threadGroups(used).flatMap((group) => apart(group, rules));
  const lent = groups.find(shipped);
  const families = groups.map((bundles): Lane[] => {
    const own = owned(rules, bundles);
    const builtIn = shipped(bundles);
    // A rule without a key sees the whole stream: it stays with the filters in the first.
    const keyed = own.filter(({ declaration }) => declaration.by.length > 0);
    // Rules that ship and are asked about windows alone are done sooner than another worker has started: the windows are made elsewhere.
    const dealt = keyed.some(({ declaration }) => !builtIn || declaration.hooks.onEvent);
    const shard = (index: number) => (workers > 1 && dealt ? { index, of: workers } : null);
    const first = new Lane(
      { ...setting, shard: shard(0) },
      bundles,
      own,
      owned(filters, bundles),
      bundles === lent ? lend() : null,
    );
    const more = Array.from(
      { length: dealt ? workers - 1 : 0 },
      (_, i) => new Lane({ ...setting, shard: shard(i + 1) }, bundles, keyed, []),
    );
    return [first, ...more];
  });
  const lanes = families.flat();
  try {
    await Promise.all(lanes.map((lane) => lane.start()));
  } catch (error) {
    await Promise.all(lanes.map(({ thread }) => thread.close()));
    throw error;
  }
  for (const family of families) shareRefusal(family);
  return families;
}

function shipped(bundles: readonly PluginBundle[]): boolean {
  return bundles.every(({ builtIn }) => builtIn);
}

/**
 * Deals bundles that share a thread out to as many as there are cores for, so that the rules that keep a core busy do not wait for each
 * other: those that look at every event, a key at a time. What else the bundles hold stays with the first of them. Keys dealt out to several
 * workers keep the cores busy already.
 */
function apart(bundles: readonly PluginBundle[], rules: readonly ActiveRule[]): PluginBundle[][] {
  const busy = bundles.filter(({ name }) =>
    rules.some(({ declaration }) => declaration.plugin === name && declaration.eventsByKey),
  );
  const threads = Math.max(1, Math.min(busy.length, availableParallelism()));
  return Array.from({ length: threads }, (_, thread) =>
    bundles.filter((bundle) => Math.max(0, busy.indexOf(bundle)) % threads === thread),
  );
}

/** A plugin that did not start for some of its keys is off for all; the lane it happened to tells why. */
function shareRefusal(family: LaneFamily): void {
  const broken = family.find(({ refused }) => refused !== null);
  for (const lane of family) {
    if (broken === undefined || lane === broken) continue;
    lane.refused = broken.refused;
    lane.reported = true;
  }
}
