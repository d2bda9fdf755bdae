import type { Range } from "./live-store.ts";

/** A window moved on by `ms` of event time; null when it has come to the end of what there is. */
export function playedOn({ from, to }: Range, ms: number, last: number | null): Range | null {
  if (last === null || to >= last) return null;
  const by = Math.min(ms, last - to);
  return { from: from + by, to: to + by };
}
