import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readLabels } from "../../src-main/session/label-file.ts";
import { temporaryFolder } from "../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe("labels", () => {
  it.each([
    ["labels.csv", "station,sensor,start,end\na,t,2026-01-01T00:00:00Z,1767229200000\n"],
    ["labels.json", '[{"station":"a","sensor":"t","start":"2026-01-01T00:00:00Z","end":1767229200000}]'],
  ])("are read from %s", (name, text) => {
    const path = join(folder.path, name);
    writeFileSync(path, text);
    expect(readLabels(path).labels).toEqual([
      { station: "a", sensor: "t", alarm: "", start: Date.UTC(2026, 0, 1), end: 1767229200000 },
    ]);
  });

  it("without a zone are UTC, whatever the computer's own is", () => {
    const path = join(folder.path, "no-zone.csv");
    writeFileSync(path, "station,start,end\na,2026-01-01 12:00:00,2026-01-01T13:00\n");
    const { TZ } = process.env;
    process.env["TZ"] = "America/New_York";
    try {
      expect(readLabels(path).labels).toMatchObject([{ start: Date.UTC(2026, 0, 1, 12), end: Date.UTC(2026, 0, 1, 13) }]);
    } finally {
      if (TZ === undefined) delete process.env["TZ"];
      else process.env["TZ"] = TZ;
    }
  });

  const first = { station: "a", sensor: "t", alarm: "", start: Date.UTC(2026, 0, 1, 10), end: Date.UTC(2026, 0, 1, 11, 40) };
  const second = { ...first, station: "b", start: Date.UTC(2026, 0, 13, 8), end: Date.UTC(2026, 0, 13, 9) };

  it.each([
    ["semicolons", "station;sensor;start;end\na;t;2026-01-01 10:00;2026-01-01 11:40\nb;t;2026-01-13 08:00;2026-01-13 09:00\n"],
    ["tabs", "station\tsensor\tstart\tend\na\tt\t2026-01-01 10:00\t2026-01-01 11:40\nb\tt\t2026-01-13 08:00\t2026-01-13 09:00\n"],
    [
      "other names",
      "Station_ID,datapoint_id,Alarm Begin,clearedAt\na,t,2026-01-01 10:00,2026-01-01 11:40\nb,t,2026-01-13 08:00,2026-01-13 09:00\n",
    ],
    ["days first", "station,sensor,start,end\na,t,01.01.2026 10:00,01.01.2026 11:40\nb,t,13.01.2026 08:00,13.01.2026 09:00\n"],
    [
      "months first, which only the ends tell",
      "station,sensor,start,end\na,t,01/01/2026 10:00 AM,01/01/2026 11:40 AM\nb,t,01/13/2026 8:00 AM,01/13/2026 9:00 AM\n",
    ],
    ["seconds since 1970", "station,sensor,start,end\na,t,1767261600,1767267600\nb,t,1768291200,1768294800\n"],
    [
      "a comment above",
      "# planted by hand\nstation,sensor,start,end\na,t,2026-01-01 10:00,2026-01-01 11:40\nb,t,2026-01-13 08:00,2026-01-13 09:00\n",
    ],
    [
      "a zone in the names",
      "station,sensor,start (Europe/Rome),end (Europe/Rome)\na,t,2026-01-01 11:00,2026-01-01 12:40\nb,t,2026-01-13 09:00,2026-01-13 10:00\n",
    ],
  ])("are read with %s", (name, text) => {
    const path = join(folder.path, `${name}.csv`);
    writeFileSync(path, text);
    expect(readLabels(path)).toEqual({ labels: [first, second], unread: [], datesTaken: null });
  });

  it("are moments where no end stands, of the zone that is said, in the encoding they have; what is not read is told", () => {
    const path = join(folder.path, "moments.csv");
    writeFileSync(path, Buffer.from("\ufeffstation,start,end,Bemerkung\nÖst,2026-01-01 11:00,,Lüfter\n", "utf16le"));
    const start = Date.UTC(2026, 0, 1, 10);
    const labels = [{ station: "Öst", sensor: "", alarm: "", start, end: start }];
    expect(readLabels(path, { zone: "Europe/Berlin" })).toEqual({ labels, unread: ["Bemerkung"], datesTaken: null });
  });

  const march = (day: number, hour: number): number => Date.UTC(2026, 2, day, hour);

  it("whose dates may begin with the day or the month say which was taken, and are read as asked", () => {
    const path = join(folder.path, "either.csv");
    writeFileSync(path, "station,start,end\na,03/03/2026 10:00,03/03/2026 11:00\na,03/04/2026 10:00,03/04/2026 11:00\n");
    const taken = { order: "dmy", other: "mdy", example: "03/04/2026 10:00" };
    const starts = ({ labels }: ReturnType<typeof readLabels>): number[] => labels.map(({ start }) => start);
    const [asTaken, asAsked] = [readLabels(path), readLabels(path, { order: "mdy" })];
    // A day apart is likelier than a month, and still not sure.
    expect(asTaken.datesTaken).toEqual({ ...taken, order: "mdy", other: "dmy" });
    expect(starts(asTaken)).toEqual([march(3, 10), march(4, 10)]);
    expect(asAsked.datesTaken).toBeNull();
    expect(starts(readLabels(path, { order: "dmy" }))).toEqual([march(3, 10), Date.UTC(2026, 3, 3, 10)]);
    writeFileSync(path, "station,start\na,03/04/2026 10:00\n");
    expect(readLabels(path).datesTaken).toEqual(taken);
  });

  it.each([
    ["a day beyond the 12th", "03/04/2026\n13/04/2026"],
    ["dots, as nobody parts a month from a day that follows by them", "03.04.2026"],
    ["a year of four digits first", "2026-03-04"],
    ["the same day either way", "04/04/2026"],
  ])("are sure of %s", (_, starts) => {
    const path = join(folder.path, "sure.csv");
    writeFileSync(path, `start\n${starts}\n`);
    expect(readLabels(path).datesTaken).toBeNull();
  });

  it("that do not fit the order asked for are refused with their row", () => {
    const path = join(folder.path, "other-order.csv");
    writeFileSync(path, "start\n03/04/2026\n13/04/2026\n");
    expect(() => readLabels(path, { order: "mdy" })).toThrow(
      /row 2, start: "13\/04\/2026" is not a time .* with the month first$/,
    );
  });

  it.each([
    ["start", "station,start\na,yesterday\n", /row 1, start: "yesterday" is not a time/],
    ["json", "[{]", /cannot read labels/],
    ["nothing", "station\na\n", /row 1, start: it is missing; the columns are station, sensor, alarm, start, end$/],
    ["end", "start,end\n2026-01-02,2026-01-03\n2026-01-02,2026-01-01\n", /row 2, end: it is before the start$/],
    [
      "mixed",
      "start,end\n01.02.2026,2026-02-03\n13.02.2026,14.02.2026\n",
      /row 2, end: "14.02.2026" is not a time .*, or none as the others are$/,
    ],
    [
      "header",
      "a,t,2026-01-01 10:00,2026-01-01 11:40\n",
      /its first row names no start; the columns are station, sensor, alarm, start, end$/,
    ],
    ["object", '{"a.csv": [["2026-01-01", "2026-01-02"]]}', /it is a JSON object; write a list of them, or a CSV$/],
  ])("that are wrong are refused with their row: %s", (name, text, message) => {
    const path = join(folder.path, `${name}.txt`);
    writeFileSync(path, text);
    expect(() => readLabels(path)).toThrow(message);
  });
});
