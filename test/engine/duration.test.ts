import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../src-main/engine/duration.ts";

// 16.1 × 1000 is 16100.000000000002 as doubles go; what a person wrote is a whole number of milliseconds.
test.each([
  ["16.1s", 16_100],
  ["1.001s", 1001],
  ["0.7m", 42_000],
  ["1.1h", 3_960_000],
  ["0.3d", 25_920_000],
  ["250ms", 250],
  [" 5 m ", 300_000],
  ["0", 0],
])("%s is %i ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test("every number of seconds with up to three decimals is read exactly", () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), (ms) => {
      expect(parseDuration(`${(ms / 1000).toFixed(3)}s`)).toBe(ms);
    }),
  );
});

test.each(["1.5ms", "0.0001s", "0.33333m", "99999999999999999d"])("%s is refused: no whole number of milliseconds", (text) => {
  expect(() => parseDuration(text)).toThrow(/not a whole number of milliseconds/);
});

test.each(["", "5", "-5s", "1e3s", "5 min", "5s 3s", "Infinitys"])("%j is refused, with what to write", (text) => {
  expect(() => parseDuration(text)).toThrow(/is not a duration; write 250ms, 60s, 5m, 1h or 1d/);
});

test("what is formatted is read back", () => {
  fc.assert(
    fc.property(fc.nat(), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});
