import { expect, test } from "vitest";
import { detectCsv } from "../../../src-main/sources/csv/detect/detect.ts";
import { parseMapping } from "../../../src-main/sources/mapping.ts";
import { readCsv, temporaryFolder } from "./csv-files.ts";

const folder = temporaryFolder();
const BASE = Date.UTC(2024, 0, 15, 10);
const clock = (seconds: number): string => new Date(BASE + seconds * 1000).toISOString().slice(0, 19).replace("T", " ");

/** A minute and half a minute apart, the second series ten minutes earlier and longer than the first. */
function pairs(header: string, delimiter: string, time: (seconds: number) => string, value = (n: number) => `${n}`): string {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const first = i < 15 ? [time(i * 60), value(i + 0.5)] : ["", ""];
    return [...first, time(i * 30 - 600), value(100 + i)].join(delimiter);
  });
  return `${header}\n${rows.join("\n")}\n`;
}

const epoch = (seconds: number): string => String(BASE + seconds * 1000);
const german = (n: number): string => String(n).replace(".", ",");

test.each([
  ["numbered", pairs("t1,v1,t2,v2", ",", clock), ["v1", "v2"]],
  ["the same two names again", pairs("Timestamp;Value;Timestamp;Value", ";", epoch, german), ["Value", "Value (column 4)"]],
  ["as a library renames them", pairs("Time,Temp,Time.1,Hum", ",", epoch), ["Temp", "Hum"]],
  [
    "named by what is measured",
    pairs("Pump1 Time\tPump1 ValueY\tTank Time\tTank ValueY", "\t", clock),
    ["Pump1 ValueY", "Tank ValueY"],
  ],
  ["of two names that do not pair, one shorter", pairs("Zeit,Temp,Datum,Feuchte", ",", clock), ["Temp", "Feuchte"]],
  ["without names", pairs("", ",", clock).trimStart(), ["column 2", "column 4"]],
] as const)("time, value, time, value, %s: each value has its own time, in order, and none is late", async (_, text, sensors) => {
  const read = await readCsv(folder.write("pairs.csv", text), { order: "time" });
  expect([read.rows, read.accepted, read.rejects]).toEqual([40, 40, []]);
  const of = (sensor: string): number[][] =>
    read.events.filter(({ key }) => key === `/${sensor}/`).map(({ time, value }) => [(time - BASE) / 1000, value]);
  expect(of(sensors[0])).toEqual(Array.from({ length: 15 }, (_, i) => [i * 60, i + 0.5]));
  expect(of(sensors[1])).toEqual(Array.from({ length: 40 }, (_, i) => [i * 30 - 600, 100 + i]));
  const times = read.events.map(({ time }) => time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test.each([
  ["a start and an end", "start_time,temp,end_time,hum"],
  ["when it was stored", "event_time,temp,ingest_time,hum"],
  ["a third time that pairs with none, and a remark", "measured,temp,seen,hum,note"],
  ["a time that is about a device", "time,temp,calibrated,hum"],
])("%s are times of the row", (_, header) => {
  const more = header.split(",").length > 4 ? ",x" : "";
  const rows = Array.from({ length: 20 }, (_, i) => `${clock(i)},${i}.5,${clock(i + 5)},${i + 10}.25${more}\n`);
  const { mapping } = detectCsv(`${header}\n${rows.join("")}`, "utf-8", "", []);
  expect([mapping.time.columns, mapping.values, mapping.valueTimes]).toEqual([
    [header.split(",")[0]],
    ["temp", "hum"],
    undefined,
  ]);
});

test("a date beside the time it is a part of is no time of its own", () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${clock(i)},${i}.5,2024-01-15,${i + 10}.25\n`);
  expect(detectCsv(`when,temp,day,hum\n${rows.join("")}`, "utf-8", "", []).mapping.valueTimes).toBeUndefined();
});

const mapping = parseMapping({ time: { columns: ["t1"] }, values: ["v1", "v2"], valueTimes: { v2: "t2" }, header: true }, "test");

test("a value without its time refuses the row, a time without its value does not; events of a row come in order of time", async () => {
  const rows = [
    `${clock(60)},1,${clock(0)},2`,
    `${clock(120)},,${clock(90)},3`,
    `,4,${clock(150)},5`,
    `${clock(180)},6,soon,7`,
    ",,soon,",
    `soon,,${clock(200)},8`,
  ];
  const read = await readCsv(folder.write("gaps.csv", `t1,v1,t2,v2\n${rows.join("\n")}\n`), { mapping });
  expect(read.events.map(({ row, value }) => [row, value])).toEqual([
    [1, 2],
    [1, 1],
    [2, 3],
    [6, 8],
  ]);
  expect(read.rejects.map(({ row, reason, detail }) => [row, reason, detail])).toEqual([
    [3, "unconvertible", 'the time "" of v1 is not of the format iso'],
    [4, "unconvertible", 'the time "soon" of v2 is not of the format iso'],
    [5, "unconvertible", "every value is missing"],
  ]);
});

test("times of their own are those of values, in columns that are there", async () => {
  expect(() => parseMapping({ time: { columns: ["t1"] }, value: "v1", valueTimes: { v1: "t2" } }, "my.json")).toThrow(
    /my\.json: field valueTimes: .*"values"/,
  );
  const file = folder.write("few.csv", pairs("t1,v1,t2,v2", ",", clock));
  await expect(readCsv(file, { mapping: { ...mapping, values: ["v1"] } })).rejects.toThrow(
    /valueTimes has column "v2", which is none of "values"/,
  );
  await expect(readCsv(file, { mapping: { ...mapping, valueTimes: { v2: "t9" } } })).rejects.toThrow(
    /time column "t9" is not in the file/,
  );
});
