import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openCsv } from "../../../src-main/sources/csv/open-csv.ts";
import { parseMapping } from "../../../src-main/sources/mapping.ts";
import { readAll, readCsv, temporaryFolder } from "./csv-files.ts";

/** A folder of its own with files in it. */
function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    if (name.includes("/")) mkdirSync(join(folder.path, name, ".."), { recursive: true });
    folder.write(name, content);
  }
  return folder.path;
}

/** What is read of a folder, each event as `day key value`, and what is told about it. */
async function read(folder: string, mapping?: object): Promise<{ events: string[]; notes: readonly string[] }> {
  const given = mapping === undefined ? undefined : parseMapping(mapping, "test");
  const source = await openCsv([folder], { presets: [], order: "time", mapping: given });
  const { events, refused } = await readAll(source);
  expect(refused).toEqual({});
  const said = events.map(({ time, key, value }) => `${new Date(time).getUTCDate()} ${key} ${value}`);
  return { events: said, notes: source.notes };
}

const first = "time,temp,hum\n2026-03-01 10:00:00,20.5,41.5\n2026-03-01 11:00:00,21.5,42.5\n";
const firstDay = ["1 /temp/ 20.5", "1 /hum/ 41.5", "1 /temp/ 21.5", "1 /hum/ 42.5"];

describe("day files are read under one mapping, each by its own header and dialect", () => {
  it("columns in another order are found by their names", async () => {
    const folder = folderOf({ "day-1.csv": first, "day-2.csv": "hum,time,temp\n43.5,2026-03-02 10:00:00,22.5\n" });
    expect(await read(folder)).toEqual({
      events: [...firstDay, "2 /temp/ 22.5", "2 /hum/ 43.5"],
      notes: ["read otherwise than day-1.csv: day-2.csv (columns in another order)"],
    });
  });

  it("a column less is nothing there, a column more a sensor more, also in a file before the others", async () => {
    const day2 = "time,temp\n2026-03-02 10:00:00,22.5\n";
    const day3 = "time,temp,hum,co2\n2026-03-03 10:00:00,23.5,44.5,400.5\n2026-03-03 11:00:00,24.5,45.5,401.5\n";
    const third = ["3 /temp/ 23.5", "3 /hum/ 44.5", "3 /co2/ 400.5", "3 /temp/ 24.5", "3 /hum/ 45.5", "3 /co2/ 401.5"];
    expect(await read(folderOf({ "day-1.csv": first, "day-2.csv": day2, "day-3.csv": day3 }))).toEqual({
      events: [...firstDay, "2 /temp/ 22.5", ...third],
      notes: ['read otherwise than day-1.csv: day-2.csv (without "hum"); day-3.csv (with "co2")'],
    });
    expect((await read(folderOf({ "a.csv": day2, "b.csv": day3, "c.csv": first }))).events).toEqual([
      ...firstDay,
      "2 /temp/ 22.5",
      ...third,
    ]);
  });

  it("units below the header are those of the others too, of which none loses a reading", async () => {
    const withUnits = first.replace("hum\n", "hum\n,°C,%\n");
    const day2 = "time,temp,hum\n,°C,%\n2026-03-02 10:00:00,22.5,43.5\n2026-03-02 11:00:00,23.5,44.5\n";
    const day3 = "time,temp,hum\n2026-03-03 10:00:00,24.5,45.5\n2026-03-03 11:00:00,25.5,46.5\n";
    const second = ["2 /temp/ 22.5", "2 /hum/ 43.5", "2 /temp/ 23.5", "2 /hum/ 44.5"];
    const third = ["3 /temp/ 24.5", "3 /hum/ 45.5", "3 /temp/ 25.5", "3 /hum/ 46.5"];
    const all = { events: [...firstDay, ...second, ...third], notes: [] };
    expect(await read(folderOf({ "day-1.csv": withUnits, "day-2.csv": day2, "day-3.csv": day3 }))).toEqual(all);
    expect(await read(folderOf({ "day-1.csv": first, "day-2.csv": day2, "day-3.csv": day3 }))).toEqual(all);
    // A mapping that was made for a file with units.
    const mapping = { time: { columns: ["time"], format: "ymd" }, values: ["temp", "hum"], below: 1 };
    expect(await read(folderOf({ "day-1.csv": first, "day-2.csv": day2, "day-3.csv": day3 }), mapping)).toEqual(all);
    expect((await read(folderOf({ "day-3.csv": day3 }), mapping)).events).toEqual(third);
  });

  it("a sensor that is silent on the first day", async () => {
    const silent = "time,temp,hum\n2026-03-01 10:00:00,20.5,\n2026-03-01 11:00:00,21.5,\n";
    const day2 = "time,temp,hum\n2026-03-02 10:00:00,22.5,43.5\n2026-03-02 11:00:00,23.5,44.5\n";
    expect((await read(folderOf({ "day-1.csv": silent, "day-2.csv": day2 }))).events).toEqual([
      "1 /temp/ 20.5",
      "1 /temp/ 21.5",
      "2 /temp/ 22.5",
      "2 /hum/ 43.5",
      "2 /temp/ 23.5",
      "2 /hum/ 44.5",
    ]);
  });

  it.each<[string, string | Uint8Array, string]>([
    ["delimiter and decimal mark", "time;temp;hum\n2026-03-02 10:00:00;22,5;43,5\n", 'parted by ";", decimal comma'],
    ["another decimal mark under the same header", 'time,temp,hum\n2026-03-02 10:00:00,"22,5","43,5"\n', "decimal comma"],
    ["UTF-16", Buffer.from(`\uFEFFtime,temp,hum\n2026-03-02 10:00:00,22.5,43.5\n`, "utf16le"), "UTF-16"],
    ["a byte order mark", "\uFEFFtime,temp,hum\n2026-03-02 10:00:00,22.5,43.5\n", ""],
    ["a title above the header", "Logger 7\n\ntime,temp,hum\n2026-03-02 10:00:00,22.5,43.5\n2026-03-02 10:00:00,22.5,43.5\n", ""],
    ["no header", "2026-03-02 10:00:00,22.5,43.5\n2026-03-02 11:00:00,22.5,43.5\n", "without a header"],
    ["times that cannot be misread", "time,temp,hum\n1772445600,22.5,43.5\n1772445601,22.5,43.5\n", "times as epoch-s"],
    ["packed", gzipSync("time,temp,hum\n2026-03-02 10:00:00,22.5,43.5\n"), ""],
  ])("%s", async (_, day2, said) => {
    const { events, notes } = await read(folderOf({ "day-1.csv": first, "day-2.csv": day2 }));
    expect(events.slice(0, 6)).toEqual([...firstDay, "2 /temp/ 22.5", "2 /hum/ 43.5"]);
    expect(notes).toEqual(said === "" ? [] : [`read otherwise than day-1.csv: day-2.csv (${said})`]);
  });

  it("a mark between thousands", async () => {
    const day2 = 'time,temp,hum\n2026-03-02 10:00:00,"1,022.5",43.5\n2026-03-02 11:00:00,"1,023.5",43.5\n';
    const { events, notes } = await read(folderOf({ "day-1.csv": first, "day-2.csv": day2 }));
    expect(events[4]).toBe("2 /temp/ 1022.5");
    expect(notes).toEqual(['read otherwise than day-1.csv: day-2.csv ("," between thousands)']);
  });

  it("without a header anywhere a row with a column less is malformed: which one is missing nothing says", async () => {
    const folder = folderOf({
      "day-1.csv": "2026-03-01 10:00:00,20.5,41.5\n2026-03-01 11:00:00,21.5,42.5\n",
      "day-2.csv": "2026-03-02 10:00:00,43.5\n2026-03-02 11:00:00,44.5\n",
    });
    const { events, refused } = await readCsv(folder, { order: "time" });
    expect([events.length, refused]).toEqual([4, { malformed: 2 }]);
  });

  it("under one title in several orders", async () => {
    const titled = (day: number, rows: string) => `Logger 7\n\n${rows.replaceAll("DAY", `2026-03-0${day}`)}`;
    const other = "hum,time,temp\n41.5,DAY 10:00:00,20.5\n42.5,DAY 11:00:00,21.5\n";
    const folder = folderOf({
      "day-1.csv": titled(1, "time,temp,hum\nDAY 10:00:00,20.5,41.5\nDAY 11:00:00,21.5,42.5\n"),
      "day-2.csv": titled(2, other),
      "day-3.csv": titled(3, other.replace("hum,time,temp", "temp,time,hum")),
    });
    expect((await read(folder)).events.filter((event) => event.endsWith("41.5"))).toEqual([
      "1 /hum/ 41.5",
      "2 /hum/ 41.5",
      "3 /temp/ 41.5",
    ]);
  });

  it("a logger's summer, in the name of its time", async () => {
    const hobo = (zone: string, day: number) =>
      `"Plot Title: Barn"\n"#","Date Time, GMT-0${zone}:00","Temp, °C"\n1,03/${day}/26 10:00:00 AM,20.5\n2,03/${day}/26 11:00:00 AM,21.5\n`;
    const folder = folderOf({ "a.csv": hobo("5", 13), "b.csv": hobo("4", 14), "c.csv": hobo("4", 15) });
    const { events } = await readCsv(folder, { order: "time" });
    expect(
      events.filter(({ key, row }) => key.includes("Temp") && row === 1).map(({ time }) => new Date(time).toISOString()),
    ).toEqual(["2026-03-13T15:00:00.000Z", "2026-03-14T14:00:00.000Z", "2026-03-15T14:00:00.000Z"]);
  });

  it("names in another encoding are the same names", async () => {
    const rows = (day: number) =>
      ["Küche", "Flur"].reduce((all, room) => `${all}2026-03-0${day} 10:00:00,${room},20.5\n`, "time,station,temp\n");
    const folder = folderOf({ "day-1.csv": Buffer.from(rows(1), "latin1"), "day-2.csv": rows(2) });
    const { events } = await read(folder);
    expect(new Set(events.map((event) => event.split(" ")[1]))).toEqual(new Set(["Küche/temp/", "Flur/temp/"]));
  });

  it("numbers of seconds among numbers of milliseconds are no moments of 1970", async () => {
    const day1 = "time,temp\n1772359200000,20.5\n1772362800000,21.5\n";
    const day2 = "time,temp\n1772445600,22.5\n1772449200,23.5\n";
    expect((await read(folderOf({ "day-1.csv": day1, "day-2.csv": day2 }))).events).toEqual([
      "1 /temp/ 20.5",
      "1 /temp/ 21.5",
      "2 /temp/ 22.5",
      "2 /temp/ 23.5",
    ]);
  });

  it("a mapping that is given is of all of them", async () => {
    const mapping = { time: { columns: ["time"] }, values: ["temp", "co2"] };
    const day2 = "co2;time;temp\n400,5;2026-03-02 10:00:00;22,5\n";
    expect(await read(folderOf({ "day-1.csv": first, "day-2.csv": day2 }), mapping)).toEqual({
      events: ["1 /temp/ 20.5", "1 /temp/ 21.5", "2 /temp/ 22.5", "2 /co2/ 400.5"],
      notes: ['read otherwise than day-1.csv: day-2.csv (parted by ";", decimal comma, with "co2")'],
    });
    await expect(
      read(folderOf({ "day-1.csv": first, "day-2.csv": day2 }), { ...mapping, values: ["temp", "pressure"] }),
    ).rejects.toThrow(/value column "pressure" is not in the file/);
  });
});

describe("what does not fit is refused in one line", () => {
  const long = "time,sensor,value\n2026-03-01 10:00:00,a,1\n2026-03-01 10:00:00,b,2\n2026-03-01 11:00:00,a,3\n";
  it.each<[string, string, string, RegExp]>([
    [
      "a column that tells sensors apart",
      long,
      "time,value\n2026-03-02 10:00:00,1\n",
      /day-2\.csv has other columns \(time, value\) than .*day-1\.csv \(time, sensor, value\): it has no "sensor", which is read as the sensor; open it by itself$/,
    ],
    [
      "the time",
      first,
      "when,temp,hum\nnever,20.5,41.5\n",
      /day-2\.csv has other columns .*: it has no "time", which is read as the time/,
    ],
    [
      "another unit in a name",
      first.replaceAll("temp", "temp (°C)"),
      "time,temp (°F),hum\n2026-03-02 10:00:00,70.5,41.5\n",
      /day-2\.csv has "temp \(°F\)" where .*day-1\.csv has "temp \(°C\)", another unit/,
    ],
    [
      "another unit behind the numbers",
      "time,power\n2026-03-01 10:00:00,1.5 kW\n2026-03-01 11:00:00,1.6 kW\n",
      "time,power\n2026-03-02 10:00:00,980 W\n2026-03-02 11:00:00,970 W\n",
      /day-2\.csv: the numbers of "power" are in W, those of .*day-1\.csv are in kW/,
    ],
    [
      "another unit below the header",
      first.replace("hum\n", "hum\n,°C,%\n"),
      "time,temp,hum\n,°F,%\n2026-03-02 10:00:00,70.5,41.5\n2026-03-02 11:00:00,71.5,42.5\n",
      /day-2\.csv: the numbers of "temp" are in °F, those of .*day-1\.csv are in °C/,
    ],
    [
      "the month before the day",
      "time,temp\n13/02/2026 10:00,20.5\n14/02/2026 10:00,20.5\n",
      "time,temp\n02/15/2026 10:00,20.5\n02/16/2026 10:00,20.5\n",
      /day-2\.csv has times that begin with the month \("time"\), .*day-1\.csv such as begin with the day/,
    ],
  ])("%s", async (_, day1, day2, said) => {
    await expect(read(folderOf({ "day-1.csv": day1, "day-2.csv": day2 }))).rejects.toThrow(said);
  });
});

describe("what lies among them", () => {
  it("a folder reads the tables in it and below it, and says what it left out and why", async () => {
    const folder = folderOf({
      "2026/03/day-1.csv": first,
      "2026/03/day-2.csv": "time,temp,hum\n2026-03-02 10:00:00,22.5,43.5\n",
      "2026/03/empty.csv": "",
      "README.txt": "Data of the north wing.\nAsk Ada before use.\n",
      "rooms.csv": "room,floor\nA,first\nB,second\n",
      "old.zip": "PK",
      ".DS_Store": "x",
      ".~lock.day-1.csv#": "x",
    });
    const { events, notes } = await read(folder);
    expect(events).toEqual([...firstDay, "2 /temp/ 22.5", "2 /hum/ 43.5"]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(
      /^left out: old\.zip \(no table by its name\); 2026\/03\/empty\.csv \(empty\); README\.txt, rooms\.csv \(no time column was found\)$/,
    );
    const pattern = await read(join(folder, "**", "*.csv"));
    expect(pattern.events).toEqual(events);
    expect((await read(join(folder, "20*", "*", "day-?.csv"))).events).toEqual(events);
    expect((await read(join(folder, "**"))).events).toEqual(events);
  });

  it("a folder that leads back to itself ends", async () => {
    const folder = folderOf({ "a/day-1.csv": first });
    symlinkSync(folder, join(folder, "a", "again"));
    expect((await read(folder)).events).toEqual(firstDay);
  });

  it("a file that is named itself is not left out", async () => {
    const folder = folderOf({ "day-1.csv": first, "notes.txt": "Nothing\nhere\n" });
    const files = ["day-1.csv", "notes.txt"].map((name) => join(folder, name));
    await expect(openCsv(files, { presets: [], order: "time" })).rejects.toThrow(/notes\.txt/);
  });

  it("a copy is read once, packed or not", async () => {
    const folder = folderOf({ "day-1 (1).csv": first, "day-1.csv": first, "day-1.csv.gz": gzipSync(first) });
    expect(await read(folder)).toEqual({
      events: firstDay,
      notes: [expect.stringMatching(/^left out: day-1\.csv, day-1\.csv\.gz \(a copy of .*day-1 \(1\)\.csv\)$/)],
    });
  });

  it("refused rows keep the text of their own file", async () => {
    const folder = folderOf({ "day-1.csv": first, "day-2.csv": "hum;time;temp\n43,5;2026-03-02 10:00:00;22,5\n43,5;x;22,5\n" });
    const { rejects } = await readCsv(folder, { order: "time" });
    expect(rejects).toMatchObject([{ source: 1, row: 2, text: "43,5;x;22,5", detail: expect.stringContaining('time "x"') }]);
  });
});
