import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createTimeReader } from "../../../src-main/sources/csv/time-reader.ts";
import { parseMapping } from "../../../src-main/sources/mapping.ts";
import { readCsv, stationRows, temporaryFolder } from "./csv-files.ts";

const folder = temporaryFolder();
const at = (text: string): number => Date.parse(text);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const two = (n: number): string => String(n).padStart(2, "0");

describe("files understood without a flag", () => {
  it("semicolons, decimal comma, date and time apart, -200 for missing, empty columns at the end", async () => {
    const rows = range(30).map(
      (i) =>
        `10/03/2004;${two(i % 24)}.00.00;${i % 5 === 0 ? "-200,0" : `${2 + i / 10}`.replace(".", ",")};${i % 7 === 0 ? -200 : 1360 + i};11,${i};;`,
    );
    const path = folder.write("air.csv", `Date;Time;CO(GT);PT08.S1;T;;\n${rows.join("\n")}\n;;;;;;\n`);
    const read = await readCsv(path);
    expect(read.mapping.time.columns).toEqual(["Date", "Time"]);
    expect(read.events[1]).toMatchObject({ time: at("2004-03-10T01:00:00Z"), key: "/CO(GT)/", value: 2.1 });
    expect(read.events.some(({ value }) => value === -200)).toBe(false);
    expect(new Set(read.events.map(({ key }) => key))).toEqual(new Set(["/CO(GT)/", "/PT08.S1/", "/T/"]));
    expect(read.refused).toEqual({ unconvertible: 1 });
  });

  it("milliseconds in a column of their own: none is 0, what is no number up to 999 refuses the row", async () => {
    const rows = ["7", "070,9", "", "1000", "-1", "x"].map((ms, i) => `2024-01-01 00:00:0${i};${ms};${i}`);
    const mapping = parseMapping(
      { time: { columns: ["time"], milliseconds: "ms" }, value: "value", delimiter: ";", decimal: "," },
      "test",
    );
    const read = await readCsv(folder.write("ms.csv", `time;ms;value\n${rows.join("\n")}\n`), { mapping });
    expect(read.events.map(({ time }) => time - Date.UTC(2024, 0, 1))).toEqual([7, 1070, 2000]);
    expect(read.rejects.map(({ row, detail }) => [row, detail])).toEqual(
      ["1000", "-1", "x"].map((ms, i) => [i + 4, `milliseconds "${ms}" are no number from 0 to 999`]),
    );
  });

  it("a header one name short of its columns", async () => {
    const rows = range(20).map((i) => `"${i + 1}","2015-02-04 17:${two(i)}:00",23.${i},27.2,${i % 2}`);
    const read = await readCsv(folder.write("short.txt", `"date","Temperature","Humidity","Occupancy"\n${rows.join("\n")}\n`));
    expect(read).toMatchObject({ rows: 20, accepted: 20, refused: {} });
    expect(new Set(read.events.map(({ key }) => key))).toContain("/Temperature/");
    expect(read.events[0]).toMatchObject({ time: at("2015-02-04T17:00:00Z") });
  });

  it("years below 100, and zones of hours alone", async () => {
    const times = ["0001-01-01T00:00:00.250Z", "0099-12-31 23:59:59+00", "2024-03-01 00:00:00+02", "2024-02-29T23:00:00-05"];
    const read = await readCsv(
      folder.write("years.csv", `time,station,value\n${times.map((t, i) => `${t},a,${i}`).join("\n")}\n`),
    );
    expect(read.events.map(({ time }) => time)).toEqual([
      at("0001-01-01T00:00:00.250Z"),
      at("0099-12-31T23:59:59Z"),
      at("2024-02-29T22:00:00Z"),
      at("2024-03-01T04:00:00Z"),
    ]);
  });

  it.each([
    ["Europe/Rome", ["2017-03-26 02:30:00", "2017-03-26 03:00:00"], ["2017-03-26T01:30:00Z", "2017-03-26T01:00:00Z"]],
    ["Europe/Rome", ["2017-10-29 01:59:59", "2017-10-29 02:30:00"], ["2017-10-28T23:59:59Z", "2017-10-29T00:30:00Z"]],
    ["Europe/Rome", ["2017-10-29 03:00:00", "2017-07-01 00:00:00"], ["2017-10-29T02:00:00Z", "2017-06-30T22:00:00Z"]],
    ["America/New_York", ["2017-11-05 01:30:00", "2017-11-05 02:00:00"], ["2017-11-05T05:30:00Z", "2017-11-05T07:00:00Z"]],
    ["Australia/Lord_Howe", ["2017-04-02 01:45:00", "2017-04-02 02:00:00"], ["2017-04-01T14:45:00Z", "2017-04-01T15:30:00Z"]],
  ])("local times of %s where its clocks change: %s", (zone, local, utc) => {
    expect(local.map(createTimeReader("iso", zone))).toEqual(utc.map(at));
  });

  it("timestamp,value as NAB has them", async () => {
    const rows = range(10).map((i) => `2014-04-01 00:${two(i * 5)}:00,${i}.5`);
    const read = await readCsv(folder.write("nab.csv", `timestamp,value\n${rows.join("\n")}\n`));
    expect(read.events.map(({ value }) => value)).toEqual(range(10).map((i) => i + 0.5));
    expect(read.events[1]?.time).toBe(at("2014-04-01T00:05:00Z"));
  });

  it("a wide table with names that are there twice: each column is a sensor all the same", async () => {
    const rows = range(5).map((i) => `2024-01-01T00:0${i}:00Z,1${i},2${i},3${i},4${i}`);
    const path = folder.write("twice.csv", `time,temp,hum, temp ,temp\n${rows.join("\n")}\n`);
    const { mapping, events, accepted } = await readCsv(path);
    const row = (i: number): (string | number)[][] => [
      ["/temp/", 10 + i],
      ["/hum/", 20 + i],
      ["/temp (column 4)/", 30 + i],
      ["/temp (column 5)/", 40 + i],
    ];
    expect(events.map(({ key, value }) => [key, value])).toEqual(range(5).flatMap(row));
    expect(accepted).toBe(5);
    await expect(readCsv(path, { mapping: { ...mapping, values: ["temp", 1] } })).rejects.toThrow(
      /^mapping: value column "temp" is named twice$/,
    );
  });

  it.each(["M", "///", "*****", "---", "#DIV/0!", "No Reading", "-999.9", "-999,9"])(
    "a wide table in which %s stands for what was not measured",
    async (mark) => {
      const rows = range(20).map((i) => {
        const cells = [i % 5 === 0 ? mark : `${20 + i / 10}`, i % 7 === 2 ? mark : `${50 + i}.5`];
        return `2024-01-01T00:00:${two(i)}Z;${cells.map((cell) => (mark.includes(",") ? cell.replace(".", ",") : cell)).join(";")}`;
      });
      const read = await readCsv(folder.write("marks.csv", `time;temp;hum\n${rows.join("\n")}\n`));
      expect(read.refused).toEqual({});
      expect(read.events.filter(({ key }) => key === "/temp/").map(({ value }) => value)).toEqual(
        range(20).flatMap((i) => (i % 5 === 0 ? [] : [20 + i / 10])),
      );
      expect(read.events.filter(({ key }) => key === "/hum/").length).toBe(17);
    },
  );

  it.each([
    ["one column of several", "time,temp,hum", (i: number) => `${i}.5,${i % 6 ? 40 + i : -9999}`, 0],
    ["the only column", "time,temp", (i: number) => `${i % 6 ? `${i}.5` : -999}`, 4],
  ])("what nobody measures over and over means missing: %s", async (name, header, cells, refused) => {
    const rows = range(20).map((i) => `2024-01-01T00:00:${two(i)}Z,${cells(i)}`);
    const read = await readCsv(folder.write(`${name}.csv`, `${header}\n${rows.join("\n")}\n`));
    expect(read.refused).toEqual(refused === 0 ? {} : { unconvertible: refused });
    expect(Math.min(...read.events.map(({ value }) => value))).toBeGreaterThan(0);
  });

  it("a low number that stands once, or where others are as low, is measured", async () => {
    for (const low of [[-999], [-999, -999, -700]]) {
      const rows = range(20).map((i) => `2024-01-01T00:00:${two(i)}Z,${low[i] ?? i}`);
      const read = await readCsv(folder.write("low.csv", `time,temp\n${rows.join("\n")}\n`));
      expect(read.events.map(({ value }) => value)).toEqual(range(20).map((i) => low[i] ?? i));
    }
  });

  it("a mapping that names a column of sensors beside several values is refused: it would be ignored", () => {
    const wide = { time: { columns: ["time"] }, values: ["temp", "hum"] };
    expect(() => parseMapping({ ...wide, sensor: "probe" }, "my.json")).toThrow(
      /^my.json: field sensor: each column of "values" is a sensor; make "probe" the station or the alarm, or name one "value"$/,
    );
    expect(parseMapping({ ...wide, station: "probe" }, "my.json").station).toBe("probe");
    expect(parseMapping({ ...wide, values: [], value: "temp", sensor: "probe" }, "my.json").sensor).toBe("probe");
  });

  it("so is one with a name for the sensor, or one value, beside them", () => {
    const wide = { time: { columns: ["time"] }, values: ["temp", "hum"] };
    expect(() => parseMapping({ ...wide, constants: { sensor: "probe" } }, "my.json")).toThrow(
      /^my.json: field constants.sensor: each column of "values" is a sensor; make "probe" the station or the alarm, or name one "value"$/,
    );
    expect(() => parseMapping({ ...wide, value: "dew" }, "my.json")).toThrow(
      /^my.json: field value: each column of "values" is a sensor; put "dew" among them, or leave "values" out to read it alone$/,
    );
    const others = { station: "roof", alarm: "none" };
    expect(parseMapping({ ...wide, constants: others }, "my.json").constants).toEqual(others);
    expect(parseMapping({ ...wide, values: [], value: "temp", constants: { sensor: "probe" } }, "my.json").value).toBe("temp");
  });

  it("a wide table: each column of numbers is a sensor", async () => {
    const rows = range(12).map((i) => `2024-01-01T00:00:${two(i)}Z,${i},${i * 2},${i === 3 ? "" : i * 3}`);
    const read = await readCsv(folder.write("wide.csv", `time,temp_a,temp_b,temp_c\n${rows.join("\n")}\n`));
    expect(read.rows).toBe(12);
    expect(read.accepted).toBe(12);
    expect(read.events.length).toBe(35);
    expect(read.events.filter(({ key }) => key === "/temp_b/").map(({ value }) => value)).toEqual(range(12).map((i) => i * 2));
  });

  it("intervals: each row raises an alarm and clears it", async () => {
    const rows = range(10).map((i) => `site${i % 2},${100 + i},2023-05-01 0${i}:00:00,2023-05-01 0${i}:30:00`);
    const read = await readCsv(folder.write("18v.csv", `site,alarm_id,start_time,end_time\n${rows.join("\n")}\n`));
    expect(read.events.slice(0, 2)).toMatchObject([
      { time: at("2023-05-01T00:00:00Z"), active: true },
      { time: at("2023-05-01T00:30:00Z"), active: false },
    ]);
    expect(read.accepted).toBe(10);
  });

  it.each([
    ["day first", (i: number) => `${two(i + 1)}/02/2024 10:00`, (i: number) => at(`2024-02-${two(i + 1)}T10:00:00Z`)],
    ["month first", (i: number) => `02/${two(i + 1)}/2024 10:00`, (i: number) => at(`2024-02-${two(i + 1)}T10:00:00Z`)],
    [
      "AM and PM",
      (i: number) => `02/${two(i + 1)}/2024 12:15 ${i % 2 ? "PM" : "AM"}`,
      (i: number) => at(`2024-02-${two(i + 1)}T${i % 2 ? "12" : "00"}:15:00Z`),
    ],
    ["epoch seconds", (i: number) => String(1_700_000_000 + i), (i: number) => (1_700_000_000 + i) * 1000],
    ["epoch milliseconds", (i: number) => String(1_700_000_000_000 + i), (i: number) => 1_700_000_000_000 + i],
    ["epoch microseconds", (i: number) => String(1_700_000_000_000_000 + i * 1000), (i: number) => 1_700_000_000_000 + i],
    ["an offset", (i: number) => `2024-02-01T10:00:${two(i)}+02:00`, (i: number) => at(`2024-02-01T08:00:${two(i)}Z`)],
  ])("times: %s", async (name, write, expected) => {
    const read = await readCsv(
      folder.write(
        `${name}.csv`,
        `time,value\n${range(25)
          .map((i) => `${write(i)},${i}`)
          .join("\n")}\n`,
      ),
    );
    expect(read.events.map(({ time }) => time)).toEqual(range(25).map(expected));
  });

  it("Latin-1, UTF-8 with a byte order mark, UTF-16", async () => {
    const text = `time,Gerät,value\n${range(5)
      .map((i) => `2024-01-01 00:00:0${i},Köln,${i}`)
      .join("\n")}\n`;
    const mapping = { presets: [] };
    const latin = await readCsv(folder.write("latin1.csv", Buffer.from(text, "latin1")), mapping);
    const bom = await readCsv(folder.write("bom.csv", `\uFEFF${text}`), mapping);
    const wide = await readCsv(folder.write("utf16.csv", Buffer.from(`\uFEFF${text}`, "utf16le")), mapping);
    expect(latin.mapping.encoding).toBe("latin1");
    expect(latin.mapping.columns).toEqual(["time", "Gerät", "value"]);
    const big = await readCsv(folder.write("utf16be.csv", Buffer.from(`\uFEFF${text}`, "utf16le").swap16()), mapping);
    expect(big.mapping.encoding).toBe("utf-16be");
    for (const read of [latin, bom, wide, big]) {
      expect(read.events.length).toBe(5);
      expect(read.mapping.columns?.[0]).toBe("time");
    }
  });

  it("UTF-16 of either order of bytes: every row and byte is counted, texts and refusals are those of the file in UTF-8", async () => {
    const rows = range(15_000).map(
      (i) => `${i % 1000 === 7 ? "yesterday" : new Date(1.7e12 + i * 1000).toISOString()},Köln 😀,${i}`,
    );
    const text = `time,Gerät,value\n${rows.join("\n")}`;
    const utf8 = await readCsv(folder.write("same.csv", text));
    expect(utf8.refused).toEqual({ unconvertible: 15 });
    const same = JSON.stringify([utf8.events, utf8.texts]);
    // A lone surrogate and half a character at the end are bytes that are not of the encoding.
    const little = Buffer.concat([
      Buffer.from(`\uFEFF${text}`, "utf16le"),
      Buffer.from("\n2023-01-01T00:00:00Z,\ud800,1\n", "utf16le"),
    ]);
    for (const [name, bytes] of [
      ["le", little],
      ["be", Buffer.from(little).swap16()],
    ] as const) {
      const wide = await readCsv(folder.write(`${name}.csv`, bytes));
      expect(JSON.stringify([wide.events, wide.texts])).toBe(same);
      expect(wide.bytes).toBe(bytes.length);
      expect(wide.refused).toEqual({ unconvertible: 15, malformed: 1 });
      expect(wide.rejects.at(-1)).toMatchObject({ row: 15_001, reason: "malformed", detail: "bytes that are not UTF-16" });
      const odd = await readCsv(folder.write(`${name}-cut.csv`, bytes.subarray(0, bytes.length - 1)));
      expect(odd.rows).toBe(15_001);
      const packed = await readCsv(folder.write(`${name}.csv.gz`, gzipSync(bytes)));
      expect(JSON.stringify([packed.events, packed.texts])).toBe(same);
    }
  });

  it("of a few rows one may be broken: it is refused, and the columns are found", async () => {
    const bad: Readonly<Record<string, string[]>> = {
      "2024-01-01 00:00:0x,4": range(3).map((i) => `2024-01-01 00:00:0${i},${i}`),
      "32/13/2024,4": range(3).map((i) => `0${i + 1}/02/2024,${i}`),
      "soon,4": range(3).map((i) => `${1.7e9 + i},${i}`),
      "999999999999999999999999,4": range(3).map((i) => `${1.7e12 + i},${i}`),
      "2024-01-01 00:00:09,oops": range(3).map((i) => `2024-01-01 00:00:0${i},${i}`),
    };
    for (const [row, good] of Object.entries(bad)) {
      const read = await readCsv(folder.write("few.csv", `time,value\n${[row, ...good].join("\n")}\n`));
      expect([row, read.accepted, read.refused]).toEqual([row, 3, { unconvertible: 1 }]);
      expect(read.rejects).toEqual([expect.objectContaining({ row: 1, text: row })]);
    }
    // More under a name that says what it is; a column whose times are all good is preferred.
    const days = ["?,2024-01-01,1", "2024-01-02,2024-01-02,2", "2024-01-03,2024-01-03,3"];
    const most = await readCsv(
      folder.write("most.csv", `event_time,note,value\n${days.join("\n").replaceAll(/,2024-01-../g, ",x")}\n`),
    );
    expect(most.accepted).toBe(2);
    const two = await readCsv(folder.write("two.csv", `seen_time,logged,value\n${days.join("\n")}\n`));
    expect(two.mapping.time.columns).toEqual(["logged"]);
  });

  it("blanks around the name of a station, sensor or alarm are no part of it, quoted or not", async () => {
    const rows = ["A;1", " A;1", "A ;1", '" A ";1', "\tA; 1", '"A";"1 "', "A\u00a0;1"].map(
      (keys, i) => `2024-01-01 00:00:0${i};${keys};${i}`,
    );
    const read = await readCsv(folder.write("padded.csv", `time; station; sensor; value\n${rows.join("\n")}\n`));
    expect(read.events.map(({ key }) => key)).toEqual(rows.map(() => "A/1/"));
    expect(read.texts[1]).toBe(rows[1]);
    const wide = await readCsv(folder.write("wide.csv", "time,station, a ,b\n2024-01-01, X ,1,2\n2024-01-02,X,3,4\n"));
    expect([...new Set(wide.events.map(({ key }) => key))]).toEqual(["X/a/", "X/b/"]);
  });

  it("gzip and globs: several day files as one, in the order of their names", async () => {
    folder.write("day-2.csv.gz", gzipSync(stationRows([100, 101])));
    folder.write("day-1.csv", stationRows([1, 2, 3]));
    const source = await readCsv(`${folder.path}/day-*`);
    expect(source.events.map(({ source: file, row }) => [file, row])).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 1],
      [1, 2],
    ]);
  });

  it("no line break at the end, CRLF, blank lines", async () => {
    const read = await readCsv(folder.write("crlf.csv", "time,value\r\n\r\n2024-01-01 00:00:00,1\r\n\r\n2024-01-01 00:00:01,2"));
    expect(read.events.map(({ value }) => value)).toEqual([1, 2]);
    expect(read.rows).toBe(2);
  });
});
