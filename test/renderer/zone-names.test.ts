import { expect, test } from "vitest";
import { isZone, zoneNames } from "../../src-renderer/features/sources/zone-names.ts";

test("zones are names or distances from UTC; every name offered is one", () => {
  expect(["UTC", "America/New_York", "+02:00", "-0330"].filter((text) => !isZone(text))).toEqual([]);
  expect(["New York", "", "+2", "CET to CEST"].filter(isZone)).toEqual([]);
  expect(zoneNames()[0]).toBe("UTC");
  expect(zoneNames().filter((name) => !isZone(name))).toEqual([]);
});
