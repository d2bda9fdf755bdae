import type { Methods } from "../../../src-main/ipc/contract.ts";

type Point = Methods["backtest.sweep"]["value"]["points"][number];

/**
 * Of the values within a budget of alerts a day the one that catches most; of those that catch as much the one with the fewest false
 * alerts, then the earliest. null: none is within it, or none catches anything.
 */
export function bestWithin(points: readonly Point[], budget: number): Point | null {
  const good = points.filter(({ result }) => result.alertsPerDay <= budget && (result.recall ?? 0) > 0);
  const [best] = [...good].sort(
    ({ result: a }, { result: b }) =>
      (b.recall ?? 0) - (a.recall ?? 0) || a.falsePerDay - b.falsePerDay || (b.lead.median ?? 0) - (a.lead.median ?? 0),
  );
  return best ?? null;
}
