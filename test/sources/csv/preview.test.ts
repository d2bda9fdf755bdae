import { describe, expect, it } from "vitest";
import { previewCsv } from "../../../src-main/sources/csv/preview.ts";
import { parseMapping } from "../../../src-main/sources/mapping.ts";
import { readCsv, stationRows, temporaryFolder } from "./csv-files.ts";

const folder = temporaryFolder();

describe("preview", () => {
  it("shows rows beside the events they become, with a reason for each guess", async () => {
    const content = `${stationRows(Array.from({ length: 15 }, (_, i) => i * 60))}1160,10,30,never,1,35,true,\n1160,10\n`;
    const preview = await previewCsv([folder.write("p.csv", content)], null, [], 100);
    expect(preview.counts).toEqual({ read: 17, accepted: 15, malformed: 1, unconvertible: 1 });
    expect(preview.records.map(({ raw }) => raw)).toEqual(content.trimEnd().split("\n").slice(1));
    expect(preview.records[1]?.events).toEqual([
      { time: Date.UTC(2024, 2, 1, 0, 1), station: "1161", sensor: "11", alarm: "31", value: 0.25, threshold: 35, active: false },
    ]);
    expect(preview.records[0]?.events[0]).toMatchObject({ threshold: null, active: true });
    expect(preview.records[15]?.refusal).toMatchObject({ reason: "unconvertible", column: 3 });
    expect(preview.records[16]?.refusal?.reason).toBe("malformed");
    expect([preview.firstTime, preview.lastTime]).toEqual([Date.UTC(2024, 2, 1), Date.UTC(2024, 2, 1, 0, 14)]);
    expect(preview.keys).toBe(15);
    for (const name of ["encoding", "delimiter", "header", "decimal", "time", "noThreshold", "shape"]) {
      const guess = preview.guesses.find((each) => each.name === name);
      expect(guess?.answer).not.toBe("");
      expect(guess?.reason).not.toBe("");
    }
    expect(structuredClone(preview)).toEqual(preview);
  });

  it("with the mapping it shows, reads the file to the same events", async () => {
    const path = folder.write("again.csv", stationRows(Array.from({ length: 50 }, (_, i) => i * 10)));
    const preview = await previewCsv([path], null, [], 50);
    const mapping = parseMapping(JSON.parse(JSON.stringify(preview.mapping)), "preview");
    const { events } = await readCsv(path, { mapping });
    expect(preview.records.flatMap((record) => record.events.map(({ time, value }) => [time, value]))).toEqual(
      events.map(({ time, value }) => [time, value]),
    );
  });

  it("a wrong mapping shows its refusals; rows are as many as asked for, counts go on", async () => {
    const path = folder.write("wrong.csv", stationRows(Array.from({ length: 30 }, (_, i) => i)));
    const mapping = parseMapping({ time: { columns: ["event_time"], format: "dmy" }, value: "value" }, "test");
    const preview = await previewCsv([path], mapping, [], 4);
    expect(preview.records.length).toBe(4);
    expect(preview.counts).toMatchObject({ read: 30, unconvertible: 30 });
    expect([preview.firstTime, preview.lastTime]).toEqual([null, null]);
  });

  it("a file that cannot be read or understood is one clear line", async () => {
    await expect(previewCsv([`${folder.path}/none.csv`], null, [], 5)).rejects.toThrow(/none\.csv does not exist/);
    await expect(previewCsv([folder.write("prose.csv", "Dear all,\nthis is\nno table\n")], null, [], 5)).rejects.toThrow(
      /prose\.csv: no time column was found/,
    );
    const mapping = parseMapping({ time: { columns: ["t"] }, value: "v" }, "test");
    await expect(previewCsv([folder.write("other.csv", "a,b\n1,2\n")], mapping, [], 5)).rejects.toThrow(/"t" is not in the file/);
  });
});

it("of a folder with one table says what else lies in it", async () => {
  const alone = temporaryFolder();
  alone.write("day.csv", "time,value\n2026-03-01T10:00:00Z,1\n");
  alone.write("day.zip", "PK");
  expect((await previewCsv([alone.path], null, [], 5)).notes).toEqual(["left out: day.zip (no table by its name)"]);
});
