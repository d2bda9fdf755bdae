import { fixedOffset, isNamedZone } from "../sources/csv/zone-offset.ts";

/** Whether a text is a time zone as `checkTimezone` takes it. */
export function isTimezone(text: string): boolean {
  try {
    checkTimezone(text);
    return true;
  } catch {
    return false;
  }
}

/** An IANA name or ±hh:mm, as it is to be written. Throws an Error of one line for a time zone nobody knows. */
export function checkTimezone(timezone: string): string {
  // Whether Intl takes an offset depends on the version of V8.
  const offset = isNamedZone(timezone) ? Number.NaN : fixedOffset(timezone);
  if (offset === 0) return "UTC";
  if (!Number.isNaN(offset)) return `${timezone.slice(0, 3)}:${timezone.slice(-2)}`;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    throw new Error(
      `--timezone ${timezone} is not known; write an IANA name such as Europe/Paris, an offset such as +02:00, or UTC`,
    );
  }
}
