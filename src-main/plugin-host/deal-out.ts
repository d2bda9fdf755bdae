import type { ActiveRule, PluginBundle } from "./contract.ts";
import { threadGroups } from "./plugin-set.ts";

/** Plugins that run side by side in one lane, or in as many lanes as the keys of their rules are dealt out to. */
export interface Deal {
  readonly bundles: readonly PluginBundle[];
  readonly lanes: number;
}

/** Cores that reading, windows and writing results keep busy while rules that ship run beside them. */
const READING = 1;

/**
 * Which plugins share a lane, and whose keys are dealt out, when `workers` are asked for and there are so many `cores`.
 *
 * A plugin of one's own has a lane for each worker: what it costs nobody knows, so what was asked for is done. Those that ship are dealt out by
 * rule first, asked for or not, as rules side by side do nothing twice: those that look at every event, a key at a time, keep a core busy and
 * have a lane each, the others stay with the first of them. Their keys are dealt out only as far as there are cores left: one more lane reads
 * every batch once more and compiles the rules once more.
 */
export function dealOut(bundles: readonly PluginBundle[], rules: readonly ActiveRule[], workers: number, cores: number): Deal[] {
  const rulesOf = (some: readonly PluginBundle[]): ActiveRule[] =>
    rules.filter(({ declaration }) => some.some(({ name }) => name === declaration.plugin));
  return threadGroups(bundles).flatMap((group): Deal[] => {
    if (group.every(({ builtIn }) => builtIn)) return dealOutShipped(group, rules, workers, cores);
    // A rule without a key sees the whole stream.
    const keyed = rulesOf(group).some(({ declaration }) => declaration.by.length > 0);
    return [{ bundles: group, lanes: keyed ? workers : 1 }];
  });
}

function dealOutShipped(bundles: readonly PluginBundle[], rules: readonly ActiveRule[], workers: number, cores: number): Deal[] {
  const busy = bundles.filter(({ name }) =>
    rules.some(({ declaration }) => declaration.plugin === name && declaration.eventsByKey),
  );
  if (busy.length === 0) return [{ bundles, lanes: 1 }];
  const apart = Math.min(busy.length, cores);
  const lanes = Math.max(1, Math.min(workers, Math.ceil((cores - READING) / apart)));
  return Array.from({ length: apart }, (_, nth) => ({
    bundles: bundles.filter((bundle) => Math.max(0, busy.indexOf(bundle)) % apart === nth),
    lanes,
  }));
}
