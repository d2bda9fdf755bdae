/** Columns a time may stand in: year, month, day, hour, minute and second. */
export const MOST_TIME_COLUMNS = 6;

/**
 * The text of a time that stands in several columns: a date, or its three parts, and then the time of day, or its hour, minute and second as
 * far as they are there; AM or PM may stand behind it.
 */
export function joinedTime(parts: readonly string[]): string {
  // Nearly always.
  if (parts.length < 3) return parts.join(" ");
  const trimmed = parts.map((part) => part.trim());
  const dated = /^\d{1,4}$/.test(trimmed[0] as string) ? 3 : 1;
  let text = trimmed.slice(0, dated).join("-");
  let before = " ";
  for (const part of trimmed.slice(dated)) {
    const number = /^\d{1,2}(?:[.,]\d*)?$/.test(part);
    text += number ? `${before}${part.replace(/^\d(?!\d)/, "0$&")}` : ` ${part}`;
    before = number ? ":" : " ";
  }
  return text;
}
