import { expect, test } from "vitest";
import { isZone } from "../../src-renderer/ui/is-zone.ts";

test("zones are names or distances from UTC", () => {
  expect(["UTC", "America/New_York", "+02:00", "-0330"].filter((text) => !isZone(text))).toEqual([]);
  expect(["New York", "", "+2", "CET to CEST"].filter(isZone)).toEqual([]);
});
