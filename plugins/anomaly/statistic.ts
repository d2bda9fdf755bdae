import { LARGEST_SIZE, learnRest, learnTail, newTail, surpriseOf, type Tail } from "./tail.ts";

/** A number that is around zero while all is well, with its history above and below; skewed data have two different sides. */
export interface Statistic {
  up: Tail;
  down: Tail;
}

export const newStatistic = (): Statistic => ({ up: newTail(), down: newTail() });

/** Readings with which a side starts to have a usual size of its own. */
const OWN = 10;

/** The usual distance from zero on the side of `value`, drawn towards that of both sides while little is known. */
export function usualOf({ up, down }: Statistic, value: number): number {
  const side = value > 0 ? up : down;
  const count = up.count + down.count;
  if (count === 0) return 0;
  const both = (up.usual * up.count + down.usual * down.count) / count;
  return (side.usual * side.count + both * OWN) / (side.count + OWN);
}

/** -log10 of the chance of `value`, given the history. `floor`: the smallest usual size that makes sense. */
export function judge(statistic: Statistic, value: number, floor: number, seen: number): number {
  if (value === 0) return 0;
  const size = Math.min(Math.abs(value) / Math.max(usualOf(statistic, value), floor), LARGEST_SIZE);
  return surpriseOf(value > 0 ? statistic.up : statistic.down, size, seen);
}

export function learn(statistic: Statistic, value: number, floor: number, weight: number, memory: number): void {
  const { up, down } = statistic;
  if (value >= 0) {
    learnRest(down, weight, memory);
    learnTail(up, value, floor, weight, memory);
  } else {
    learnRest(up, weight, memory);
    learnTail(down, -value, floor, weight, memory);
  }
}
