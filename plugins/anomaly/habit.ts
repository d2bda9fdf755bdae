import { At, type Memory } from "./memory.ts";

/**
 * How surprising this key has been so far. Chances taken from models are never quite right: of a key whose surprises reach farther than
 * chances of one in ten, a hundred, … would, they are believed less, in proportion.
 */

/** Surprises up to here are believed. */
const PLAIN = 2;
/** Mean excess of -log10 of a chance that is what it says. */
export const RIGHT = Math.LOG10E;
/** Weight of being right, in episodes; and episodes remembered. */
const PRIOR = 100;
const REMEMBERED = 60;
/** An anomaly is no habit: an excess is learned up to this. */
const LEARNED_AT_MOST = 1.5;
/** Quiet readings that end an episode. */
const REST = 40;

/** A reading that surprised so much: as much of it as is to be believed. */
export function believed(m: Memory, surprise: number): number {
  const excess = surprise - PLAIN;
  if (!(excess > 0)) {
    if (m[At.beyond] > 0) calmDown(m);
    return surprise;
  }
  if (excess > m[At.beyond]) m[At.beyond] = excess;
  m[At.rest] = 0;
  return PLAIN + (excess * RIGHT) / Math.max(RIGHT, m[At.habit]);
}

/** A reading that surprised little, while an episode is going on. */
export function calmDown(m: Memory): void {
  m[At.rest]++;
  if (m[At.rest] <= REST) return;
  m[At.episodes] = Math.min(m[At.episodes] + 1, REMEMBERED);
  m[At.habit] += (Math.min(m[At.beyond], LEARNED_AT_MOST) - m[At.habit]) / (m[At.episodes] + PRIOR);
  m[At.beyond] = 0;
}
