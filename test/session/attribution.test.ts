import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Analysed, analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";

// Every alert is of the key whose rows it rests on: counted again from the raw file, by nothing of the engine.

const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
let found: Analysed;
let rows: { station: string; sensor: string; alarm: string; time: number; value: number; active: boolean }[];

beforeAll(async () => {
  // Many keys, first met in another order than that of their names.
  writeBts(file, { stations: 12, days: 2, seed: 2 });
  found = await analyse([file], ["sensor-statistics", "alarm-counts"]);
  rows = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [station = "", sensor = "", alarm = "", time = "", value = "", , active = ""] = line.split(",");
      return {
        station,
        sensor,
        alarm,
        time: Date.parse(time.replace(" UTC", "Z").replace(" ", "T")),
        value: Number(value),
        active: active === "true",
      };
    });
});
afterAll(() => folder.remove());

const inWindow = (alert: Analysed["alerts"][number]): typeof rows => {
  const { key, window } = alert;
  if (window === null) throw new Error("an alert of a window has one");
  return rows.filter(
    ({ station, sensor, alarm, time }) =>
      station === key.station &&
      sensor === key.sensor &&
      (key.alarm === "" || alarm === key.alarm) &&
      time >= window.start &&
      time < window.end,
  );
};

test("alarm-counts: the active rows of the alert's own key in its window", () => {
  const alerts = found.alerts.filter(({ rule }) => rule === "alarm-counts");
  expect(alerts.length).toBeGreaterThan(10);
  for (const alert of alerts) {
    const own = inWindow(alert);
    expect({ ...alert.key, active: alert.value }).toEqual({ ...alert.key, active: own.filter(({ active }) => active).length });
    if (alert.action === "raise") expect(alert.evidence["events"]).toBe(own.length);
  }
});

test("sensor-statistics: the extremes of the alert's own sensor in its window", () => {
  const alerts = found.alerts.filter(({ rule }) => rule === "sensor-statistics");
  expect(alerts.length).toBeGreaterThan(5);
  for (const alert of alerts) {
    const values = inWindow(alert).map(({ value }) => value);
    const { key, evidence } = alert;
    expect({ key, count: evidence["count"], min: evidence["min"], max: evidence["max"] }).toEqual({
      key,
      count: values.length,
      min: Math.min(...values),
      max: Math.max(...values),
    });
  }
});
