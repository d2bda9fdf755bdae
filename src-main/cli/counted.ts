import { groupedDigits } from "../sources/grouped-digits.ts";

/** A number with what it counts: "1 row", "12,345 rows". `noun` takes an s in the plural. */
export function counted(n: number, noun: string): string {
  return `${groupedDigits(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** 12345678 -> "12.35 M". */
export function formatCount(n: number): string {
  if (n >= 1e9) return `${(n / 1e9).toFixed(2)} G`;
  if (n >= 1e6) return `${(n / 1e6).toFixed(2)} M`;
  if (n >= 1e4) return `${(n / 1e3).toFixed(1)} k`;
  return String(Math.round(n));
}

/** A length of time in its two largest units, rounded up: 119.5 -> "2 min 0 s". */
export function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.ceil(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
