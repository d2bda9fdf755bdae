import { describe, expect, test } from "vitest";
import { guessTime } from "../../../src-main/sources/csv/detect/time-column.ts";

const two = (n: number): string => String(n).padStart(2, "0");
const time = (texts: readonly string[]) =>
  guessTime({ columns: ["time"], header: true, body: texts.map((text) => [text]), units: new Map() });
/** Every two hours from the first day of March (the third month) on. */
const march = (write: (day: string, hour: string) => string, days = 9): string[] =>
  Array.from({ length: days * 12 }, (_, i) => write(two(1 + Math.floor(i / 12)), two((2 * i) % 24)));

describe("dates that could be read either way", () => {
  test.each([
    [
      "month first",
      march((day, hour) => `03/${day}/2026 ${hour}:00`),
      "mdy",
      /month first: 9 days, and day first it would be 24\d days/,
    ],
    [
      "day first",
      march((day, hour) => `${day}/03/2026 ${hour}:00`),
      "dmy",
      /day first: 9 days, and month first it would be 24\d days/,
    ],
    [
      "a half of the day",
      march((day, hour) => `3/${Number(day)}/2026 ${Number(hour) % 12 || 12}:00 ${Number(hour) < 12 ? "AM" : "PM"}`),
      "mdy",
      /month first/,
    ],
    ["dots", march((day, hour) => `03.${day}.2026 ${hour}:00`), "dmy", /\(day first\)/],
    [
      "one day",
      march((day, hour) => `03/${day}/2026 ${hour}:00`, 1),
      "dmy",
      /day first taken: these days could be months as well/,
    ],
    ["the first of each month", Array.from({ length: 12 }, (_, i) => `01/${two(i + 1)}/2026`), "dmy", /day first/],
    ["the same either way", ["05/05/2026 10:00", "05/05/2026 11:00"], "dmy", /\(day first\)/],
    [
      "a day beyond the 12th",
      [...march((day, hour) => `03/${day}/2026 ${hour}:00`), "03/13/2026 00:00"],
      "mdy",
      /MM\/dd\/yyyy \(month first\)/,
    ],
  ])("%s", (_, texts, format, reason) => {
    expect(time(texts)).toMatchObject({ format, reason: expect.stringMatching(reason) });
  });
});
