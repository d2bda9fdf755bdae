import { parseDuration } from "../../ui/format-time.ts";

/** What a sweep is asked: over the given values, or (null) some around the one in use; with a budget of alerts a day, or (null) none. */
export interface Swept {
  readonly setting: string;
  readonly values: readonly number[] | null;
  readonly atMost: number | null;
}

const MOST = 50;

/** Values as typed, apart by commas, semicolons or blanks; null: none are. Throws an Error of one line. */
export function valuesOf(text: string, duration: boolean): readonly number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  if (parts.length === 0) return null;
  if (parts.length > MOST) throw new Error(`Sweep over ${MOST} values at most.`);
  return parts.map((part) => {
    const value = duration && part !== "0" ? parseDuration(part) : Number(part);
    if (value === null || !Number.isFinite(value))
      throw new Error(
        `Sweep over: ${part} is no ${duration ? "duration; write such as 10m, 30m, 1h" : "number; write such as 0.5, 1, 2"}.`,
      );
    return value;
  });
}

/** Alerts a day as typed; null: as many as come. Throws an Error of one line. */
export function budgetOf(text: string): number | null {
  if (text.trim() === "") return null;
  const value = Number(text.replace(",", "."));
  if (!(value >= 0)) throw new Error("Alerts a day: write a number.");
  return value;
}
