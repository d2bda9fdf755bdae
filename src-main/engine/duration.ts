const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `250ms`, `60s`, `5m`, `1h`, `1d` (also fractions: `1.5h`) as ms. Throws an Error of one line. */
export function parseDuration(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*$/.exec(text);
  if (match === null) {
    if (/^\s*0\s*$/.test(text)) return 0;
    throw new Error(`"${text}" is not a duration; write 250ms, 60s, 5m, 1h or 1d`);
  }
  const amount = Number(match[1]);
  const unit = UNITS[match[2] as string] as number;
  // A product of doubles: 16.1 s would be 16100.000000000002 ms. Exact is what gives the amount again.
  const ms = Math.round(amount * unit);
  if (!Number.isSafeInteger(ms) || ms / unit !== amount) throw new Error(`"${text}" is not a whole number of milliseconds`);
  return ms;
}

/** The shortest exact text `parseDuration` reads back. */
export function formatDuration(ms: number): string {
  for (const [unit, size] of [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
  ] as const) {
    if (ms !== 0 && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}
