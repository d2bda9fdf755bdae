import { expect, test } from "vitest";
import { titleHere } from "../../src-renderer/features/live/title-here.ts";

test("an alert below the name of its sensor says what is with it, not its name again", () => {
  const room = { name: "Room temperature", sensor: "12" };
  const coded = { name: "NOx(GT)", sensor: "NOx(GT)" };
  expect(titleHere("Room temperature: spike", room)).toBe("Spike");
  expect(titleHere("Room temperature heads for its threshold", room)).toBe("Heads for its threshold");
  expect(titleHere("Sensor NOx(GT): drift", coded)).toBe("Drift");
  // Another thing of a like name, an alarm of the sensor, nothing but the name, no name.
  expect(titleHere("Room temperatures differ", room)).toBe("Room temperatures differ");
  expect(titleHere("High room temperature on", room)).toBe("High room temperature on");
  expect(titleHere("Room temperature", room)).toBe("Room temperature");
  expect(titleHere("Pump: dry", { name: "", sensor: "" })).toBe("Pump: dry");
});
