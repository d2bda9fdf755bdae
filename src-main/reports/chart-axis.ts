import type { Cell } from "../store/sql.ts";

const INTEGERS = 100;
/** Lines of equal steps, such as the bins of a histogram, filled in at most. */
const STEPS_MOST = 200;
const PERIODS = 5000;

/**
 * What stands on an axis: the values that occur, each once, and between days, months, years, hours or small whole numbers those that do
 * not, so that a hole in the data is a hole in the picture. Numbers and periods in their order, other texts as they come.
 */
export function axisOf(cells: readonly Cell[]): Cell[] {
  const found = [...new Set(cells)];
  if (found.every((cell): cell is number => typeof cell === "number")) return integers(found.sort((a, b) => a - b));
  if (!found.every((cell): cell is string => typeof cell === "string")) return found;
  const step = STEPS.find(({ pattern }) => found.every((text) => pattern.test(text)));
  return step === undefined ? found : between(found.sort(), step.next);
}

function integers(sorted: readonly number[]): number[] {
  const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  if (!sorted.every(Number.isInteger) || last - first >= INTEGERS) return equalSteps(sorted);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Numbers that are whole steps apart, with those between them; others as they are. */
function equalSteps(sorted: readonly number[]): number[] {
  const step = stepOf(sorted);
  if (step === null) return [...sorted];
  return sorted.flatMap((value, i) => {
    const before = sorted[i - 1];
    const steps = before === undefined ? 1 : Math.round((value - before) / step);
    return [...Array.from({ length: steps - 1 }, (_, k) => (before ?? 0) + (k + 1) * step), value];
  });
}

/** The least distance of neighbours, when all others are whole numbers of it; null: they are not, or there would be too many. */
export function stepOf(sorted: readonly number[]): number | null {
  const gaps = sorted.slice(1).map((value, i) => value - (sorted[i] as number));
  const step = Math.min(...gaps);
  const span = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0);
  if (gaps.length === 0 || !(step > 0) || span / step > STEPS_MOST) return null;
  return gaps.every((gap) => Math.abs(gap / step - Math.round(gap / step)) < 1e-6) ? step : null;
}

const day = (text: string, months: number, days: number): Date => {
  const [year = 0, month = 1, date = 1] = text.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + months, date + days));
};
const STEPS: readonly { readonly pattern: RegExp; readonly next: (text: string) => string }[] = [
  { pattern: /^\d{4}-\d\d-\d\d$/, next: (text) => day(text, 0, 1).toISOString().slice(0, 10) },
  { pattern: /^\d{4}-\d\d$/, next: (text) => day(text, 1, 0).toISOString().slice(0, 7) },
  { pattern: /^\d{4}$/, next: (text) => String(Number(text) + 1).padStart(4, "0") },
  { pattern: /^\d\d$/, next: (text) => String(Number(text) + 1).padStart(2, "0") },
];

/** Every step from the first to the last; only those that occur when they are too far apart (a wrong clock) to be filled in. */
function between(sorted: readonly string[], next: (text: string) => string): string[] {
  const last = sorted.at(-1) ?? "";
  const all = [sorted[0] ?? ""];
  while ((all.at(-1) as string) < last && all.length <= PERIODS) all.push(next(all.at(-1) as string));
  const known = new Set(all);
  return all.length > 4 * sorted.length + 40 || !sorted.every((text) => known.has(text)) ? [...sorted] : all;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const MONTH = /^\d{4}-\d\d$/;

/** Days or months that would be more than `most` places on an axis as the months or years they are of; `by` "": as they are. */
export function coarserPeriods(
  cells: readonly Cell[],
  most: number,
): { readonly cells: readonly Cell[]; readonly by: "" | "month" | "year" } {
  const are = (pattern: RegExp): boolean => cells.every((cell) => typeof cell === "string" && pattern.test(cell));
  const cut = (length: number): Cell[] => cells.map((cell) => String(cell).slice(0, length));
  const tooMany = (periods: readonly Cell[]): boolean => axisOf(periods).length > most;
  if (!(are(DAY) || are(MONTH)) || !tooMany(cells)) return { cells, by: "" };
  return are(DAY) && !tooMany(cut(7)) ? { cells: cut(7), by: "month" } : { cells: cut(4), by: "year" };
}
