import { expect, test } from "vitest";
import { keyFigures } from "../../src-main/reports/key-figures.ts";
import type { ReportResult } from "../../src-main/reports/report-result.ts";

/** Data quality of sources with these longest gaps, ms; null: of a source without an event. */
function quality(gaps: readonly (number | null)[]): ReportResult {
  const columns = [{ name: "longest_gap", label: "Longest gap", unit: "ms", values: gaps, names: {} }];
  const told = { id: "data-quality", title: "Data quality", description: "", settings: {}, told: [] };
  return { ...told, columns, chart: { kind: "table" }, rows: gaps.length, cut: false, seconds: 0 };
}

test.each([
  [[null], "–", "no event"],
  [[null, null], "–", "no event"],
  [[0], "–", "all events at one time"],
  [[0, null], "–", "no source with events at two times"],
  [[null, 90_000, 0], "1 min 30 s", ""],
])("longest gaps of sources %j: %s, %s", (gaps, value, aside) => {
  expect(keyFigures([quality(gaps)]).at(-1)).toEqual({ label: "Longest gap", value, aside });
  expect(keyFigures([quality(gaps)], true).at(-1)?.aside).toBe(`${aside} in the range`.trim());
});
