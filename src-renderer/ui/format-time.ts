import type { Zone } from "../frame-actions.ts";

const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: Zone, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${name}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat("en-GB", { ...options, hourCycle: "h23", ...(zone === "UTC" ? { timeZone: "UTC" } : {}) });
    formats.set(key, found);
  }
  return found;
}

const usable = (time: number | null | undefined): time is number =>
  typeof time === "number" && Number.isFinite(time) && Math.abs(time) < 8.64e15;

/** `14:05:20`. A dash for no time. */
export function clock(time: number | null | undefined, zone: Zone, milliseconds = false): string {
  if (!usable(time)) return "–";
  const options: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
  return milliseconds
    ? format(zone, "clock-ms", { ...options, fractionalSecondDigits: 3 }).format(time)
    : format(zone, "clock", options).format(time);
}

/** `14:05`. */
export const clockMinutes = (time: number | null | undefined, zone: Zone): string =>
  usable(time) ? format(zone, "minutes", { hour: "2-digit", minute: "2-digit" }).format(time) : "–";

/** `23 Nov 2026`. */
export const day = (time: number | null | undefined, zone: Zone): string =>
  usable(time) ? format(zone, "day", { day: "numeric", month: "short", year: "numeric" }).format(time) : "–";

/** `23 Nov`. */
export const shortDay = (time: number | null | undefined, zone: Zone): string =>
  usable(time) ? format(zone, "short-day", { day: "numeric", month: "short" }).format(time) : "–";

/** `Nov`. */
export const month = (time: number, zone: Zone): string => format(zone, "month", { month: "short" }).format(time);

/** `Nov 2026`. */
export const yearMonth = (time: number, zone: Zone): string =>
  format(zone, "year-month", { month: "short", year: "numeric" }).format(time);

/** `2026`. */
export const year = (time: number, zone: Zone): string => format(zone, "year", { year: "numeric" }).format(time);

/** `23 Nov 2026 14:05:20`. */
export const dayAndClock = (time: number | null | undefined, zone: Zone): string =>
  usable(time) ? `${day(time, zone)} ${clock(time, zone)}` : "–";

/** Of a cursor on a chart that shows `span` ms: as fine as a step of it, and with its day where there are several. */
export function cursorText(time: number, span: number, zone: Zone): string {
  if (span < 10_000) return clock(time, zone, true);
  if (span <= 86_400_000) return clock(time, zone);
  return `${span > 300 * 86_400_000 ? day(time, zone) : shortDay(time, zone)} ${clockMinutes(time, zone)}`;
}

/** When something was last done, as short as it can be said: `today 14:05`, `yesterday`, `23 Nov`, `23 Nov 2025`. Local. */
export function whenText(time: number, now: number): string {
  if (day(time, "local") === day(now, "local")) return `today ${clockMinutes(time, "local")}`;
  if (day(time, "local") === day(now - 86_400_000, "local")) return "yesterday";
  return new Date(time).getFullYear() === new Date(now).getFullYear() ? shortDay(time, "local") : day(time, "local");
}

/** `UTC`, or the name of the local zone. */
export const zoneName = (zone: Zone): string =>
  zone === "UTC"
    ? "UTC"
    : (new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" }).formatToParts(0).find((part) => part.type === "timeZoneName")
        ?.value ?? "local");

/** As reports and SQL take it. */
export const ianaZone = (zone: Zone): string => (zone === "UTC" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone);

/** `12 min 5 s`: the two largest parts. ms. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return "–";
  const sign = ms < 0 ? "−" : "";
  const length = Math.abs(ms);
  if (length < 1000) return `${sign}${Math.round(length)} ms`;
  const units: [string, number][] = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000],
  ];
  const at = units.findIndex(([, size]) => length >= size);
  const [name, size] = units[at] ?? ["s", 1000];
  if (name === "s" && length < 59_950) return `${sign}${Number((length / 1000).toFixed(length < 9950 ? 1 : 0))} s`;
  // Rounded, not cut: 23 min 59.8 s are 24 min.
  const [nextName, nextSize] = units[at + 1] ?? ["s", 1000];
  const rounded = Math.round(length / nextSize) * nextSize;
  const [upName, upSize] = units[at - 1] ?? [name, size];
  if (upSize > size && rounded >= upSize) return `${sign}1 ${upName}`;
  const whole = Math.floor(rounded / size);
  const rest = Math.round((rounded - whole * size) / nextSize);
  return `${sign}${whole} ${name}${rest > 0 ? ` ${rest} ${nextName}` : ""}`;
}

/** A round width as it is said behind "per": `day`, `15 min`. ms. */
export function widthText(ms: number): string {
  const text = duration(ms);
  const one: Readonly<Record<string, string>> = {
    "1 s": "second",
    "1 min": "minute",
    "1 h": "hour",
    "1 d": "day",
    "7 d": "week",
  };
  return one[text] ?? text;
}

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `250ms`, `60s`, `5m`, `1h`, `1d`; null when it is none of these. */
export function parseDuration(text: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)\s*$/.exec(text);
  const unit = durationUnits[match?.[2] ?? ""];
  return match === null || unit === undefined ? null : Math.round(Number(match[1]) * unit);
}

/** The shortest text `parseDuration` reads back as the same length: `90s`, `5m`. */
export function durationText(ms: number): string {
  if (ms === 0) return "0s";
  for (const unit of ["d", "h", "m", "s"]) {
    const size = durationUnits[unit] ?? 1;
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}
