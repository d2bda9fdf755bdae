import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { openPage } from "../support/page.ts";

const folder = temporaryFolder();
const page = openPage();
afterAll(async () => {
  await page.close();
  folder.remove();
});

test("an alert's value has the unit of what it tells: a count is no voltage, and what was measured stays one", async () => {
  const file = join(folder.path, "stations.csv");
  writeBts(file, { stations: 4, days: 2, seed: 11 });
  await page.request("session.open", { kind: "files", paths: [file] });
  await page.done();
  const of = async (rule: string) =>
    (await page.request("alerts.page", { filter: { rules: [rule] }, offset: 0, limit: 1000, newestFirst: false })).rows;
  const counts = await of("alarm-counts");
  expect(counts.length).toBeGreaterThan(0);
  expect(new Set(counts.map(({ unit }) => unit))).toEqual(new Set(["rows"]));
  const explained = await page.request("alerts.explain", { id: counts[0]?.id ?? "" });
  expect(["V", "°C", "Hz", "%"]).toContain(explained.unit);
  const measured = (await of("active-alarms")).filter(({ sensor }) => sensor === explained.alert.sensor);
  expect(measured[0]?.unit).toBe(explained.unit);
});

test("what a rule shows as evidence has its words and units, and its events are those of every key it looked at", async () => {
  const rows = async (rule: string) =>
    (await page.request("alerts.page", { filter: { rules: [rule] }, offset: 0, limit: 1000, newestFirst: false })).rows;
  // A grid voltage has two alarms, and so two keys: its statistics are of both.
  const alert = (await rows("sensor-statistics")).find(({ sensor }) => sensor === "121");
  const { told, events, eventsTotal } = await page.request("alerts.explain", { id: alert?.id ?? "" });
  expect(told["usualHigh"]).toEqual({ label: "Usual maximum", unit: "V", share: false });
  expect(eventsTotal).toBe(alert?.evidence["count"]);
  expect(new Set(events.map(({ alarm }) => alarm))).toEqual(new Set(["308", "309"]));
  expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).sort((a, b) => a - b));
  // A prediction rests on the readings it names, the one at hand with them.
  const predicted = (await rows("threshold-prediction")).find(({ evidence }) => typeof evidence["points"] === "number");
  expect((await page.request("alerts.explain", { id: predicted?.id ?? "" })).eventsTotal).toBe(predicted?.evidence["points"]);
  for (const rule of ["anomaly", "threshold-prediction", "active-alarms", "alarm-counts", "sensor-statistics"])
    for (const { id, evidence } of (await rows(rule)).slice(0, 20)) {
      const words = (await page.request("alerts.explain", { id })).told;
      expect(Object.keys(evidence).filter((name) => name !== "why" && !Object.hasOwn(words, name))).toEqual([]);
    }
});

test("an alarm that is a number to all catalogues is told as one: a 6 beside a station says nothing", async () => {
  const file = join(folder.path, "alarms.csv");
  const rows = Array.from({ length: 6 }, (_, i) => `2024-03-01 10:0${i}:00,40,6,${i % 2 === 0}`);
  writeFileSync(file, `time,station,alarm,active\n${rows.join("\n")}\n`);
  await page.request("session.open", { kind: "files", paths: [file] });
  await page.done();
  const { rows: alerts } = await page.request("alerts.page", { filter: {}, offset: 0, limit: 10, newestFirst: false });
  expect(alerts[0]).toMatchObject({ title: "Alarm 6 on", stationName: "40", sensorName: "", alarm: "6", alarmName: "Alarm 6" });
});
