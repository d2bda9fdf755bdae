/** Columns a time may stand in: year, month, day, hour, minute and second, and a zone. */
export const MOST_TIME_COLUMNS = 7;
/** Parts of a time of day that is written in numbers alone: 7, 22, 5.25, 2200, 220005. */
const NUMBER = /^\s*(?:\d{1,2}(?:[.,]\d*)?|\d{4}|\d{6})\s*$/;

/**
 * The text of a time that stands in several columns: a date, or its three parts, and then the time of day, or its hour, minute and second as
 * far as they are there; AM or PM and a zone may stand behind it.
 */
export function joinedTime(parts: readonly string[]): string {
  const [date = "", clock = ""] = parts;
  // Nearly always.
  if (parts.length === 2 && (clock.includes(":") || !NUMBER.test(clock))) return `${date} ${clock}`;
  const trimmed = parts.map((part) => part.trim());
  const dated = parts.length > 2 && /^\d{1,4}$/.test(trimmed[0] as string) ? 3 : 1;
  let text = trimmed.slice(0, dated).join("-");
  let before = " ";
  for (const part of trimmed.slice(dated)) {
    const number = NUMBER.test(part);
    text += number ? `${before}${part.replace(/^\d(?!\d)/, "0$&").replaceAll(/\d\d(?=\d)/g, "$&:")}` : ` ${part}`;
    before = number ? ":" : " ";
  }
  return text;
}
