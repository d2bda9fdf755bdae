import { describe, expect, it, test } from "vitest";
import { shippedDeclarations } from "../../src-main/session/built-in-plugins.ts";
import { detectCsv } from "../../src-main/sources/csv/detect/detect.ts";
import { foundMapping } from "../../src-main/sources/found-mapping.ts";
import { parseMapping } from "../../src-main/sources/mapping.ts";
import { workerDir } from "../support/page.ts";

const rows = (heading: string, line: (i: number) => string): string =>
  [heading, ...Array.from({ length: 40 }, (_, i) => line(i))].join("\n");
const time = (i: number): string => `2024-05-01 00:00:${String(i).padStart(2, "0")}`;

const TABLES = {
  "a known format": rows(
    "station_id,datapoint_id,alarm_id,event_time,value,valueThreshold,isActive,storedtime",
    (i) => `s,${100 + (i % 3)},a,${time(i)} UTC,${i},999999,${i % 2 === 0},`,
  ),
  "a long table": rows("when;sensor;reading;on", (i) => `${time(i)};t${i % 4};${i},5;${i % 2 === 0 ? "yes" : "no"}`),
  "a wide table": rows("time,a,b,c", (i) => `${time(i)},${i},${i * 2},${i === 7 ? "n/a" : i * 3}`),
  "no header": Array.from({ length: 40 }, (_, i) => `${time(i)}\tt\t${i}`).join("\n"),
};

describe("what is found in a file is the mapping that a document with the same would be", () => {
  it.each(Object.entries(TABLES))("%s", (_, text) => {
    const { mapping } = detectCsv(text, "utf-8", "", [...shippedDeclarations(workerDir).presets]);
    // In the same order too: it is shown, saved and compared as text.
    expect(JSON.stringify(mapping)).toBe(JSON.stringify(parseMapping(mapping, "found")));
  });
});

test("a catalogue's format without a time or value column, and a name too long to be one, are told in one line", () => {
  const found = { encoding: "utf-8", delimiter: ",", quote: '"', skip: 0, header: true, columns: ["t", "v"] } as const;
  const at = (columns: (string | undefined)[]) => ({ columns, format: "iso", zone: "UTC" });
  expect(() => foundMapping({ ...found, columns: ["t"], time: at([undefined]), value: "v" })).toThrow(/time column is not among/);
  expect(() => foundMapping({ ...found, columns: ["t"], time: at(["t"]) })).toThrow(/no value column is known/);
  const long = { ...found, columns: ["t", "v".repeat(1001)], time: at(["t"]), value: 1 };
  expect(() => foundMapping(long)).toThrow("the name of column 2 is longer than 1000 characters; shorten it in the file");
});
