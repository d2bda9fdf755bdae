/** Letters written from right to left, and signs that turn a text around. */
const TURNING = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;
const ISOLATES = /[\u2066-\u2069]/g;

/**
 * Parts of a name in one line, `Hill 10 · Room temperature · 322`; empty ones are left out. A part that is written from right to left, or
 * that has signs to turn a text around, keeps to itself (Unicode's isolates), and so neither swaps with its neighbours nor turns them.
 */
export function nameLine(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== "")
    .map((part) => (TURNING.test(part) ? `\u2068${part.replace(ISOLATES, "")}\u2069` : part))
    .join(" · ");
}
