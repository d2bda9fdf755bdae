import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { analyse } from "../support/analyse.ts";
import { temporaryFolder, writeBts } from "../support/bts-file.ts";

const folder = temporaryFolder();
const file = join(folder.path, "bts.csv");
beforeAll(() => writeBts(file, { stations: 2, days: 1, seed: 4 }));
afterAll(() => folder.remove());

// A day in about a second: many parts, each with its own event time.
for (const input of [{ order: "time" }, { order: "arrival", outOfOrderness: 60_000 }] as const) {
  test(`the speed of a replay changes nothing in its results, order ${input.order}`, async () => {
    const rules = ["sensor-statistics", "anomaly", "alarm-counts", "active-alarms", "data-frequency"];
    const atOnce = await analyse([file], rules, input);
    const paced = await analyse([file], rules, { ...input, speed: 86_400 });
    expect(atOnce.lines().length).toBeGreaterThan(100);
    expect(paced.lines()).toEqual(atOnce.lines());
  });
}
