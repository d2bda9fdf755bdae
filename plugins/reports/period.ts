/** How a period of the report's time zone is written, by its choice: `strftime` patterns. */
const PATTERNS: Readonly<Record<string, string>> = { "hour-of-day": "%H", day: "%Y-%m-%d", month: "%Y-%m", year: "%Y" };

/** SQL of the period an event is in. */
export function periodOf(choice: string): string {
  return `strftime(local_time, '${PATTERNS[choice] ?? "%Y-%m-%d"}')`;
}

export const DAY_MONTH_YEAR = [
  { value: "day", label: "Day" },
  { value: "month", label: "Month" },
  { value: "year", label: "Year" },
] as const;
