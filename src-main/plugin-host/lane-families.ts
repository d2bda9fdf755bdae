import { availableParallelism } from "node:os";
import type { ActiveFilter, ActiveRule, PluginBundle } from "./contract.ts";
import { dealOut } from "./deal-out.ts";
import type { HostOptions } from "./host-options.ts";
import { Lane } from "./lane.ts";
import { DEFAULT_LIMITS } from "./limits.ts";

/** Lanes of the same plugins stand together: one each, or as many as workers that the keys are dealt out to. */
export type LaneFamily = readonly Lane[];

/** Starts the lanes of the rules and filters switched on. Rejects with one line when a plugin does not load; then none is left running. */
export async function startLanes(options: HostOptions): Promise<LaneFamily[]> {
  const { rules, filters = [], catalogues, workerPath, limits = DEFAULT_LIMITS, lend = () => null, trace } = options;
  const { workers = 1, cores = availableParallelism() } = options;
  const used = options.bundles.filter(({ name }) =>
    [...rules, ...filters].some(({ declaration }) => declaration.plugin === name),
  );
  const owned = <T extends ActiveRule | ActiveFilter>(all: readonly T[], bundles: readonly PluginBundle[]): T[] =>
    all.filter(({ declaration }) => bundles.some(({ name }) => name === declaration.plugin));
  const setting = { workerPath, limits, catalogues, trace };
  const deals = dealOut(used, rules, workers, cores);
  const families = deals.map(({ bundles, lanes }): Lane[] => {
    const own = owned(rules, bundles);
    // A rule without a key sees the whole stream: it stays with the filters in the first.
    const keyed = own.filter(({ declaration }) => declaration.by.length > 0);
    const shard = (index: number) => (lanes > 1 ? { index, of: lanes } : null);
    const first = new Lane({ ...setting, shard: shard(0) }, bundles, own, owned(filters, bundles), lend(bundles));
    const more = Array.from({ length: lanes - 1 }, (_, i) => new Lane({ ...setting, shard: shard(i + 1) }, bundles, keyed, []));
    return [first, ...more];
  });
  const lanes = families.flat();
  try {
    await Promise.all(lanes.map((lane) => lane.start()));
  } catch (error) {
    await Promise.all(lanes.map((lane) => lane.close()));
    throw error;
  }
  for (const family of families) shareRefusal(family);
  return families;
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
