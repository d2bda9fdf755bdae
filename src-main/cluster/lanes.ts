import type { KeyPart } from "../../plugins/api.ts";

/** Rules that group by the same key parts, in the order of the first of each: what the script keeps together. */
export function lanesOf<T>(rules: readonly T[], by: (rule: T) => readonly KeyPart[]): T[][] {
  const lanes = new Map<string, T[]>();
  for (const rule of rules) {
    const parts = [...by(rule)].sort().join();
    const lane = lanes.get(parts);
    if (lane === undefined) lanes.set(parts, [rule]);
    else lane.push(rule);
  }
  return [...lanes.values()];
}
