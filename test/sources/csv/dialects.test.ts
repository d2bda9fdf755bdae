import { expect, test } from "vitest";
import { readCsv, temporaryFolder } from "./csv-files.ts";

const folder = temporaryFolder();
const N = 24;
const two = (n: number): string => String(n).padStart(2, "0");
const BASE = Date.parse("2024-02-13T10:00:00Z");
const iso = (i: number): string => new Date(BASE + i * 60_000).toISOString();
const sql = (i: number): string => iso(i).slice(0, 19).replace("T", " ");
/** Value of row i: a quarter, so that every notation is exact. */
const v = (i: number): number => i * 1.25 - 3;
const comma = (n: number): string => String(n).replace(".", ",");

interface Dialect {
  readonly name: string;
  readonly header?: string | null;
  readonly row: (i: number) => string;
  /** Lines before and after. */
  readonly before?: string;
  readonly after?: string;
  readonly bytes?: (text: string) => Buffer;
  /** Sensors expected; one named "value" when absent. */
  readonly sensors?: readonly string[];
  readonly times?: (i: number) => number;
  readonly refused?: number;
  /** Not read: what is said instead. */
  readonly explained?: RegExp;
  /** Values of the first sensor; `v` when absent. */
  readonly values?: (i: number) => number | null;
}

const minute = (i: number): number => BASE + i * 60_000;
const DIALECTS: readonly Dialect[] = [
  { name: "plain", row: (i) => `${iso(i)},${v(i)}` },
  {
    name: "JSON in its cells",
    header: "time,device,payload",
    row: (i) => `${iso(i)},a,"{""temp"":${v(i)}}"`,
    explained:
      /column "payload" holds JSON, which is read in messages and not within a CSV; write its fields into columns of their own/,
  },
  { name: "semicolon, decimal comma", header: "time;value", row: (i) => `${iso(i)};${comma(v(i))}` },
  { name: "semicolon, decimal point", header: "time;value", row: (i) => `${iso(i)};${v(i)}` },
  { name: "tab", header: "time\tvalue", row: (i) => `${iso(i)}\t${v(i)}` },
  { name: "tab, decimal comma", header: "time\tvalue", row: (i) => `${iso(i)}\t${comma(v(i))}` },
  { name: "bar", header: "time|value", row: (i) => `${iso(i)}|${v(i)}` },
  { name: "blanks after commas", header: "time, value", row: (i) => `${iso(i)}, ${v(i)}` },
  { name: "quoted header", header: '"time","value"', row: (i) => `${iso(i)},${v(i)}` },
  { name: "everything quoted", header: '"time","value"', row: (i) => `"${iso(i)}","${v(i)}"` },
  { name: "single quotes", header: "'time','value'", row: (i) => `'${iso(i)}','${v(i)}'` },
  { name: "decimal comma in quotes", header: "time,value", row: (i) => `${iso(i)},"${comma(v(i))}"` },
  { name: "no header", header: null, row: (i) => `${iso(i)},${v(i)}`, sensors: ["column 2"] },
  { name: "day first, slashes", row: (i) => `13/02/2024 10:${two(i)},${v(i)}` },
  { name: "day first, dots", row: (i) => `13.02.2024 10:${two(i)}:00,${v(i)}` },
  { name: "month first", row: (i) => `02/13/2024 10:${two(i)}:00,${v(i)}` },
  { name: "AM and PM", row: (i) => `2/13/2024 10:${two(i)} AM,${v(i)}` },
  { name: "two-digit year", row: (i) => `13/02/24 10:${two(i)},${v(i)}` },
  { name: "year first with slashes", row: (i) => `2024/02/13 10:${two(i)}:00,${v(i)}` },
  { name: "compact ISO", row: (i) => `20240213T10${two(i)}00Z,${v(i)}` },
  { name: "month names", row: (i) => `13-Feb-2024 10:${two(i)}:00,${v(i)}` },
  { name: "month names first", header: "time;value", row: (i) => `Feb 13, 2024 10:${two(i)}:00 AM;${v(i)}` },
  {
    name: "weekdays, as mail and the web write times",
    header: "time;value",
    row: (i) => `Tue, 13 Feb 2024 10:${two(i)}:00 GMT;${v(i)}`,
  },
  { name: "epoch seconds", header: "ts,value", row: (i) => `${minute(i) / 1000},${v(i)}` },
  { name: "epoch seconds with a fraction", header: "ts,value", row: (i) => `${minute(i) / 1000}.0,${v(i)}` },
  { name: "epoch milliseconds", header: "timestamp,value", row: (i) => `${minute(i)},${v(i)}` },
  { name: "date and time apart", header: "Date,Time,value", row: (i) => `2024-02-13,10:${two(i)}:00,${v(i)}` },
  {
    name: "date and time apart, day first, decimal comma",
    header: "Date;Time;value",
    row: (i) => `13/02/2024;10.${two(i)}.00;${comma(v(i))}`,
  },
  { name: "time before date", header: "Time,Date,value", row: (i) => `10:${two(i)}:00,2024-02-13,${v(i)}` },
  { name: "ISO with an offset", row: (i) => `${new Date(minute(i) + 7_200_000).toISOString().slice(0, 19)}+02:00,${v(i)}` },
  { name: "microseconds and UTC", row: (i) => `${sql(i)}.000000 UTC,${v(i)}` },
  { name: "time not first", header: "value,time", row: (i) => `${v(i)},${iso(i)}` },
  {
    name: "Latin-1 unit",
    header: "time,temp °C",
    row: (i) => `${iso(i)},${v(i)}`,
    bytes: (text) => Buffer.from(text, "latin1"),
    sensors: ["temp °C"],
  },
  { name: "UTF-8 with a mark", row: (i) => `${iso(i)},${v(i)}`, bytes: (text) => Buffer.from(`\uFEFF${text}`) },
  { name: "UTF-16 little endian", row: (i) => `${iso(i)},${v(i)}`, bytes: (text) => Buffer.from(`\uFEFF${text}`, "utf16le") },
  {
    name: "UTF-16 big endian",
    row: (i) => `${iso(i)},${v(i)}`,
    bytes: (text) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
  },
  { name: "header one short", header: "time,value", row: (i) => `${i + 1},${iso(i)},${v(i)}` },
  { name: "comment lines", before: "# device 7\n# firmware 1.2\n", row: (i) => `${iso(i)},${v(i)}` },
  { name: "a title line", before: "Export of station 7\n", row: (i) => `${iso(i)},${v(i)}` },
  { name: "a units row", header: "time,value\n,°C", row: (i) => `${iso(i)},${v(i)}` },
  { name: "a delimiter at the end", header: "time;value;", row: (i) => `${iso(i)};${v(i)};` },
  {
    name: "thousands separators",
    header: "time;value",
    row: (i) => `${iso(i)};"${(v(i) + 12_000).toLocaleString("en-US")}"`,
    values: (i) => v(i) + 12_000,
  },
  {
    name: "thousands points, decimal comma",
    header: "time;value",
    row: (i) => `${iso(i)};${(v(i) + 12_000).toLocaleString("de-DE")}`,
    values: (i) => v(i) + 12_000,
  },
  { name: "wide", header: "time,a,b,c", row: (i) => `${iso(i)},${v(i)},${i},${i * 2}`, sensors: ["a", "b", "c"] },
  {
    name: "wide, semicolon, decimal comma",
    header: "time;a;b",
    row: (i) => `${iso(i)};${comma(v(i))};${comma(i + 0.5)}`,
    sensors: ["a", "b"],
  },
  {
    name: "missing marks",
    header: "time,a,b",
    row: (i) => `${iso(i)},${i % 3 === 0 ? "NA" : v(i)},${i}`,
    sensors: ["a", "b"],
    values: (i) => (i % 3 === 0 ? null : v(i)),
  },
  {
    name: "missing as NaN",
    header: "time,a,b",
    row: (i) => `${iso(i)},${i % 3 === 0 ? "NaN" : v(i)},${i}`,
    sensors: ["a", "b"],
    values: (i) => (i % 3 === 0 ? null : v(i)),
  },
  {
    name: "missing as -999",
    header: "time,a,b",
    row: (i) => `${iso(i)},${i % 3 === 0 ? "-999" : v(i)},${i === 5 || i === 7 ? "-999" : i}`,
    sensors: ["a", "b"],
    values: (i) => (i % 3 === 0 ? null : v(i)),
  },
  { name: "row numbers first", header: "No,time,value", row: (i) => `${i + 1},${iso(i)},${v(i)}` },
  {
    name: "station and sensor columns",
    header: "station,sensor,time,value",
    row: (i) => `north,temp,${iso(i)},${v(i)}`,
    sensors: ["temp"],
  },
  { name: "CRLF", header: "time,value\r", row: (i) => `${iso(i)},${v(i)}\r` },
  {
    name: "carriage returns alone",
    explained: /carriage returns alone; save it with line feeds/,
    row: (i) => `${iso(i)},${v(i)}`,
    bytes: (text) => Buffer.from(text.replaceAll("\n", "\r")),
  },
  {
    name: "carriage returns and a line feed at the end",
    explained: /carriage returns alone; save it with line feeds/,
    row: (i) => `${iso(i)},${v(i)}`,
    bytes: (text) => Buffer.from(`${text.replaceAll("\n", "\r")}\n`),
  },
  {
    name: "line ends that were turned twice",
    row: (i) => `${iso(i)},${v(i)}`,
    bytes: (text) => Buffer.from(text.replaceAll("\n", "\r\r\n")),
  },
  { name: "spaces as delimiter", header: "time value", row: (i) => `${iso(i)} ${v(i)}` },
  { name: "exponents", row: (i) => `${iso(i)},${v(i).toExponential(4)}` },
  { name: "a plus sign", row: (i) => `${iso(i)},${v(i) < 0 ? v(i) : `+${v(i)}`}` },
  {
    name: "rows that end in a delimiter, which the header does not",
    header: "time,a,b",
    row: (i) => `${iso(i)},${v(i)},${i},`,
    sensors: ["a", "b"],
  },
  {
    name: "a date and a value of two decimals beside it",
    header: "Date,Temp,Rain",
    row: (i) => `2024-02-${two(i + 1)},${12 + (i % 10)}.${20 + i},${i}`,
    sensors: ["Temp", "Rain"],
    times: (i) => Date.UTC(2024, 1, i + 1),
    values: (i) => 12 + (i % 10) + (20 + i) / 100,
  },
  { name: "a time of day with a dot", header: "Datum;Uhrzeit;value", row: (i) => `13.02.2024;10.${two(i)};${comma(v(i))}` },
  {
    name: "numbers of two decimals and no time at all",
    header: "a,b",
    row: (i) => `${12 + (i % 10)}.${20 + i},${i}`,
    explained: /no time column was found/,
  },
  {
    name: "measurement file of LabVIEW",
    before: `LabVIEW Measurement\t\nSeparator\tTab\nDate\t2024/01/15\n***End_of_Header***\t\nChannels\t2\t\t\nDelta_X\t0.1\t0.1\t\n***End_of_Header***\t\t\t\n`,
    header: "X_Value\tVoltage_0\tVoltage_1\tComment",
    row: (i) => `${(i * 0.25).toFixed(6)}\t${v(i)}\t${i}.25\t`,
    sensors: ["Voltage_0", "Voltage_1"],
    times: (i) => i * 250,
  },
  {
    name: "settings as wide as the table above its names",
    before: "Site,Roof,North\nOwner,Me,You\n",
    header: "Date/Time,a,b",
    row: (i) => `${sql(i)},${v(i)},${i}`,
    sensors: ["a", "b"],
  },
  {
    name: "a title as wide as the table, names, and two rows below that say no time",
    header: "Export,,\nName,a,b\nDescription,Area A,Area B\nUnits,degC,kPa",
    row: (i) => `${iso(i)},${v(i)},${i}`,
    sensors: ["a", "b"],
    refused: 2,
  },
  {
    name: "a name in two rows",
    header: "\t\tTemp\tHi\tLow\nDate\tTime\tOut\tTemp\tTemp",
    row: (i) => `2/13/24\t10:${two(i)}\t${v(i)}\t${i}\t${i}`,
    sensors: ["Temp Out", "Hi Temp", "Low Temp"],
  },
  {
    name: "tags above the pairs of a historian",
    header: "FT101,,PT205,\nTime,Value,Time,Value",
    row: (i) => `${sql(i)},${v(i)},${sql(i + 1)},${i}`,
    sensors: ["FT101 Value", "PT205 Value"],
  },
  ...["ms", "Millisecond", "sub sec"].map((column) => ({
    name: `${column} behind a date and a time of day`,
    header: `Date,Time,${column},a,b`,
    row: (i: number) => `2024-02-13,10:${two(i)}:00,${(i * 37) % 1000},${v(i)},${i}`,
    sensors: ["a", "b"],
    times: (i: number) => minute(i) + ((i * 37) % 1000),
  })),
  {
    name: "ms that are measured",
    header: "time,ms,loss",
    row: (i) => `${iso(i)},${i * 37},${i}`,
    sensors: ["ms", "loss"],
    values: (i) => i * 37,
  },
  { name: "time of day with an a or a p", header: "Date\tTime\tvalue", row: (i) => `2/13/24\t10:${two(i)}a\t${v(i)}` },
  {
    name: "days of a spreadsheet with decimal commas",
    header: "Date;value",
    row: (i) => `${comma(45_335.416_666_666_7 + i / 1440)};${comma(v(i))}`,
    times: (i) => Math.round((Number((45_335.416_666_666_7 + i / 1440).toString()) - 25_569) * 86_400_000),
  },
  {
    name: "a number of each reading that is called so",
    header: "Reading,Sample,Start Time,Max",
    row: (i) => `${i + 1},${v(i)} VDC,2/13/2024 10:${two(i)}:00 AM,${i} VDC`,
    sensors: ["Sample", "Max"],
  },
  ...["(null)", "TIMEOUT", "OL", "Over Range", "\\N", "I/O Timeout", "Calc Failed", "Pt Created", "Invalid", "ERR"].map(
    (word) => ({
      name: `missing as ${word}`,
      header: "time,a,b",
      row: (i: number) => `${iso(i)},${i % 3 === 0 ? word : v(i)},${i}`,
      sensors: ["a", "b"],
      values: (i: number) => (i % 3 === 0 ? null : v(i)),
    }),
  ),
  { name: "sep= line of Excel", before: "sep=;\n", header: "time;value", row: (i) => `${iso(i)};${comma(v(i))}` },
];

test.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))("understood without a flag: %s", async (name, dialect) => {
  const { header = "time,value", before = "", after = "", sensors = ["value"], times = minute, values = v } = dialect;
  const rows = Array.from({ length: N }, (_, i) => dialect.row(i));
  const text = `${before}${[...(header === null ? [] : [header]), ...rows].join("\n")}\n${after}`;
  const path = folder.write(`${name.replaceAll(/\W+/g, "-")}.csv`, dialect.bytes?.(text) ?? text);
  if (dialect.explained !== undefined) return void (await expect(readCsv(path)).rejects.toThrow(dialect.explained));
  const read = await readCsv(path);
  expect({ accepted: read.accepted, refused: read.rows - read.accepted }).toEqual({ accepted: N, refused: dialect.refused ?? 0 });
  expect([...new Set(read.events.map(({ key }) => key.split("/")[1]))].sort()).toEqual([...sensors].sort());
  const first = read.events.filter(({ key }) => key.split("/")[1] === sensors[0]);
  const wanted = Array.from({ length: N }, (_, i) => ({ time: times(i), value: values(i) })).filter(
    ({ value }) => value !== null,
  );
  expect(first.map(({ time, value }) => ({ time, value }))).toEqual(wanted);
});

test("day files whose rows end in a delimiter, which their headers do not, are read as one", async () => {
  for (const day of [1, 2])
    folder.write(`daily-${day}.csv`, `time,a,b\n${[0, 1, 2].map((i) => `2024-02-0${day} 10:00:0${i},${i}.5,${i},\n`).join("")}`);
  const read = await readCsv(`${folder.path}/daily-*.csv`);
  expect([read.accepted, read.events.length]).toEqual([6, 12]);
});
