import { expect, test } from "vitest";
import { columnMeanings } from "../../src-renderer/ui/column-meanings.ts";

const told = (mapping: Record<string, unknown>) =>
  columnMeanings(mapping).map(({ column, meaning, unit, detail }) => [column, meaning, unit, detail].join("|"));

test("each column is told with its meaning, its unit and how it is written; what is not read comes last", () => {
  expect(
    told({
      columns: ["day", "hour", "site", "Power", "limit", "on", "note"],
      time: { columns: ["day", "hour"], format: "dmy", zone: "Europe/Rome" },
      station: "site",
      value: 3,
      units: { 3: "kW" },
      decimal: ",",
      threshold: "limit",
      noThreshold: 999999,
      active: "on",
      activeTrue: ["yes", "1"],
      constants: { alarm: "308" },
    }),
  ).toEqual([
    "day|Date||dmy, in Europe/Rome where no zone stands",
    "hour|Time of day||",
    "site|Station||",
    "Power|Value|kW|decimal comma",
    "limit|Threshold||999999 means none",
    "on|Active flag||active: yes, 1",
    "|Alarm||always 308",
    "note|||not read",
  ]);
});

test("a wide table and one of intervals; a column without a name is called by its place", () => {
  expect(told({ time: { columns: [0], format: "epoch-s" }, values: ["a", 2], units: { a: "V" } })).toEqual([
    "column 1|Time||epoch-s",
    "a|Values of a sensor|V|",
    "column 3|Values of a sensor||",
  ]);
  expect(told({ time: { columns: ["from"] }, alarm: "what", intervalEnd: "to" })).toEqual([
    "from|Time||iso, in UTC where no zone stands",
    "what|Alarm||",
    "to|On until||",
  ]);
});

test("milliseconds in a column of their own are part of the time", () => {
  expect(told({ columns: ["d", "ms", "v"], time: { columns: ["d"], format: "ymd", milliseconds: "ms" }, value: "v" })).toEqual([
    "d|Time||ymd, in UTC where no zone stands",
    "ms|Milliseconds||",
    "v|Value||",
  ]);
});

test("values with times of their own: which time is whose", () => {
  const mapping = {
    columns: ["t1", "v1", "t2", "v2", "t", "v2"],
    time: { columns: ["t1"], format: "ymd" },
    values: ["v1", "v2", 5],
  };
  expect(told({ ...mapping, valueTimes: { v2: "t2", 5: 4 } })).toEqual([
    "t1|Time||ymd, in UTC where no zone stands",
    "t|Time of v2||",
    "t2|Time of v2||",
    "v1|Values of a sensor||",
    "v2|Values of a sensor||",
    "v2|Values of a sensor||",
  ]);
});
