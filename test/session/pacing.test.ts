import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { appendEvent, createBatch } from "../../src-main/engine/batch.ts";
import { Pacing } from "../../src-main/session/pacing.ts";
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

test("a pause is not caught up: the pace counts from where it ends", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let clock = 0;
  vi.spyOn(performance, "now").mockImplementation(() => clock);
  const wait = async (ms: number): Promise<void> => {
    for (const end = clock + ms; clock < end; ) {
      clock += 50;
      await vi.advanceTimersByTimeAsync(50);
    }
  };
  try {
    const batch = createBatch(100);
    // An event a second, played at ten seconds a second.
    for (let i = 0; i < 100; i++) appendEvent(batch, i * 1000, 0, 0, Number.NaN, 2, 0, i + 1);
    const pacing = new Pacing(10, new AbortController().signal);
    let stepped = 0;
    const through = pacing.through(batch, async (part) => void (stepped += part.length));
    await wait(2000);
    expect(stepped).toBeGreaterThan(15);
    expect(stepped).toBeLessThan(25);
    pacing.pause();
    const before = stepped;
    await wait(60_000);
    expect(stepped).toBe(before);
    pacing.resume();
    await wait(1000);
    expect(stepped - before).toBeLessThan(15);
    await wait(20_000);
    await through;
    expect(stepped).toBe(100);
  } finally {
    vi.restoreAllMocks();
    vi.useRealTimers();
  }
});
