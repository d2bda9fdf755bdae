import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { calibrationBench } from "../../src-main/bench/calibration-bench.ts";
import { ACTIVE, createBatch, type EventBatch } from "../../src-main/engine/batch.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { CalibrationCollector } from "../../src-main/session/calibration.ts";
import { temporaryFolder } from "../support/bts-file.ts";
import { workerDir } from "../support/page.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const keys = new KeyTable();
const key = keys.id("a", "t", "x");

/** Rows one ms apart; 1: the flag is on. */
function rows(flags: readonly number[]): EventBatch {
  const batch = createBatch(flags.length);
  batch.length = flags.length;
  flags.forEach((on, i) => {
    batch.time[i] = i;
    batch.key[i] = key;
    batch.active[i] = on === 1 ? ACTIVE : 0;
  });
  return batch;
}

describe("calibration", () => {
  const forecast = (time: number, chance: number) => ({ time, chance, station: "a", sensor: "", alarm: "x" });

  it("asks of each forecast whether the flag went on within the horizon, and leaves out what the data does not cover", async () => {
    const collector = new CalibrationCollector("chance");
    await collector.events(rows([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]), keys);
    collector.forecasts.push(forecast(1, 0.35), forecast(2, 0.75), forecast(3, 0.35), forecast(8, 0.9));
    const { bins, forecasts, open, brier } = collector.judge(2);
    expect({ forecasts, open }).toEqual({ forecasts: 3, open: 1 });
    expect(bins[3]).toMatchObject({ forecasts: 2, promised: 0.35, happened: 0.5 });
    expect(bins[7]).toMatchObject({ forecasts: 1, promised: 0.75, happened: 1 });
    expect(brier).toBeCloseTo((0.65 ** 2 + 0.25 ** 2 + 0.35 ** 2) / 3);
  });

  it("takes an alarm that flutters for one failure, and a first row that is on for none", async () => {
    const collector = new CalibrationCollector("chance", 4);
    await collector.events(rows([1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0]), keys);
    collector.forecasts.push(forecast(0, 0.5), forecast(5, 0.5), forecast(6, 0.5), forecast(8, 0.5));
    // Only the one at 6 is a failure.
    expect(collector.judge(2).bins[5]).toMatchObject({ forecasts: 4, happened: 0.25 });
  });

  it("of reliability, over simulated failures of known hazard, is near what was promised", async () => {
    const figure = await calibrationBench(workerDir, 5, 45, 1200);
    expect(figure.forecasts).toBeGreaterThan(4000);
    expect(figure.error).toBeLessThan(0.06);
    expect(figure.from_true_chance).toBeLessThan(0.75 * figure.from_true_chance_of_mean);
    for (const { forecasts, promised, happened } of figure.bins)
      if (forecasts >= 500) expect(Math.abs((promised ?? 0) - (happened ?? 0))).toBeLessThan(0.1);
  });

  it("says when a rule promises no chance", async () => {
    const file = join(folder.path, "few.csv");
    writeFileSync(file, "time,station,alarm,value,active\n2026-01-01T00:00:00Z,a,x,1,true\n");
    const { backtestCommand } = await import("../../src-main/cli/backtest-command.ts");
    await expect(
      backtestCommand(workerDir).parseAsync(["alarm-counts", file, "--calibration"], { from: "user" }),
    ).rejects.toThrow(/alarm-counts recorded no series chance/);
  });
});
