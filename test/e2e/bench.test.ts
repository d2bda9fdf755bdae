import { resolve } from "node:path";
import { expect, test } from "vitest";
import { startupBench } from "../../src-main/bench/startup-bench.ts";
import { uiBench } from "../../src-main/bench/ui-bench.ts";

const root = resolve(import.meta.dirname, "../..");

// What the benches do, not how fast: the figures of a loaded machine are worth nothing.
test("the start is timed beside a bare window, to the first paint and to a chart with points", async () => {
  const figures = await startupBench(root, 1, { stations: 2, days: 1 });
  expect(figures.rows).toBeGreaterThan(10_000);
  expect(figures.bare_first_paint).toBeGreaterThan(0);
  expect(figures.first_chart).toBeGreaterThan(figures.first_paint);
});

test("frames are watched while 20 series come in, while they stand still, and while alerts are scrolled", async () => {
  const { bare, live, still, alerts } = await uiBench(root, 1, { rate: 5000, alerts: 2000 });
  for (const figure of [bare, live, still, alerts]) expect(figure.frames).toBeGreaterThan(0);
  expect(live.series).toBe(20);
  expect(live.events_a_second).toBeGreaterThan(0);
  expect(alerts.alerts).toBe(2000);
});
