import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { LineDigest } from "../../../src-main/sinks/files/line-digest.ts";
import { difference, digestOf } from "../../../src-main/sinks/files/result-difference.ts";
import { temporaryFolder } from "../../support/bts-file.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const digest = (lines: readonly string[]): string => {
  const sum = new LineDigest();
  for (const line of lines) sum.add(line);
  return sum.hex;
};

test("the digest is that of the lines and how often each stands there, not of their order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 }),
      fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 }),
      (a, b) => {
        expect(digest(a) === digest(b)).toBe([...a].sort().join() === [...b].sort().join());
        expect(digest([...a].reverse())).toBe(digest(a));
      },
    ),
  );
});

test("what only one of two runs has is counted and shown; the heading is none of the results", async () => {
  const write = (name: string, lines: readonly string[]): string => {
    const path = join(folder.path, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(
      join(path, "series.csv"),
      `time,station,sensor,alarm,rule,series,value\n${lines.map((line) => `${line}\n`).join("")}`,
    );
    return path;
  };
  const a = write("a", ["1", "2", "2", "3"]);
  const b = write("b", ["3", "2", "4", "1"]);
  expect((await digestOf(a, "series.csv")).lines).toBe(4);
  expect(await difference(a, b, "series.csv", 5)).toEqual({
    onlyFirst: 1,
    onlySecond: 1,
    examples: [
      { in: "second", line: "4" },
      { in: "first", line: "2" },
    ],
  });
  await expect(digestOf(join(folder.path, "none"), "series.csv")).rejects.toThrow(/cannot read .*none.*weir run --out/);
});
