import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { collectResults } from "../../src-main/cluster/collect.ts";
import { temporaryFolder } from "../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

function part(kind: string, name: string, lines: readonly string[]): void {
  mkdirSync(join(folder.path, "results", kind), { recursive: true });
  writeFileSync(join(folder.path, "results", kind, name), lines.map((line) => `${line}\n`).join(""));
}

test("parts that are committed become the files of a run, and what rules failed at is told once each", async () => {
  const problem = (message: string, quarantined: boolean): string =>
    JSON.stringify({ rule: "frail", hook: "onEvent", key: { station: "a" }, message, time: 0, quarantined });
  part("series", "part-1", ["2024-01-01T00:00:00.000Z,a,1,,trend,mean,1"]);
  part("series", "part-2", ["2024-01-01T00:01:00.000Z,a,1,,trend,mean,2"]);
  part("series", ".part-3.inprogress", ["not yet"]);
  part("problems", "part-1", [problem("a is null", false), problem("b is null", false)]);
  part("problems", "part-2", [problem("a is null", true)]);
  const out = join(folder.path, "joined");
  expect(await collectResults(join(folder.path, "results"), out)).toEqual({
    parts: { "alerts.jsonl": 0, "series.csv": 2, "rejects.csv": 0 },
    problems: [
      { rule: "frail", hook: "onEvent", message: "a is null", count: 2, switchedOff: true },
      { rule: "frail", hook: "onEvent", message: "b is null", count: 1, switchedOff: false },
    ],
  });
  expect(readFileSync(join(out, "series.csv"), "utf8").split("\n")).toEqual([
    "time,station,sensor,alarm,rule,series,value",
    "2024-01-01T00:00:00.000Z,a,1,,trend,mean,1",
    "2024-01-01T00:01:00.000Z,a,1,,trend,mean,2",
    "",
  ]);
});

test("another folder is told in one line", async () => {
  await expect(collectResults(folder.path, folder.path)).rejects.toThrow(
    `${folder.path} has no alerts/, series/, rejects/ or problems/; name the folder given to weir deploy flink --results, or wait until something is found`,
  );
});
