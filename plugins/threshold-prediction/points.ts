import { hours, minutes } from "weir";
import { bare } from "./bare.ts";
import { type Days, learnDay } from "./days.ts";
import { reading } from "./reading.ts";
import { type Climb, type EndedClimb, learnRise, type Rise } from "./rise.ts";

/** What learns from points that have had their look-ahead. */
export interface Learners {
  readonly rise: Rise;
  readonly days: Days;
  /** Of the peaks: how far the value usually is from its mean. */
  readonly peaks: { readonly deviation: number };
}

/** The recent past of one key, as points at most a look-ahead old, and what is needed to make them of its events. */
export interface Points {
  /** Events so far, at most a thousand. */
  events: number;
  /** Time of the last event. */
  last: number;
  /** Usual time between events, ms. */
  step: number;
  /** Which point of the list is the oldest; those before are gone and cut off now and then. */
  first: number;
  /** The points, oldest first, `WIDTH` numbers each: its time, its value times direction, and the climb that was then seen. */
  list: number[];
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

/** Numbers a point has: time, value, and line (0: no climb), momentum and step as in `Climb`. */
export const WIDTH = 5;
export const VALUE = 1;
const LINE = 2;
const MOMENTUM = 3;
const STEP = 4;

const AUTOMATIC_BASE = minutes(36);
/** Points a look-ahead at most. */
export const SLOTS = 40;
/** Fewer steps hold no line; a look-ahead that would be so short has more instead. */
const FEWEST_STEPS = 3;
const STEPS = 4.5;

/**
 * Look-ahead that suits a series: 36 min for one sampled each minute, growing with the root of the step (4.6 h for an hourly one); four and a half
 * steps for one read less often than each 2.4 hours.
 */
function lookAheadFor(step: number): number {
  const byRoot = AUTOMATIC_BASE * Math.sqrt(Math.max(step, 1000) / minutes(1));
  return byRoot < FEWEST_STEPS * step ? STEPS * step : byRoot;
}

/** Points that are kept at most, whatever the look-ahead. */
const MOST = 120;
/** So many that are gone are cut off at once: one at a time costs more. */
const CUT = 16;

export const newPoints = (): Points => ({
  events: 0,
  last: 0,
  step: 0,
  first: 0,
  list: [],
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
  points.list.length = 0;
  points.slotCount = 0;
  points.aside = null;
}

/** Follows the sampling step and fills `reading.lookAhead`; forgets the points when there was a gap. */
export function pace(points: Points, setting: number): void {
  const { time } = reading;
  const gap = time - points.last;
  if (points.events === 1) points.step = 0;
  else if (gap > 0) {
    if (points.step === 0) points.step = gap;
    else points.step += (Math.min(gap, 3 * points.step) - points.step) / 16;
  }
  const lookAhead = setting > 0 ? setting : lookAheadFor(points.step || minutes(1));
  if (points.events > 1 && gap > Math.max(lookAhead / 2, 4 * points.step)) empty(points);
  points.last = time;
  reading.lookAhead = lookAhead;
}

/** A second strange event so many times as far as the first goes on. */
const GOES_ON = 1.4;

/**
 * Puts the reading among the points and lets `learners` learn from those that grow too old. Fills `reading.point`; false when it made none:
 * averaged into a slot, or set aside as a possible spike.
 */
export function takePoint(points: Points, learners: Learners): boolean {
  const { time, value, lookAhead } = reading;
  const list = bare(points.list);
  // Not by an index below 0: once asked for one, V8 looks the slow way for good.
  const newest = list.length === 0 ? undefined : list[list.length - WIDTH + VALUE];
  if (newest !== undefined) {
    const jump = Math.abs(value - newest);
    if (jump > 1e-9 * Math.abs(value) && (points.quantum === 0 || jump < points.quantum)) points.quantum = jump;
    // Ten usual steps and more than the value usually is away from its mean: a quiet series that sets off is no spike.
    const strange =
      points.stride > 0 && jump > 10 * points.stride && jump > 3.5 * points.quantum && jump > learners.peaks.deviation;
    points.stride += (Math.min(jump, 5 * (points.stride || jump)) - points.stride) / 32;
    if (strange && points.aside === null) {
      points.aside = value;
      points.asideTime = time;
      return false;
    }
    if (strange && points.aside !== null) {
      // Two in a row: going on, it is a climb; else a step, and a line across it would take the step for a climb.
      if ((value - newest) / (points.aside - newest) > GOES_ON) addPoint(list, points.asideTime, points.aside);
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
    if (time - points.slotStart < slot - points.step / 2) return false;
    point = points.slotSum / points.slotCount;
    points.slotCount = 0;
  }
  addPoint(list, time, point);
  reading.point = point;
  retire(points, learners);
  return true;
}

function addPoint(list: number[], time: number, point: number): void {
  const at = list.length;
  list[at] = time;
  list[at + VALUE] = point;
  list[at + LINE] = 0;
  list[at + MOMENTUM] = 0;
  list[at + STEP] = 0;
}

/** What is seen of a climb at the newest point. Reused: valid until the next event. */
export const climb: { -readonly [K in keyof Climb]: Climb[K] } = { line: 0.5, momentum: 0.5, step: 0.5 };

/** Fills `climb`, whose line (0: no climb) is there already, and notes it at the newest point. */
export function see(points: Points): void {
  const { list, first } = points;
  const last = list.length - WIDTH;
  const oldest = first * WIDTH;
  const point = list[last + VALUE] ?? 0;
  if (last > oldest) {
    const jump = Math.abs(point - (list[last - WIDTH + VALUE] ?? 0));
    points.pointStride += points.pointStride === 0 ? jump : (jump - points.pointStride) / 48;
  }
  const momentum = last > oldest + WIDTH ? point - (list[last - 2 * WIDTH + VALUE] ?? 0) : 0;
  list[last + LINE] = climb.line;
  list[last + MOMENTUM] = momentum;
  list[last + STEP] = points.pointStride;
  climb.momentum = momentum;
  climb.step = points.pointStride;
}

/** The climb that is learned from. Reused. */
const ended: { -readonly [K in keyof EndedClimb]: EndedClimb[K] } = {
  time: 0.5,
  line: 0.5,
  momentum: 0.5,
  step: 0.5,
  height: 0.5,
  share: 0.5,
  ofHour: 0.5,
};

/** Lets points older than the look-ahead go and learns from each how far it went from there: by the hour, and where it was on a climb, by that. */
function retire(points: Points, { rise, days }: Learners): void {
  const { list } = points;
  const { time, lookAhead } = reading;
  const count = list.length / WIDTH;
  let { first } = points;
  for (; count - first > 2 && ((list[first * WIDTH] ?? time) < time - lookAhead || count - first > MOST); first++) {
    const at = first * WIDTH;
    const from = list[at + VALUE] ?? 0;
    let furthest = from;
    for (let i = at + WIDTH + VALUE; i < list.length; i += WIDTH) {
      const value = list[i] ?? 0;
      if (value > furthest) furthest = value;
    }
    const since = list[at] ?? time;
    const length = Math.max(points.step, lookAhead / SLOTS);
    const ofHour = Math.min(1, length / hours(1));
    learnDay(days, since, furthest - from, ofHour);
    const line = list[at + LINE] ?? 0;
    if (!(line > 0)) continue;
    ended.time = since;
    ended.line = line;
    ended.momentum = list[at + MOMENTUM] ?? 0;
    ended.step = list[at + STEP] ?? 0;
    ended.height = furthest - from;
    ended.share = Math.min(1, length / lookAhead);
    ended.ofHour = ofHour;
    learnRise(rise, ended);
  }
  if (first >= CUT) {
    const gone = first * WIDTH;
    for (let i = gone; i < list.length; i++) list[i - gone] = list[i] ?? 0;
    list.length -= gone;
    first = 0;
  }
  points.first = first;
}
