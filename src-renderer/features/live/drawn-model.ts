import type { ChartModel } from "./live-store.ts";
import type { ChartData } from "./use-chart-data.ts";

/**
 * A chart as it can be drawn: until the points of other keys are there it is still that of the keys before, or their lines would stand under
 * the new names, and the names without a value.
 */
export function drawnModel(model: ChartModel, { keys, series }: Pick<ChartData, "keys" | "series">): ChartModel {
  const waits = keys !== null && keys !== model.keys && model.keys.length > 0 && series.length > 0;
  return waits ? { ...model, keys } : model;
}
