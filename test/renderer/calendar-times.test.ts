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

test("a plot has as many labels as their texts leave room for: 14 days in a narrow one are not two weeks", () => {
  const from = Date.UTC(2017, 1, 18);
  const within = (days: number, width: number): string[] => {
    const { times, label } = calendarTimes(from, from + days * DAY, { width }, "UTC");
    return times.map(label);
  };
  expect(within(14, 300)).toEqual(["20 Feb", "23 Feb", "26 Feb", "1 Mar", "4 Mar"]);
  expect(within(14, 440)).toEqual(["19 Feb", "21 Feb", "23 Feb", "25 Feb", "27 Feb", "1 Mar", "3 Mar"]);
  expect(within(2, 440)).toEqual(["18 Feb", "06:00", "12:00", "18:00", "19 Feb", "06:00", "12:00", "18:00", "20 Feb"]);
  // Milliseconds are longer.
  expect(within(1 / 86_400, 440)).toEqual([
    "18 Feb",
    "00:00:00.200",
    "00:00:00.400",
    "00:00:00.600",
    "00:00:00.800",
    "00:00:01.000",
  ]);
  expect(within(2, 4000)).toHaveLength(9);
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

/** Steps on the clocks of a zone, as `local`. */
function localLabels(timezone: string, from: string, to: string, most: number): string[] {
  const before = process.env["TZ"];
  process.env["TZ"] = timezone;
  try {
    const { times } = calendarTimes(Date.parse(from), Date.parse(to), most, "local");
    return times.map((time) =>
      new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: timezone }).format(time),
    );
  } finally {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  }
}

test.each([
  [
    "the last hour of a day of 25",
    "Europe/Rome",
    "2024-10-27T22:00Z",
    "2024-10-27T23:00Z",
    4,
    ["23:00", "23:15", "23:30", "23:45", "00:00"],
  ],
  [
    "the hour that is there twice",
    "Europe/Rome",
    "2024-10-27T00:00Z",
    "2024-10-27T02:00Z",
    4,
    ["02:00", "02:30", "02:00", "02:30", "03:00"],
  ],
  [
    "the hour that is not there",
    "Europe/Rome",
    "2024-03-31T00:00Z",
    "2024-03-31T02:00Z",
    4,
    ["01:00", "01:30", "03:00", "03:30", "04:00"],
  ],
  ["half an hour more", "Australia/Lord_Howe", "2024-04-06T14:00Z", "2024-04-06T15:30Z", 3, ["01:00", "01:30", "01:30", "02:00"]],
  [
    "a midnight that is not there",
    "America/Sao_Paulo",
    "2018-11-04T02:00Z",
    "2018-11-04T04:00Z",
    4,
    ["23:00", "23:30", "01:00", "01:30", "02:00"],
  ],
] as const)("labels go on over %s", (_, timezone, from, to, most, expected) => {
  expect(localLabels(timezone, from, to, most)).toEqual(expected);
});
