import { expect, test } from "vitest";
import { patternsOf } from "../../src-renderer/features/alerts/off-patterns.ts";

test("a rule is offered to be off for the alert's own key first, then for what shares a part of it", () => {
  const alert = {
    station: "1161115010",
    stationName: "Hill 10",
    sensor: "121",
    alarm: "308",
    sensorName: "Grid voltage",
    alarmName: "",
  };
  expect(patternsOf(alert, ["station", "sensor"])).toEqual([
    { key: { station: "1161115010", sensor: "121" }, words: "Grid voltage at Hill 10" },
    { key: { sensor: "121" }, words: "Grid voltage at every station" },
    { key: { station: "1161115010" }, words: "everything at Hill 10" },
  ]);
  expect(patternsOf(alert, ["station"])).toEqual([{ key: { station: "1161115010" }, words: "station Hill 10" }]);
  expect(patternsOf({ ...alert, sensorName: "" }, ["alarm"])).toEqual([{ key: { alarm: "308" }, words: "alarm 308" }]);
  expect(patternsOf(alert, [])).toEqual([]);
  // Words around a name keep their places, whichever way it is written.
  const arabic = { ...alert, stationName: "محطة", sensorName: "חדר", alarmName: "322" };
  expect(patternsOf(arabic, ["station", "sensor"])[0]?.words).toBe("\u2068חדר\u2069 · 322 at \u2068محطة\u2069");
});
