/** A CSV cell as RFC 4180 wants it: quoted only when it must be. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * As `csvCell`, with an apostrophe before a text that a spreadsheet would run as a formula (OWASP, CSV injection): one that begins with
 * = + - @, one of their full-width forms, a tab or a carriage return and is no number.
 */
export function defusedCell(text: string): string {
  return csvCell(defused(text));
}

export function defused(text: string): string {
  return /^\s*[=+\-@＝＋－＠]|^[\t\r]/.test(text) && !/^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(text) ? `'${text}` : text;
}

let day = Number.NaN;
let dayText = "";

/** Epoch ms as ISO 8601 UTC with milliseconds. The date part is kept between calls, as neighbours share it. */
export function isoTime(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  if (days !== day) {
    const date = new Date(days * 86_400_000);
    if (Number.isNaN(date.getTime())) return "";
    dayText = date.toISOString().slice(0, -14);
    day = days;
  }
  const rest = ms - days * 86_400_000;
  const h = Math.floor(rest / 3_600_000);
  const m = Math.floor(rest / 60_000) % 60;
  const s = Math.floor(rest / 1000) % 60;
  const milli = Math.floor(rest % 1000);
  return `${dayText}T${h < 10 ? "0" : ""}${h}:${m < 10 ? "0" : ""}${m}:${s < 10 ? "0" : ""}${s}.${milli < 100 ? (milli < 10 ? "00" : "0") : ""}${milli}Z`;
}
