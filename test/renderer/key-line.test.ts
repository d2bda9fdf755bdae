import { expect, test } from "vitest";
import { keyLine } from "../../src-renderer/frame/key-line.ts";

test("a sensor is found by its alarm's name as by its own, by any part of its key, and by codes", () => {
  const line = keyLine({
    ...{ station: "1161115010", stationName: "Hill 10", sensor: "121", name: "Power grid voltage", short: "Grid voltage" },
    ...{ alarm: "308", alarmName: "High AC voltage" },
  });
  for (const word of ["high ac", "308", "hill", "1161115010", "grid voltage", "power", "121"]) expect(line).toContain(word);
});
