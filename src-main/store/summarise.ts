import { type Buckets, bucketsOf, type Clustered, countBuckets, foldBuckets } from "./buckets.ts";

/** Bucket widths are 2^level ms; a place in a bucket fits 32 bits. */
const LOWEST = 3;
const HIGHEST = 32;
/** Levels from one kept to the next: a view reads at most twice the buckets it has pixels. */
export const STEP = 2;
/** No level at all: read the events. */
export const NO_LEVEL = 99;
/** Events a bucket holds on average at the finest level, at least; up to twice as many. */
const WORTH = 8;
/** A level that keeps more than this share of the buckets below it is not worth having: nor is any above. */
const SHRINKS = 0.7;

export interface Level {
  readonly level: number;
  readonly buckets: Buckets;
}

/** Summaries of a segment: the finest level worth it, then every STEP-th while they get fewer. Exact. `guess` only saves time. */
export function summarise(events: Clustered, guess: number): Level[] {
  const finest = finestLevel(events, guess);
  if (finest > HIGHEST) return [];
  const levels = [{ level: finest, buckets: bucketsOf(events, finest) }];
  for (let level = finest + STEP; level <= HIGHEST; level += STEP) {
    const below = (levels.at(-1) as Level).buckets;
    const buckets = foldBuckets(below, level);
    if (buckets.length > below.length * SHRINKS) break;
    levels.push({ level, buckets });
  }
  return levels;
}

/** The lowest level whose buckets hold enough events; buckets get fewer from level to level. */
function finestLevel(events: Clustered, guess: number): number {
  const worth = (level: number): boolean => countBuckets(events, level) * WORTH <= events.length;
  let level = Math.min(HIGHEST, Math.max(LOWEST, guess));
  if (worth(level)) {
    while (level > LOWEST && worth(level - 1)) level--;
    return level;
  }
  while (level <= HIGHEST && !worth(level)) level++;
  return level;
}
