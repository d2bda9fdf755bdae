import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseAggregates } from "../../src-main/cli/window-flags.ts";
import { weir } from "../reports/weir-report.ts";
import { temporaryFolder } from "../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("quantiles are named p0 to p100", () => {
  const quantiles = parseAggregates("p0,p5,p99.9,p100").aggregates.map(({ fn, q }) => [fn, q]);
  expect(quantiles).toEqual([0, 0.05, 0.999, 1].map((q) => ["quantile", q]));
  for (const name of ["p101", "p100.5", "p1000", "p-1", "p", "p5."])
    expect(() => parseAggregates(name), name).toThrow(`--aggregate: "${name}" is unknown`);
});

test("a quantile between values further apart than a double holds lies between them", async () => {
  const file = join(folder.path, "far.csv");
  const values = ["-1.5e308", "1.5e308", "-1e308", "1e308"];
  writeFileSync(file, `time,value\n${values.map((value, i) => `2024-03-01T00:00:0${i}Z,${value}`).join("\n")}\n`);
  const { code, stdout } = await weir(...["window", file, "--by", "", "--window", "count:4/4", "--aggregate", "p0,p50,p75,p100"]);
  expect(code).toBe(0);
  const { p0, p50, p75, p100 } = JSON.parse(stdout) as Record<string, number>;
  expect([p0, p50, p100]).toEqual([-1.5e308, 0, 1.5e308]);
  expect((p75 as number) / 1.125e308).toBeCloseTo(1, 12);
});
