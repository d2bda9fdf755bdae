/** `strftime` patterns of a period of the report's time zone, by its choice. */
const PATTERNS: Readonly<Record<string, string>> = { day: "%Y-%m-%d", month: "%Y-%m", year: "%Y" };

const unit = (choice: string): string => (Object.hasOwn(PATTERNS, choice) ? choice : "day");

/** SQL of the period an event is in, cheap enough for every event. */
export function periodOf(choice: string): string {
  return choice === "hour-of-day" ? "hour(local_time)" : `date_trunc('${unit(choice)}', local_time)`;
}

/** SQL of how such a period is written: once a group, because texts are dear. */
export function periodText(choice: string, period: string): string {
  return choice === "hour-of-day" ? `lpad(${period}::varchar, 2, '0')` : `strftime(${period}, '${PATTERNS[unit(choice)]}')`;
}

export const DAY_MONTH_YEAR = [
  { value: "day", label: "Day" },
  { value: "month", label: "Month" },
  { value: "year", label: "Year" },
] as const;
