import { expect, test } from "vitest";
import { keyFigures } from "../../src-main/reports/key-figures.ts";
import type { ReportResult } from "../../src-main/reports/report-result.ts";

function report(id: string, columns: Readonly<Record<string, readonly (number | string | null)[]>>): ReportResult {
  const lists = Object.entries(columns).map(([name, values]) => ({ name, label: name, unit: "", values, names: {} }));
  const told = { id, title: id, description: "", settings: {}, chosen: "", told: [] };
  return { ...told, columns: lists, chart: { kind: "table" }, rows: lists[0]?.values.length ?? 0, cut: false, seconds: 0 };
}

/** Data quality of sources with these longest gaps, ms; "one": all its events are of one time; null: it has no event. */
const quality = (gaps: readonly (number | "one" | null)[]): ReportResult =>
  report("data-quality", {
    first: gaps.map((gap) => (gap === null ? null : "2024-05-05T12:00:00.000Z")),
    longest_gap: gaps.map((gap) => (gap === "one" ? null : gap)),
  });

test.each<[readonly (number | "one" | null)[], string, string]>([
  [[null], "–", "no event"],
  [[null, null], "–", "no event"],
  [["one"], "–", "all events at one time"],
  [["one", null], "–", "no source with events at two times"],
  [[null, 90_000, "one"], "1 min 30 s", ""],
])("longest gaps of sources %j: %s, %s", (gaps, value, aside) => {
  expect(keyFigures([quality(gaps)]).at(-1)).toEqual({ label: "Longest gap", value, aside });
  expect(keyFigures([quality(gaps)], true).at(-1)?.aside).toBe(`${aside} in the range`.trim());
});

test("readings without a station are of no station, and alarms without a name are not called one of none", () => {
  const share = (stations: readonly string[]) => report("station-share", { station: stations, events: stations.map(() => 10) });
  const labels = (results: readonly ReportResult[]) => keyFigures(results).map(({ label, value }) => `${label} ${value}`);
  expect(labels([share([""])])).toEqual(["Events 10"]);
  expect(labels([share(["", "A", "B"])])).toEqual(["Events 30", "Stations 2"]);
  const ranking = (name: string) => report("alarm-ranking", { name: [name], raised: [2], exceeded: [25] });
  expect(labels([ranking("")])).toEqual(["Alarms raised 2", "Over threshold 25"]);
  expect(labels([ranking("Low DC voltage")])).toEqual(["Alarms raised 2", "Most over threshold Low DC voltage"]);
});
