import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const plugins = resolve(import.meta.dirname, "../../plugins");

// The last digit of a power that is no square differs between versions of V8, so that a cluster or a newer Node would give other scores.
test("rules that ship take powers by products and logarithms, which are the same in every JavaScript engine they run in", () => {
  const sources = readdirSync(plugins, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  expect(sources.length).toBeGreaterThan(20);
  const powers = sources.flatMap((name) =>
    readFileSync(join(plugins, name), "utf8")
      .split("\n")
      .filter((line) => /Math\.pow\b|[^/*]\*\*(?! 2\b)[^/*]/.test(line) && !/^\s*(\/\/|\/?\*)/.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
  expect(powers).toEqual([]);
});
