import { expect, test } from "vitest";
import { histogramSaid } from "../../src-renderer/features/alerts/histogram-said.ts";

test("the bars of alerts say how long one is and what to do; without an alert there is nothing to drag over", () => {
  const bars = { start: 0, binMs: 1_800_000, critical: [0], warning: [1], info: [0] };
  expect(histogramSaid(bars, "drag")).toBe("Alerts per 30 min; drag to keep a range");
  expect(histogramSaid(bars, "end")).toBe("Alerts per 30 min; Enter ends the range");
  expect(histogramSaid({ start: 0, binMs: 1, critical: [], warning: [], info: [] }, "drag")).toBe("No alert to show over time");
  expect(histogramSaid({ ...bars, warning: [0] }, "drag")).toBe("No alert to show over time");
  expect(histogramSaid(null, "drag")).toBe("Alerts over time");
});
