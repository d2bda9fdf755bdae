/**
 * How surprising this key has been so far. Chances taken from models are never quite right: of a key whose surprises reach farther than
 * chances of one in ten, a hundred, … would, they are believed less, in proportion.
 */
export interface Habit {
  /** Largest excess of the episode that is going on, in decades, 0: none is; and readings since it was last exceeded. */
  open: number;
  rest: number;
  /** Episodes, and the mean of their largest excesses. */
  episodes: number;
  mean: number;
}

/** Surprises up to here are believed. */
const PLAIN = 2;
/** Mean excess of -log10 of a chance that is what it says. */
const RIGHT = Math.LOG10E;
/** Weight of being right, in episodes; and episodes remembered. */
const PRIOR = 100;
const REMEMBERED = 60;
/** An anomaly is no habit: an excess is learned up to this. */
const LEARNED_AT_MOST = 1.5;
/** Quiet readings that end an episode. */
const REST = 40;

export const newHabit = (): Habit => ({ open: 0, rest: 0, episodes: 0, mean: RIGHT });

/** A reading that surprised so much: as much of it as is to be believed. */
export function believed(habit: Habit, surprise: number): number {
  const excess = surprise - PLAIN;
  if (!(excess > 0)) {
    if (habit.open > 0) calmDown(habit);
    return surprise;
  }
  if (excess > habit.open) habit.open = excess;
  habit.rest = 0;
  return PLAIN + (excess * RIGHT) / Math.max(RIGHT, habit.mean);
}

/** A reading that surprised little, while an episode is going on. */
export function calmDown(habit: Habit): void {
  if (++habit.rest <= REST) return;
  habit.episodes = Math.min(habit.episodes + 1, REMEMBERED);
  habit.mean += (Math.min(habit.open, LEARNED_AT_MOST) - habit.mean) / (habit.episodes + PRIOR);
  habit.open = 0;
}
