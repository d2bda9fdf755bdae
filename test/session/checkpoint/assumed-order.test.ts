import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openAnalysis } from "../../../src-main/session/analysis.ts";
import { filesInput } from "../../../src-main/session/analysis-input.ts";
import { RunCheckpoints } from "../../../src-main/session/checkpoint/run-checkpoints.ts";
import { alertLine } from "../../../src-main/sinks/files/result-lines.ts";
import { ASSUME_FROM } from "../../../src-main/sources/csv/assumed-order.ts";
import { temporaryFolder, writeBts } from "../../support/bts-file.ts";
import { workerDir } from "../../support/page.ts";
import { seriesLines } from "../../support/series-lines.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("a run that assumed the order of its rows goes on assuming it, whoever goes on with it", async () => {
  const file = join(folder.path, "bts.csv");
  writeBts(file, { stations: 28, days: 1, seed: 4 });
  expect(statSync(file).size).toBeGreaterThan(ASSUME_FROM);
  /** Lines of results; `stopAfter`: so many batches of events. */
  const run = async (orderFrom: "assume" | "look", resume: boolean, stopAfter = Number.POSITIVE_INFINITY): Promise<string[]> => {
    const lines: string[] = [];
    let batches = 0;
    const checkpoints = new RunCheckpoints({ folder: join(folder.path, "checkpoint"), every: 0, resume, say: () => {} });
    const { session } = await openAnalysis({
      input: filesInput([file], { plugins: ["sensor-statistics", "alarm-counts"].map((plugin) => ({ plugin, settings: {} })) }),
      workerDir,
      orderFrom,
      sinks: [
        {
          write: async ({ alerts, series }) =>
            void lines.push(...alerts.map(alertLine), ...seriesLines(series).trimEnd().split("\n")),
          close: async () => {},
        },
      ],
      recorders: [
        {
          events: async () => {
            if (++batches === stopAfter) session.stop();
          },
          rejects: async () => {},
        },
      ],
      rejectCap: 10,
      checkpoints: { run: checkpoints, durable: new Map(), rejectLost: false },
    });
    await session.run();
    return lines.filter((line) => line !== "");
  };
  const whole = await run("look", false);
  const before = await run("assume", false, 4);
  expect(before.length).toBeLessThan(whole.length);
  // What is asked for counts for a run from the start alone.
  const after = await run("look", true);
  expect(after.length).toBeLessThan(whole.length);
  const alerts = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith("{"));
  const series = (lines: readonly string[]): string[] => lines.filter((line) => !line.startsWith("{"));
  expect(alerts([...before, ...after])).toEqual(alerts(whole));
  expect(series([...before, ...after])).toEqual(series(whole));
}, 60_000);
