import { expect, test } from "vitest";
import { openAnalysis } from "../../src-main/session/analysis.ts";
import { filesInput } from "../../src-main/session/analysis-input.ts";
import type { Source } from "../../src-main/sources/source.ts";
import { workerDir } from "../support/page.ts";

test("a source that is handed over is closed, once, also when the rules cannot be switched on", async () => {
  let closed = 0;
  const source: Source = {
    names: ["given"],
    bounded: true,
    timeOrdered: true,
    async *chunks() {},
    close: async () => void closed++,
  };
  const open = (plugin: string) =>
    openAnalysis({
      input: filesInput(["given"], { plugins: [{ plugin, settings: {} }] }),
      source,
      workerDir,
      sinks: [],
      recorders: [],
      rejectCap: 0,
    });
  await expect(open("no-such-rule")).rejects.toThrow(/there is no rule or filter "no-such-rule"/);
  expect(closed).toBe(1);
  const { session } = await open("trend");
  await session.run();
  expect(closed).toBe(2);
});
