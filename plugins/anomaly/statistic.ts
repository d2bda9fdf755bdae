import { comeBack, LARGEST_SIZE, newTail, reachOut, surpriseOf, TAIL_START, type Tail } from "./tail.ts";

/** A number that is around zero while all is well, with its history above and below; skewed data have two different sides. */
export interface Statistic {
  /** The latest. A field and no argument: numbers that cross a call are allocated. */
  now: number;
  /** The smallest usual size that makes sense. */
  floor: number;
  up: Tail;
  down: Tail;
}

export const newStatistic = (floor: number): Statistic => ({ now: 0, floor, up: newTail(), down: newTail() });

/** Readings with which a side starts to have a usual size of its own. */
const OWN = 10;
/** From so many readings on, a side has a usual size: what lies beyond is told apart, and counts at most so many of them. */
const SETTLED = 30;
const COUNTS_AT_MOST = 8;

/** The usual distance from zero on the side of `value`, drawn towards that of both sides while little is known. */
export function usualOf({ up, down, floor }: Statistic, value: number): number {
  const side = value > 0 ? up : down;
  const count = up.count + down.count;
  if (count === 0) return floor;
  const both = (up.usual * up.count + down.usual * down.count) / count;
  return Math.max(floor, (side.usual * side.count + both * OWN) / (side.count + OWN));
}

/** Whether the latest value is too small to surprise, at a glance: its usual size lies between those of the sides. */
export function isCalm({ now, floor, up, down }: Statistic): boolean {
  const least = up.usual < down.usual ? up.usual : down.usual;
  const start = TAIL_START * (least > floor ? least : floor);
  return now <= start && now >= -start;
}

/** -log10 of the chance of `value`, given the history. */
export function judge(statistic: Statistic, value: number, seen: number, memory: number): number {
  const size = Math.min(Math.abs(value) / usualOf(statistic, value), LARGEST_SIZE);
  return surpriseOf(value > 0 ? statistic.up : statistic.down, size, seen, memory);
}

/** Learns the latest value. */
export function learn(statistic: Statistic, seen: number, memory: number): void {
  const { now, floor } = statistic;
  const { up, down } = statistic;
  let tail = up;
  let size = now;
  if (now >= 0) {
    if (down.open > 0) comeBack(down, memory);
  } else {
    if (up.open > 0) comeBack(up, memory);
    tail = down;
    size = -now;
  }
  const usual = tail.usual > floor ? tail.usual : floor;
  if (size > TAIL_START * usual && tail.count >= SETTLED) reachOut(tail, size / usual, seen, memory);
  else if (tail.open > 0) comeBack(tail, memory);
  if (tail.count < memory) tail.count++;
  else tail.count = memory;
  if (tail.count > SETTLED && size > COUNTS_AT_MOST * usual) size = COUNTS_AT_MOST * usual;
  tail.usual += (size - tail.usual) / tail.count;
}
