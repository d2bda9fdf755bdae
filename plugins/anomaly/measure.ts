import { At, type Measure, type Memory } from "./memory.ts";
import { reading } from "./reading.ts";
import { comeBack, LARGEST_SIZE, reachOut, surpriseOf, TAIL_START } from "./tail.ts";

/**
 * A measure is a number that is around zero while all is well, with its history above and below; skewed data have two different sides. It
 * stands in `reading.now`, and the smallest usual size that makes sense in `reading.least`.
 */

/** Readings with which a side starts to have a usual size of its own. */
const OWN = 10;
/** From so many readings on, a side has a usual size: what lies beyond is told apart, and counts at most so many of them. */
const SETTLED = 30;
const COUNTS_AT_MOST = 8;

/** 1 below zero, else 0. Noise changes sides in no order, so that a processor would guess a branch wrong every other time. */
const below = (now: number): number => Number(now < 0);

/** The usual distance from zero on the side of `value`, drawn towards that of both sides while little is known. */
export function usualOf(m: Memory, measure: Measure, value: number): number {
  const up = m[At.count + measure] as number;
  const down = m[At.count + measure + 1] as number;
  const count = up + down;
  if (count === 0) return reading.least;
  const upUsual = m[At.usual + measure] as number;
  const downUsual = m[At.usual + measure + 1] as number;
  const both = (upUsual * up + downUsual * down) / count;
  const own = value > 0 ? upUsual * up : downUsual * down;
  return Math.max(reading.least, (own + both * OWN) / ((value > 0 ? up : down) + OWN));
}

/**
 * Whether the measure is too small to surprise, at a glance: its usual size lies between those of the sides. If so it is learned: as `learn`
 * does, but there is no tail to look for.
 */
export function learnCalm(m: Memory, measure: Measure): boolean {
  const { now, least } = reading;
  const up = m[At.usual + measure] as number;
  const down = m[At.usual + measure + 1] as number;
  const smaller = up < down ? up : down;
  const start = TAIL_START * (smaller > least ? smaller : least);
  const size = Math.abs(now);
  if (!(size <= start)) return false;
  if ((m[At.open + measure] as number) > 0) comeBack(m, measure);
  if ((m[At.open + measure + 1] as number) > 0) comeBack(m, measure + 1);
  const memory = m[At.memory];
  const side = measure + below(now);
  const before = m[At.count + side] as number;
  const count = before < memory ? before + 1 : memory;
  m[At.count + side] = count;
  const usual = m[At.usual + side] as number;
  m[At.usual + side] = usual + (size - usual) / count;
  return true;
}

/** -log10 of the chance of `value`, given the history. */
export function judge(m: Memory, measure: Measure, value: number): number {
  const size = Math.min(Math.abs(value) / usualOf(m, measure, value), LARGEST_SIZE);
  return surpriseOf(m, value > 0 ? measure : measure + 1, size);
}

/** Learns the measure, be it what it may. */
export function learn(m: Memory, measure: Measure): void {
  const { now, least } = reading;
  const memory = m[At.memory];
  const side = measure + below(now);
  const other = measure + 1 - below(now);
  let size = Math.abs(now);
  if ((m[At.open + other] as number) > 0) comeBack(m, other);
  const before = m[At.usual + side] as number;
  const usual = before > least ? before : least;
  let count = m[At.count + side] as number;
  if (size > TAIL_START * usual && count >= SETTLED) reachOut(m, side, size / usual);
  else if ((m[At.open + side] as number) > 0) comeBack(m, side);
  count = count < memory ? count + 1 : memory;
  if (count > SETTLED && size > COUNTS_AT_MOST * usual) size = COUNTS_AT_MOST * usual;
  m[At.count + side] = count;
  m[At.usual + side] = before + (size - before) / count;
}
