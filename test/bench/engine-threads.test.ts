import { expect, test } from "vitest";
import { runShare, shareBatches } from "../../src-main/bench/engine-share.ts";
import { engineThreads } from "../../src-main/bench/engine-threads.ts";
import { workerDir } from "../support/page.ts";

test("the engine with its keys dealt out to two threads fires the windows one thread fires", async () => {
  const figures = await engineThreads(60_000, 700, 1, workerDir);
  expect(figures.map(({ identical }) => identical)).toEqual([true, true]);
  for (const { windows } of figures) expect(windows).toBeGreaterThan(10_000);
});

test("a window that differs in its last bit is seen", () => {
  const stream = { events: 20_000, keys: 100, density: 10, index: 0, of: 1 };
  const batches = shareBatches(stream);
  const { digest } = runShare(batches, 100, true);
  const [first] = batches;
  if (first === undefined) throw new Error("no events");
  first.value[777] = (first.value[777] as number) + 2 ** -40;
  expect(runShare(batches, 100, true).digest).not.toBe(digest);
});
