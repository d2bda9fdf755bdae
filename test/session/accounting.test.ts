import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addsUp, analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";
import { writePlugin } from "../support/plugin-folder.ts";

const folder = temporaryFolder();
const dirty = join(folder.path, "dirty.csv");
const clean = join(folder.path, "clean.csv");

beforeAll(() => {
  writeBts(dirty, { stations: 4, days: 1, seed: 11, dirty: true });
  writeBts(clean, { stations: 4, days: 1, seed: 11 });
});
afterAll(() => folder.remove());

describe("every row of a dirty file is accounted for", () => {
  it("in time order nothing is late; what cannot be read is kept with its place, reason and text", async () => {
    const { metrics, rejects } = await analyse([dirty], ["alarm-counts"]);
    expect(addsUp(metrics)).toBe(true);
    expect(metrics.records_dropped_total.malformed).toBeGreaterThan(0);
    expect(metrics.records_dropped_total.unconvertible).toBeGreaterThan(0);
    expect(metrics.records_dropped_total.late).toBe(0);
    expect(rejects).toHaveLength(metrics.records_dropped_total.malformed + metrics.records_dropped_total.unconvertible);
    const text = readFileSync(dirty, "utf8");
    for (const { row, detail, text: raw } of rejects.slice(0, 50)) {
      expect(row).toBeGreaterThan(0);
      expect(detail).not.toBe("");
      // What is no UTF-8 was decoded with marks in its place.
      if (!raw.includes("�")) expect(text).toContain(raw.slice(0, 40));
    }
  });

  it("in the file's own order late rows are dropped, fewer the more disorder is allowed", async () => {
    const strict = await analyse([dirty], ["alarm-counts"], { order: "arrival" });
    const lenient = await analyse([dirty], ["alarm-counts"], { order: "arrival", outOfOrderness: 120_000 });
    expect(addsUp(strict.metrics) && addsUp(lenient.metrics)).toBe(true);
    expect(strict.metrics.records_dropped_total.late).toBeGreaterThan(lenient.metrics.records_dropped_total.late);
    expect(strict.rejects.find(({ reason }) => reason === "late")?.text).toMatch(/^\d+,\d+,\d+,/);
  });

  it("a filter's drops are counted as filtered, with the row's own text", async () => {
    const { metrics, rejects } = await analyse([clean], ["despike", "alarm-counts"]);
    expect(addsUp(metrics)).toBe(true);
    expect(metrics.records_dropped_total.filtered).toBeGreaterThan(0);
    const filtered = rejects.filter(({ reason }) => reason === "filtered");
    expect(filtered).toHaveLength(metrics.records_dropped_total.filtered);
    const lines = readFileSync(clean, "utf8").split("\n");
    for (const { row, text } of filtered) expect(text).toBe(lines[row]);
  });
});

describe("results", () => {
  it("are the same bytes in every run", async () => {
    const [first, second] = [await analyse([clean], null), await analyse([clean], null)];
    expect(first.lines().length).toBeGreaterThan(1000);
    expect(second.lines()).toEqual(first.lines());
  });

  it("in arrival order with enough patience are those of time order", async () => {
    const ordered = await analyse([clean], null);
    const patient = await analyse([clean], null, { order: "arrival", outOfOrderness: 3_600_000 });
    expect(patient.metrics.records_dropped_total.late).toBe(0);
    expect([...patient.lines()].sort()).toEqual([...ordered.lines()].sort());
  });
});

describe("a wide table", () => {
  const wide = join(folder.path, "wide.csv");
  beforeAll(() => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `${new Date(Date.UTC(2024, 2, 1, 0, i)).toISOString()},${i},${i + 0.5},-${i}`,
    );
    writeFileSync(wide, `time,a,b,c\n${rows.join("\n")}\n`);
  });

  it("counts the rows that caused a result, not the values in them", async () => {
    const plugin = writePlugin(
      folder.path,
      "echo",
      `import { defineRule } from "weir";
      export default defineRule({
        id: "echo", title: "Echo", by: ["sensor"], series: { value: { label: "Value" } }, initialState: () => ({}),
        onEvent({ record }, { value, time }) { if (time % 120_000 === 0) record("value", value); },
      });`,
    );
    const { metrics } = await analyse([wide], [plugin]);
    expect(metrics.results_total).toEqual({ echo: { alert: 0, series: 45 } });
    expect(metrics.rows_with_result_total).toBe(15);
  });

  /** Drops these sensors when the next reading of each has come. */
  const dropping = (id: string, sensors: string, after: number): string =>
    writePlugin(
      folder.path,
      id,
      `import { defineFilter } from "weir";
      export default defineFilter({
        id: "${id}", title: "${id}", by: ["sensor"], settings: {}, neighbours: () => ({ before: 0, after: ${after}, within: 3_600_000 }),
        onEvent: (_, { sensor }) => ("${sensors}".includes(sensor) ? { drop: "not wanted" } : { keep: true }),
      });`,
    );

  it("of two filters one after the other: a row goes on while any of its values does, also where the second decides later", async () => {
    const { metrics, rejects } = await analyse(
      [wide],
      [dropping("a-now", "a", 0), dropping("b-later", "b", 1), "sensor-statistics"],
    );
    expect(rejects).toEqual([]);
    expect(metrics.records_accepted_total).toBe(30);
  });

  it("of two filters one after the other: a row none of whose values goes on is refused once, by the one that dropped the rest", async () => {
    const { metrics, rejects } = await analyse(
      [wide],
      [dropping("ab-now", "ab", 0), dropping("c-later", "c", 1), "sensor-statistics"],
    );
    expect(rejects.map(({ row, detail }) => `${row} ${detail}`)).toEqual(
      Array.from({ length: 30 }, (_, i) => `${i + 1} c-later: not wanted`),
    );
    expect(metrics.records_dropped_total.filtered).toBe(30);
    expect(metrics.records_accepted_total).toBe(0);
  });
});

describe("values with times of their own", () => {
  const clock = (minute: number): string => new Date(Date.UTC(2024, 2, 1, 0, minute)).toISOString();
  const rows = [
    [10, 5],
    [20, 15],
    [30, 12],
    [40, 35],
  ];
  const text = `t1,v1,t2,v2\n${rows.map(([a = 0, b = 0]) => `${clock(a)},1,${clock(b)},2`).join("\n")}\n`;

  it.each([
    ["time", [], 8],
    ["arrival", [[3, "late"]], 6],
  ] as const)("in order of %s a row is accepted or late as a whole", async (order, refused, events) => {
    const file = join(folder.path, "pairs.csv");
    writeFileSync(file, text);
    const { metrics, rejects } = await analyse([file], ["alarm-counts"], { order });
    expect(addsUp(metrics)).toBe(true);
    expect(rejects.map(({ row, reason }) => [row, reason])).toEqual(refused);
    expect([metrics.records_read_total, metrics.events_total]).toEqual([4, events]);
  });
});

describe("a table of intervals", () => {
  it("refuses one that starts late as a whole: its end is no event, and moves no time", async () => {
    const file = join(folder.path, "intervals.csv");
    const rows = ["00:10,00:20,A", "00:05,00:40,B", "00:30,00:50,A", "00:20,00:55,B", "00:50,01:00,A"];
    const time = (minute: string): string => `2024-03-01T${minute}:00Z`;
    writeFileSync(file, `start,end,alarm\n${rows.map((row) => row.replace(/\d\d:\d\d/g, time)).join("\n")}\n`);
    const mapping = { version: 1, time: { columns: ["start"], format: "iso", zone: "UTC" }, intervalEnd: "end", alarm: "alarm" };
    const plan = join(folder.path, "intervals.json");
    writeFileSync(plan, JSON.stringify(mapping));
    const { metrics, rejects } = await analyse([file], ["alarm-counts"], { order: "arrival", mapping: plan });
    expect(addsUp(metrics)).toBe(true);
    expect(rejects.map(({ row, reason }) => [row, reason])).toEqual([
      [2, "late"],
      [4, "late"],
    ]);
    expect(metrics.records_accepted_total).toBe(3);
    expect(metrics.events_total).toBe(6);
  });

  it("counts an interval that caused results once, whether its start and end are handed over together or not", async () => {
    const file = join(folder.path, "one-interval.csv");
    writeFileSync(file, "start,end,alarm\n2024-03-01T00:00:00Z,2024-03-01T00:00:01Z,A\n");
    const mapping = { version: 1, time: { columns: ["start"], format: "iso", zone: "UTC" }, intervalEnd: "end", alarm: "alarm" };
    const plan = join(folder.path, "one-interval.json");
    writeFileSync(plan, JSON.stringify(mapping));
    for (const speed of ["max", 10] as const) {
      const { metrics, alerts } = await analyse([file], ["active-alarms"], { mapping: plan, speed });
      expect(alerts, String(speed)).toHaveLength(2);
      expect(metrics.rows_with_result_total, String(speed)).toBe(1);
    }
  });
});
