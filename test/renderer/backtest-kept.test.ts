import { beforeEach, expect, test } from "vitest";
import type { BacktestResult } from "../../src-main/ipc/contract.ts";
import { backtested, keepBacktest, useBacktests } from "../../src-renderer/features/plugins/backtest-store.ts";
import { falseAlertsSaid } from "../../src-renderer/features/plugins/false-alerts-said.ts";
import { labelsOutside } from "../../src-renderer/features/plugins/labels-outside.ts";

const result: BacktestResult = {
  alerts: 7,
  labels: 17,
  hits: 8,
  misses: 9,
  falseAlerts: 0,
  excused: 0,
  days: 2,
  stations: 12,
  allStations: 12,
  alertsPerDay: 3.5,
  precision: 1,
  recall: 8 / 17,
  falsePerDay: 0,
  lead: { median: null, p10: null, p90: null },
  timeline: [],
  outside: { labels: 0, first: null },
  unread: [],
  datesTaken: null,
};
const of = (rule: string, source: string) => backtested(useBacktests.getState(), rule, source);

beforeEach(() => useBacktests.setState({ source: "", byRule: {} }));

test("a backtest is still there for who looked at a miss elsewhere, and at another rule in between", () => {
  keepBacktest("anomaly", "a.csv", { result });
  keepBacktest("trend", "a.csv", { busy: true });
  expect(of("anomaly", "a.csv").result).toBe(result);
  expect(of("trend", "a.csv")).toMatchObject({ busy: true, result: null });
});

test("of another source only what was filled in holds", () => {
  const asked = { labels: "file", file: "/data/labels.csv", zone: "+02:00", dates: "mdy", horizon: "1h", whole: "all" } as const;
  keepBacktest("anomaly", "a.csv", { asked, result });
  expect(of("anomaly", "b.csv")).toMatchObject({ asked, result: null });
  keepBacktest("trend", "b.csv", {});
  expect(of("anomaly", "a.csv").result).toBeNull();
});

test("labels no alert can be about are told with the first of them", () => {
  const first = { station: "7", sensor: "102", alarm: "", start: Date.UTC(2017, 1, 19, 15), end: Date.UTC(2017, 1, 19, 16) };
  const words = ({ station, sensor }: { station: string; sensor: string }): string => `${station} ${sensor}`;
  expect(labelsOutside({ labels: 2, outside: { labels: 1, first } }, words, "UTC")).toBe(
    "1 of 2 labels is of a key or a time that the data have not, and always missed as no alert can be about it. The first: 7 102 · 19 Feb 2017 15:00:00.",
  );
  expect(labelsOutside(result, words, "UTC")).toBeNull();
});

test("false alerts say by what they are divided", () => {
  expect(falseAlertsSaid(result)).toBe("0 at 12 stations in 2 d");
  expect(falseAlertsSaid({ ...result, falseAlerts: 5, stations: 3 })).toBe("5 at 3 of 12 stations in 2 d");
});
