import { expect, test } from "vitest";
import { mappingLine } from "../../src-main/cli/mapping-line.ts";
import { parseMapping } from "../../src-main/sources/mapping.ts";

test.each([
  [
    {
      time: { columns: ["t"] },
      station: "site",
      sensor: "probe",
      value: "v",
      threshold: "limit",
      noThreshold: 999999,
      active: "on",
    },
    'columns: time "t" (iso, UTC), station "site", sensor "probe", value "v", threshold "limit" (999999: none), active "on"',
  ],
  [
    {
      time: { columns: ["day", "hour"], format: "dmy", zone: "Europe/Rome" },
      constants: { station: "x" },
      values: ["a", "b", "c", "d", "e", "f"],
    },
    'columns: time "day" and "hour" (dmy, Europe/Rome), station always x, a sensor each "a", "b", "c", "d" and 2 more',
  ],
  [
    { time: { columns: ["t1"] }, values: ["v1", "v2", 5], valueTimes: { v2: "t2", 5: 4 } },
    'columns: time "t1" (iso, UTC), a sensor each "v1", "v2", column 6, times of their own "t2" of "v2", column 5 of column 6',
  ],
  [
    { time: { columns: [0], format: "epoch-s" }, alarm: 1, intervalEnd: 2, header: false, preset: "faults" },
    "columns, as faults: time column 1 (epoch-s, UTC), alarm column 2, on until column 3",
  ],
])("how rows were understood is said on one line: %#", (mapping, line) => {
  expect(mappingLine(parseMapping(mapping, "test"))).toBe(line);
});
