import { expect, test } from "vitest";
import { eventsSql, fileName } from "../../src-renderer/bridge/export-events.ts";

test("what charts show is asked for by their keys and edges; a name that ends a text of SQL is part of the text", () => {
  const keys = [
    { station: "O'Hara", sensor: "temp", alarm: "" },
    { station: "2", sensor: "", alarm: "308" },
  ];
  expect(eventsSql(keys, { from: 0.4, to: 999.2 })).toBe(
    "select time, station, sensor, alarm, value, threshold, active from events where time_ms between 0 and 1000" +
      " and ((station = 'O''Hara' and sensor = 'temp' and alarm = '') or (station = '2' and sensor = '' and alarm = '308'))" +
      " order by time_ms",
  );
});

test("a sensor of any alphabet names the file, without what a path is made of", () => {
  expect([fileName("Raum/Temperatur °C: Süd"), fileName("температура"), fileName("..\\x")]).toEqual([
    "Raum_Temperatur _C_ Süd",
    "температура",
    ".._x",
  ]);
});
