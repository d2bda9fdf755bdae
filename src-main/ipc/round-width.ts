const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Widths of time a person would choose, ms, ascending. */
const widths: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((n) => n * DAY),
];
/** Weeks begin on Monday: 5 January 1970 was one. */
const MONDAY = 4 * DAY;

/** The times a Date can hold. */
const within = (time: number): number => Math.min(8.64e15, Math.max(-8.64e15, time));

/** Equal bins over [from, to], ms, of the smallest round width of which at most `most` are needed; they begin at round times (UTC). */
export function roundBins(
  from: number,
  to: number,
  most: number,
): { readonly start: number; readonly binMs: number; readonly bins: number } {
  const [first, last] = [within(from), within(to)];
  const of = (binMs: number) => {
    const offset = binMs >= 7 * DAY ? MONDAY : 0;
    const start = Math.floor((first - offset) / binMs) * binMs + offset;
    return { start, binMs, bins: Math.max(0, Math.floor((last - start) / binMs)) + 1 };
  };
  for (const width of widths) {
    const found = of(width);
    if (found.bins <= most) return found;
  }
  // Longer than any of them: whole years, as many as it takes. Two at least hold what lies across an edge.
  for (let width = 364 * DAY; ; width *= 2) {
    const found = of(width);
    if (found.bins <= Math.max(2, most)) return found;
  }
}
