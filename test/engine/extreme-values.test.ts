import { expect, test } from "vitest";
import { sliding, tumbling, type WindowSpec } from "../../plugins/api.ts";
import { appendEvent, createBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { WindowEngine } from "../../src-main/engine/window-engine.ts";
import type { WindowQuery } from "../../src-main/engine/window-query.ts";

// Values near the largest a double holds, at the times data has today.

const NOW = 1_700_000_000_000;

/** Values of the one aggregate asked for, a number a window. */
function fired(
  window: WindowSpec,
  aggregate: WindowQuery["aggregates"][0],
  rows: readonly (readonly [time: number, value: number])[],
): number[] {
  const keys = new KeyTable();
  const engine = new WindowEngine(keys);
  engine.add({ window, by: [], aggregates: [aggregate] });
  const batch = createBatch(rows.length);
  for (const [time, value] of rows) appendEvent(batch, NOW + time, keys.id("s", "", ""), value, Number.NaN, 1, 0, 0);
  engine.process(batch);
  engine.advance(Number.POSITIVE_INFINITY);
  return [...(engine.take(0).values[0] ?? [])];
}

test.each([
  [[-1e308, 1e308], 0.5, 0],
  [[-1.5e308, 1.5e308], 0.75, 0.75e308],
  [[-1e308, 1e308], 0, -1e308],
  [[-1e308, 1e308], 1, 1e308],
])("of %j the quantile %d is %d, also where their distance is more than a double", (values, q, expected) => {
  const rows = values.map((value, i) => [i, value] as const);
  expect(fired(tumbling(100), { fn: "quantile", q }, rows)).toEqual([expected]);
});

test("a slope of large values is there in every window that holds them, whichever of its slices are empty", () => {
  const slopes = fired(sliding(100, 50), { fn: "slope" }, [
    [0, 1e297],
    [10, 2e297],
  ]);
  expect(slopes).toHaveLength(2);
  for (const slope of slopes) expect(slope / (1e296 * 3_600_000)).toBeCloseTo(1, 9);
});
