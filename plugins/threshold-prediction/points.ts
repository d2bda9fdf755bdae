import { hours, minutes } from "weir";
import { type Climb, learnRise, type Rise } from "./rise.ts";

/** The recent past of one key, as points at most a look-ahead old, and what is needed to make them of its events. */
export interface Points {
  /** Events so far, at most a thousand. */
  events: number;
  /** Time of the last event. */
  last: number;
  /** Usual time between events, ms. */
  step: number;
  /** Index of the oldest point; those before are gone and cut off now and then. */
  first: number;
  /** Recent points: times, values times direction, and the climb that was then seen, as in `Climb` (line 0: none). */
  times: number[];
  values: number[];
  lines: number[];
  momenta: number[];
  steps: number[];
  /** Mean of the point in the making, for series faster than the fit needs. */
  slotStart: number;
  slotSum: number;
  slotCount: number;
  /** Usual distance of neighbouring events, and of neighbouring points. */
  stride: number;
  pointStride: number;
  /** Smallest change ever seen: the resolution of a rounded series. 0: none yet. */
  quantum: number;
  /** An event that was set aside as a spike, and its time. */
  aside: number | null;
  asideTime: number;
}

const AUTOMATIC_BASE = minutes(36);
/** Points a look-ahead at most. */
export const SLOTS = 40;
/** Look-ahead that suits a series: 36 min for one sampled each minute, growing with the root of the step (4.6 h for an hourly one). */
const lookAheadFor = (step: number): number => AUTOMATIC_BASE * Math.sqrt(Math.max(step, 1000) / minutes(1));

/** Points that are kept at most, whatever the look-ahead. */
const MOST = 120;
/** So many that are gone are cut off at once: one at a time costs more. */
const CUT = 16;

export const newPoints = (): Points => ({
  events: 0,
  last: 0,
  step: 0,
  first: 0,
  times: [],
  values: [],
  lines: [],
  momenta: [],
  steps: [],
  slotStart: 0,
  slotSum: 0,
  slotCount: 0,
  stride: 0,
  pointStride: 0,
  quantum: 0,
  aside: null,
  asideTime: 0,
});

export function empty(points: Points): void {
  points.first = 0;
  points.times.length = 0;
  points.values.length = 0;
  points.lines.length = 0;
  points.momenta.length = 0;
  points.steps.length = 0;
  points.slotCount = 0;
  points.aside = null;
}

/** Follows the sampling step and answers the look-ahead; forgets the points when there was a gap. */
export function pace(points: Points, time: number, setting: number): number {
  const gap = time - points.last;
  if (points.events === 1) points.step = 0;
  else if (gap > 0) {
    if (points.step === 0) points.step = gap;
    else points.step += (Math.min(gap, 3 * points.step) - points.step) / 16;
  }
  const lookAhead = setting > 0 ? setting : lookAheadFor(points.step || minutes(1));
  if (points.events > 1 && gap > Math.max(lookAhead / 2, 4 * points.step)) empty(points);
  points.last = time;
  return lookAhead;
}

/** A second strange event so many times as far as the first goes on. */
const GOES_ON = 1.4;

/**
 * Puts the event among the points, `deviation` being how far the value usually is from its mean, and lets `rise` learn from those that grow too
 * old. Null when it made no new one: averaged into a slot, or set aside as a possible spike.
 */
export function takePoint(
  points: Points,
  rise: Rise,
  deviation: number,
  time: number,
  value: number,
  lookAhead: number,
): number | null {
  const newest = points.values[points.values.length - 1];
  if (newest !== undefined) {
    const jump = Math.abs(value - newest);
    if (jump > 1e-9 * Math.abs(value) && (points.quantum === 0 || jump < points.quantum)) points.quantum = jump;
    // Ten usual steps and more than the value usually is away from its mean: a quiet series that sets off is no spike.
    const strange = points.stride > 0 && jump > 10 * points.stride && jump > 3.5 * points.quantum && jump > deviation;
    points.stride += (Math.min(jump, 5 * (points.stride || jump)) - points.stride) / 32;
    if (strange && points.aside === null) {
      points.aside = value;
      points.asideTime = time;
      return null;
    }
    if (strange && points.aside !== null) {
      // Two in a row: going on, it is a climb; else a step, and a line across it would take the step for a climb.
      if ((value - newest) / (points.aside - newest) > GOES_ON) addPoint(points, points.asideTime, points.aside);
      else empty(points);
    }
  }
  points.aside = null;
  let point = value;
  const slot = lookAhead / SLOTS;
  if (points.step < slot) {
    if (points.slotCount === 0) points.slotStart = time;
    points.slotSum = points.slotCount === 0 ? value : points.slotSum + value;
    points.slotCount++;
    if (time - points.slotStart < slot - points.step / 2) return null;
    point = points.slotSum / points.slotCount;
    points.slotCount = 0;
  }
  addPoint(points, time, point);
  retire(points, rise, time, lookAhead);
  return point;
}

function addPoint(points: Points, time: number, point: number): void {
  points.times.push(time);
  points.values.push(point);
  points.lines.push(0);
  points.momenta.push(0);
  points.steps.push(0);
}

/** Notes at the newest point what is seen of a climb whose line promises `line` over a look-ahead (0: no climb). */
export function see(points: Points, line: number): Climb {
  const { values, first } = points;
  const last = values.length - 1;
  const point = values[last] ?? 0;
  if (last > first) {
    const jump = Math.abs(point - (values[last - 1] ?? 0));
    points.pointStride += points.pointStride === 0 ? jump : (jump - points.pointStride) / 48;
  }
  const climb = { line, momentum: last > first + 1 ? point - (values[last - 2] ?? 0) : 0, step: points.pointStride };
  points.lines[last] = climb.line;
  points.momenta[last] = climb.momentum;
  points.steps[last] = climb.step;
  return climb;
}

/** Lets points older than the look-ahead go and learns from each that was on a climb how far it went. */
function retire(points: Points, rise: Rise, time: number, lookAhead: number): void {
  const { times, values, lines, momenta, steps } = points;
  let { first } = points;
  for (; times.length - first > 2 && ((times[first] ?? time) < time - lookAhead || times.length - first > MOST); first++) {
    const line = lines[first] ?? 0;
    if (!(line > 0)) continue;
    const from = values[first] ?? 0;
    let furthest = from;
    for (let i = first + 1; i < values.length; i++) furthest = Math.max(furthest, values[i] ?? 0);
    const length = Math.max(points.step, lookAhead / SLOTS);
    const climb = { line, momentum: momenta[first] ?? 0, step: steps[first] ?? 0 };
    learnRise(
      rise,
      times[first] ?? time,
      climb,
      furthest - from,
      Math.min(1, length / lookAhead),
      Math.min(1, length / hours(1)),
    );
  }
  if (first >= CUT) {
    for (const list of [times, values, lines, momenta, steps]) list.splice(0, first);
    first = 0;
  }
  points.first = first;
}
