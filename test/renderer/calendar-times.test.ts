import fc from "fast-check";
import { expect, test } from "vitest";
import { calendarTimes } from "../../src-renderer/ui/calendar-times.ts";

const DAY = 86_400_000;
const labels = (from: number, to: number, most: number): string[] => {
  const { times, label } = calendarTimes(from, to, most, "UTC");
  return times.map(label);
};

test("labels of a time axis stand on steps of the calendar, as fine as the range needs", () => {
  const at = Date.UTC(2025, 10, 20, 7, 12, 30);
  expect(labels(at, at + 3 * 365 * DAY, 8)).toEqual(["Jan 2026", "Jul", "Jan 2027", "Jul", "Jan 2028", "Jul"]);
  expect(labels(at, at + 200 * DAY, 8)).toEqual(["Dec 2025", "Jan 2026", "Feb", "Mar", "Apr", "May", "Jun"]);
  // Weeks begin on Mondays.
  expect(labels(at, at + 40 * DAY, 8)).toEqual(["24 Nov", "1 Dec", "8 Dec", "15 Dec", "22 Dec", "29 Dec"]);
  expect(labels(at, at + 2 * DAY, 5)).toEqual(["12:00", "21 Nov", "12:00", "22 Nov"]);
  expect(labels(at, at + 60_000, 3)).toEqual(["07:12:30", "07:13:00", "07:13:30"]);
  expect(labels(at, at + 20, 4)).toEqual(["07:12:30.000", "07:12:30.005", "07:12:30.010", "07:12:30.015", "07:12:30.020"]);
  expect(labels(at, at + 40 * 365 * DAY, 8)).toEqual(["2030", "2035", "2040", "2045", "2050", "2055", "2060", "2065"]);
  expect(labels(at, at, 8)).toEqual([]);
});

test("they are in order, inside the range, off its edges and about as many as there is room for", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -2e12, max: 4e12 }),
      fc.integer({ min: 1, max: 4e12 }),
      fc.integer({ min: 2, max: 12 }),
      fc.constantFrom("UTC" as const, "local" as const),
      (from, span, most, zone) => {
        const { times } = calendarTimes(from, from + span, most, zone, 0.03);
        expect(times.length).toBeLessThanOrEqual(most + 2);
        times.forEach((time, i) => {
          expect(time).toBeGreaterThan(times[i - 1] ?? from);
          expect(time).toBeLessThan(from + span);
        });
      },
    ),
  );
});
