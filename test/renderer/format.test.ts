import fc from "fast-check";
import { expect, test } from "vitest";
import { axisCount, axisValue, measured, ordinal, seconds, shortCount } from "../../src-renderer/ui/format-number.ts";
import {
  clock,
  dayAndClock,
  duration,
  durationText,
  parseDuration,
  whenText,
  widthText,
} from "../../src-renderer/ui/format-time.ts";

test("times are shown in the zone asked for, and what is no time is a dash", () => {
  const time = Date.UTC(2017, 1, 18, 18, 28, 5, 7);
  expect(clock(time, "UTC")).toBe("18:28:05");
  expect(clock(time, "UTC", true)).toBe("18:28:05.007");
  expect(dayAndClock(time, "UTC")).toBe("18 Feb 2017 18:28:05");
  expect([null, undefined, Number.NaN, Number.POSITIVE_INFINITY, 1e300].map((odd) => clock(odd, "UTC"))).toEqual([
    "–",
    "–",
    "–",
    "–",
    "–",
  ]);
});

test("lengths of time read as people say them", () => {
  expect([450, 1600, 65_000, 3_600_000, 90_000_000].map(duration)).toEqual(["450 ms", "1.6 s", "1 min 5 s", "1 h", "1 d 1 h"]);
  // Rounded where they are cut off, so that none reads as a hair less than what it is.
  expect([1_439_600, 59_980, 3_599_700, 2 * 86_400_000 - 1, 2000, -61_000].map(duration)).toEqual([
    "24 min",
    "1 min",
    "1 h",
    "2 d",
    "2 s",
    "−1 min 1 s",
  ]);
  expect([1000, 900_000, 3_600_000, 86_400_000, 7 * 86_400_000].map(widthText)).toEqual([
    "second",
    "15 min",
    "hour",
    "day",
    "week",
  ]);
});

test("a file was opened when it was, in as few words as it takes", () => {
  const now = new Date(2026, 10, 26, 12, 30).getTime();
  expect(whenText(new Date(2026, 10, 26, 9, 5).getTime(), now)).toBe("today 09:05");
  expect(whenText(new Date(2026, 10, 25, 23).getTime(), now)).toBe("yesterday");
  expect(whenText(new Date(2026, 9, 2).getTime(), now)).toBe("2 Oct");
  expect(whenText(new Date(2025, 9, 2).getTime(), now)).toBe("2 Oct 2025");
});

test("a duration written is read back as itself", () => {
  fc.assert(fc.property(fc.nat(), (ms) => parseDuration(durationText(ms)) === ms));
  expect(parseDuration("5 minutes")).toBeNull();
  expect(parseDuration("-3s")).toBeNull();
});

test("values beside an axis are short, and as exact as they are", () => {
  expect([0, 1204, -40, 0.25, 12_500_000, 1e9, 1e6].map(axisValue)).toEqual([
    "0",
    "1,204",
    "-40",
    "0.25",
    "12.5 M",
    "1 G",
    "1 M",
  ]);
  // Zoomed far into large values, each line of the grid has its own.
  expect([10_000_001, 10_000_002, 1e17, 2e-7].map(axisValue)).toEqual(["10,000,001", "10,000,002", "1e17", "2e-7"]);
});

test("numbers carry the digits that mean something", () => {
  expect([28.75, 0.1, 231, 7204, 12968815.4, 1e12, 0, -0.0001].map(measured)).toEqual([
    "28.75",
    "0.1",
    "231",
    "7,204",
    "12,968,815",
    "1.000e+12",
    "0",
    "-1.000e-4",
  ]);
  expect([2, 3, 11, 16, 1201].map(ordinal)).toEqual(["2nd", "3rd", "11th", "16th", "1,201st"]);
  expect([999, 250_000, 43_100_000].map(shortCount)).toEqual(["999", "250 k", "43.1 M"]);
  expect([0.0000034, 0.0005369, 0.0034, 0.547, 1.6, 300].map(seconds)).toEqual([
    "3.4 µs",
    "537 µs",
    "3.4 ms",
    "547 ms",
    "1.6 s",
    "5.0 min",
  ]);
});

test("the counts beside an axis are all written in one way", () => {
  expect([0, 5000, 10_000, 15_000].map((n) => axisCount(n, 15_000))).toEqual(["0", "5 k", "10 k", "15 k"]);
  expect([0, 500, 1000, 1500].map((n) => axisCount(n, 1500))).toEqual(["0", "500", "1,000", "1,500"]);
  expect([50_000, 200_000].map((n) => axisCount(n, 200_000))).toEqual(["50 k", "200 k"]);
  expect([500_000, 1_000_000].map((n) => axisCount(n, 1_000_000))).toEqual(["500 k", "1.0 M"]);
});
