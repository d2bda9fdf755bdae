import { expect, test } from "vitest";
import { createIanaZone } from "../../../src-main/sources/csv/iana-zone.ts";
import { offsetIn, zoneChanges } from "../../../src-main/sources/csv/zone-changes.ts";
import { randomOf } from "../../plugins/noise.ts";

test.each(["Europe/Rome", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Kathmandu"])(
  "%s as a table of its changes says what the engine says, from 1800 to the year 9999",
  (zone) => {
    const offsetAt = createIanaZone(zone);
    const changes = zoneChanges(offsetAt);
    const { uniform: random } = randomOf(7);
    const times = Array.from({ length: 3000 }, (_, i) =>
      i % 3 === 0 ? Date.UTC(1800 + random() * 8200, 0, 1) + random() * 3e10 : Date.UTC(1970, 0, 1) + random() * 4.1e12,
    ).map(Math.floor);
    // The moments around each change of a hundred years.
    for (const from of changes.from.filter((time) => time > 0 && time < Date.UTC(2070, 0, 1))) times.push(from - 1, from);
    expect(times.filter((time) => offsetIn(changes, time) !== offsetAt(time))).toEqual([]);
  },
);
