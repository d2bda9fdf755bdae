import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { BTS_HEADER, type BtsOptions, simulateBts } from "../../src-main/simulate/simulate-bts.ts";

const textOf = (options: BtsOptions): string => [...simulateBts(options).chunks()].join("");
const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const timeOf = (text: string): number => Date.parse(text.replace(" UTC", "Z").replace(" ", "T"));

describe("simulateBts", () => {
  it("gives the same bytes for the same seed and others for another", () => {
    const options = { stations: 2, days: 1, seed: 7, dirty: true };
    expect(hash(textOf(options))).toBe(hash(textOf(options)));
    expect(hash(textOf({ ...options, seed: 8 }))).not.toBe(hash(textOf(options)));
  });

  it("gives at least 400,000 rows for 12 stations and 7 days, a few minutes out of order", () => {
    let rows = -1;
    let newest = 0;
    let behind = 0;
    let outOfOrder = 0;
    for (const chunk of simulateBts({ stations: 12, days: 7, seed: 1 }).chunks()) {
      for (const line of chunk.split("\n").slice(0, -1)) {
        if (++rows === 0) continue;
        if (rows % 3 !== 0) continue;
        const time = timeOf(line.split(",")[3]!);
        if (time < newest) outOfOrder++;
        behind = Math.max(behind, newest - time);
        newest = Math.max(newest, time);
      }
    }
    expect(rows).toBeGreaterThanOrEqual(400_000);
    expect(outOfOrder).toBeGreaterThan(1000);
    expect(behind).toBeLessThanOrEqual(10 * 60_000);
  }, 30_000);

  it("writes rows that follow the format: eight fields, threshold reached when the alarm is on", () => {
    const lines = textOf({ stations: 3, days: 3, seed: 3 }).split("\n").slice(0, -1);
    expect(`${lines.shift()}\n`).toBe(BTS_HEADER);
    let active = 0;
    for (const line of lines) {
      const fields = line.split(",");
      if (fields.length !== 8 || !Number.isFinite(timeOf(fields[3] ?? ""))) expect.fail(`not a row of the format: ${line}`);
      if (fields[6] === "true") active++;
      if (fields[2] === "322" && Number(fields[4]) >= 35) expect(fields[6], line).toBe("true");
      if (fields[2] === "313" && Number(fields[4]) < 46) expect(fields[6], line).toBe("true");
    }
    expect(active).toBeGreaterThan(0);
  });

  it("plants ramps whose crossing is the first row at the threshold", () => {
    const simulation = simulateBts({ stations: 6, days: 7, seed: 2 });
    const rows = new Map<string, [number, number][]>();
    for (const line of [...simulation.chunks()].join("").split("\n").slice(1, -1)) {
      const [station, sensor, , time, value] = line.split(",");
      const key = `${station} ${sensor}`;
      if (!rows.has(key)) rows.set(key, []);
      rows.get(key)!.push([timeOf(time!), Number(value)]);
    }
    const ramps = simulation.truth().filter((planted) => planted.kind === "ramp");
    expect(ramps.length).toBeGreaterThan(5);
    for (const ramp of ramps) {
      const beyond = ramp.direction === "up" ? (v: number) => v >= ramp.threshold! : (v: number) => v <= ramp.threshold!;
      const first = rows.get(`${ramp.station} ${ramp.sensor}`)!.find(([time, value]) => time >= ramp.start && beyond(value));
      expect(first?.[0]).toBe(ramp.crossing);
      expect(ramp.crossing! - ramp.start).toBeGreaterThan(30 * 60_000);
    }
  });

  it("leaves out readings of a slowed sensor and nothing else", () => {
    const simulation = simulateBts({ stations: 6, days: 7, seed: 2 });
    const rows = [...simulation.chunks()].join("").split("\n").slice(1, -1);
    const slow = simulation.truth().filter(({ kind }) => kind === "slow");
    expect(slow.length).toBeGreaterThan(1);
    for (const { station, sensor, start, end } of slow) {
      const times = rows
        .map((row) => row.split(","))
        .filter((row) => row[0] === station && row[1] === sensor)
        .map((row) => timeOf(row[3] ?? ""));
      const within = times.filter((time) => time >= start && time < end).length;
      // Every second to fourth of one in five minutes.
      expect(within).toBeLessThan(0.55 * ((end - start) / 300_000));
      expect(within).toBeGreaterThan(0.15 * ((end - start) / 300_000));
    }
  });

  it("adds a few bad rows in a hundred when dirty and leaves the good ones as they were", () => {
    const clean = textOf({ stations: 2, days: 2, seed: 5 }).split("\n");
    const dirty = textOf({ stations: 2, days: 2, seed: 5, dirty: true }).split("\n");
    const share = (dirty.length - clean.length) / clean.length;
    expect(share).toBeGreaterThan(0.01);
    expect(share).toBeLessThan(0.06);
    const all = new Set(dirty);
    expect(clean.every((line) => all.has(line))).toBe(true);
    expect(dirty.some((line) => line.includes("n/a"))).toBe(true);
    expect(dirty.some((line) => line.split(",").length === 5)).toBe(true);
    expect(dirty.some((line) => line.includes('"'))).toBe(true);
  });

  it("refuses options that make no sense", () => {
    expect(() => simulateBts({ stations: 0, days: 1, seed: 1 })).toThrow(/stations/);
    expect(() => simulateBts({ stations: 1, days: Number.NaN, seed: 1 })).toThrow(/days/);
    expect(() => simulateBts({ stations: 1, days: 1, seed: 0.5 })).toThrow(/seed/);
  });
});
