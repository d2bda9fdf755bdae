import { expect, test } from "vitest";
import { keyWords } from "../../src-renderer/bridge/key-words.ts";

const { words, head, pattern } = keyWords([
  {
    station: "1161115010",
    stationName: "Hill 10",
    sensor: "121",
    name: "Grid voltage",
    alarm: "309",
    alarmName: "Low AC voltage",
  },
  { station: "1161115010", stationName: "Hill 10", sensor: "", name: "Door open", alarm: "301", alarmName: "Door open" },
]);

test("a key is told by the names of all its parts, and a code that none knows by itself", () => {
  expect(words({ station: "1161115010", sensor: "121", alarm: "309" })).toBe("Hill 10 · Grid voltage · Low AC voltage");
  expect(words({ station: "7", sensor: "", alarm: "310" })).toBe("7 · 310");
  expect([head({ station: "1161115010", sensor: "", alarm: "" }), head({ station: "", sensor: "", alarm: "301" })]).toEqual([
    "Hill 10",
    "all",
  ]);
});

test("keys a rule is off for, or has a window for, are told by names, with the codes that are to be written", () => {
  expect(pattern(["station", "sensor"], { sensor: "121" })).toBe("any station · Grid voltage (121)");
  expect(pattern(["station", "alarm"], { station: "7", alarm: "309" })).toBe("station 7 · Low AC voltage (309)");
});
