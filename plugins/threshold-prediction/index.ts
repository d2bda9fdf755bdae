import { defineRule, hours, minutes, type RuleContext } from "weir";
import { type Days, usualGain } from "./days.ts";
import { type Fit, fitTrend } from "./fit.ts";
import { type Forecast, foresee, promised, shift } from "./forecast.ts";
import { followPeaks, newPeaks, outgrown, type Peaks, wentOn } from "./peaks.ts";
import { climb, empty, newPoints, type Points, pace, SLOTS, see, takePoint, VALUE, WIDTH } from "./points.ts";
import { reading } from "./reading.ts";
import { newRise, type Rise } from "./rise.ts";
import { followSlow, newSlow, type Slow, slowPromise } from "./slow.ts";
import { isStep } from "./step.ts";

interface State {
  points: Points;
  /** 1: the alarm lies above, -1: below, 0: not known yet. */
  direction: number;
  /** From the alarm's name; 0: it says nothing. */
  named: number;
  /** Share of time above the threshold, weighted to the recent thousand events. */
  aboveShare: number;
  rise: Rise;
  days: Days;
  peaks: Peaks;
  /** Followed where points are dense. */
  slow: Slow;
  /** Warnings that came true and all warnings, the latest twenty or so. */
  cameTrue: number;
  warnings: number;
  phase: "armed" | "warned" | "beyond" | "quiet";
  /** Of the standing warning: when, of which threshold (null: not known), how far the value was, how late it may cross. */
  warnedAt: number;
  warnedOf: number | null;
  distance: number;
  latest: number;
  /** Until when nothing is said after a withdrawal. */
  quietUntil: number;
}

/** Further than so many times what the line promises no climb is taken to go. */
const FURTHEST = 2.5;
/** A value below its line by more than so many times the line's noise has left it. */
const FALLEN = 3;
/**
 * Share of the certainty still missing that is asked for on top where there is time to wait: the more, the more of this key's warnings were
 * taken back. Before any warning three of ten are taken to be.
 */
const PATIENCE = { least: 0.1, byTakenBack: 0.6, most: 0.45, prior: 0.3 };
/** So many points a look-ahead or fewer are sparse: each counts. */
const SPARSE = 12;
/**
 * Share of the certainty still missing that is asked for at least where points are dense, whatever came of the warnings: looked at so often, a
 * chance passes any limit for a moment by noise alone.
 */
const LOOKED_AT_OFTEN = 0.69;
/** Nearer than so many times the line's noise the next reading may cross by noise alone: that is no longer foreseen. Where points are dense. */
const CARRIED = 1.3;
/** The chance that the recent line gives is too sure of itself, its points being anything but independent: so much of its log odds counts. */
const RECENT = 0.6;
/** How much of what the turning points say counts. */
const TURNING = 0.85;
/**
 * Log odds that are taken off in the end: of the warnings given without, at 0.55 three of ten came true within the look-ahead, at 0.75 half. What
 * an alert says of its chance is to be what comes of it.
 */
const OVERSURE = 0.85;
/**
 * Log odds by what else promises a rise: its share of what it promises and what is still to go, less the share that says neither, times the
 * weight. The slow line, a climb of long standing, counts where points are dense; the days before where they are not.
 */
const STANDING = { weight: 4, neither: 0.4 };
const DAYS = { weight: 2.5, neither: 0.44 };
/** Share of the record of warnings that is kept when one more comes in. */
const RECORD_KEPT = 0.95;
/** A value is watched again below its threshold by this share of its usual distance from its mean, and by so many usual changes between events. */
const BACK_SPREAD = 0.2;
const BACK_STRIDES = 1.5;

export default defineRule({
  id: "threshold-prediction",
  title: "Threshold prediction",
  description:
    "Warns while a value is on its way to its threshold, with the time it is expected to cross; takes it back when the climb stops.",
  by: ["station", "sensor", "alarm"],
  only: { threshold: true },
  eventsByKey: true,
  settings: {
    lookAhead: {
      input: "duration",
      label: "Look ahead",
      default: 0,
      min: 0,
      max: hours(24 * 30),
      zero: "Automatic",
      help: "How early to warn at most. Automatic (0): chosen from the sampling step (36 min for minute data, 4.6 h for hourly data, four and a half days for daily data). Shorter than three steps of the readings nothing is foreseen.",
    },
    certainty: {
      input: "number",
      label: "Certainty",
      default: 0.25,
      min: 0.05,
      max: 0.99,
      step: 0.05,
      help: "Warn when the chance to cross within the look-ahead is at least this (more where many readings are still to come before: 0.6 for one a minute; elsewhere the more, the more warnings were taken back).",
    },
    significance: {
      input: "number",
      label: "Slope over its error",
      default: 0.5,
      min: 0,
      max: 20,
      step: 0.5,
      zero: "Any climb",
      help: "How clearly the value must climb.",
    },
    rearm: {
      input: "number",
      label: "Re-arm distance",
      default: 0,
      min: 0,
      zero: "Automatic",
      help: "How far the value must come back from the threshold, in its unit, before it is watched again. Automatic (0): chosen from how far it usually is from its mean and how much it changes between readings.",
    },
    direction: {
      input: "choice",
      label: "Alarm side",
      default: "auto",
      help: "Automatic: from the alarm's name (low …, high …), else from the side of the threshold on which the value usually is.",
      options: [
        { value: "auto", label: "Automatic" },
        { value: "up", label: "Above the threshold" },
        { value: "down", label: "Below the threshold" },
      ],
    },
  },
  evidence: {
    crossing: { label: "Expected to cross" },
    low: { label: "Likely not before" },
    high: { label: "Likely by" },
    chance: { label: "Chance in look-ahead", share: true },
    threshold: { label: "Threshold", unit: "{unit}" },
    direction: { label: "Moves" },
    slopePerHour: { label: "Slope", unit: "{unit}/h" },
    slopeError: { label: "Slope, give or take", unit: "{unit}/h" },
    level: { label: "Fitted line now", unit: "{unit}" },
    noise: { label: "Scatter", unit: "{unit}" },
    points: { label: "Readings looked at" },
    fittedFrom: { label: "Line fitted from" },
    usualGain: { label: "Usual gain at this hour", unit: "{unit}" },
    warnedAt: { label: "Warned at" },
    minutesBefore: { label: "Warned before" },
  },
  series: { eta: { label: "Expected time to the threshold", unit: "min" } },
  stateVersion: 9,
  initialState: (): State => ({
    points: newPoints(),
    direction: 0,
    named: 0,
    aboveShare: 0,
    rise: newRise(),
    days: [],
    peaks: newPeaks(),
    slow: newSlow(),
    cameTrue: 0,
    warnings: 0,
    phase: "armed",
    warnedAt: 0,
    warnedOf: null,
    distance: 0,
    latest: 0,
    quietUntil: 0,
  }),
  /** Version 7 did not keep which threshold a warning was of, and both not what was gained at which hour. */
  migrateState(state, fromVersion) {
    if (fromVersion !== 7 && fromVersion !== 8) return undefined;
    const before = state as unknown as State;
    return { ...before, days: [], warnedOf: fromVersion === 7 ? null : before.warnedOf };
  },

  onEvent(context, event) {
    const { state, settings } = context;
    if (event.threshold === null) return;
    const { time } = event;
    if (state.points.events === 0) state.named = sideByName(context.name("alarm", context.key.alarm));
    findSide(state, settings.direction, event.value, event.threshold);
    reading.time = time;
    reading.value = event.value * state.direction;
    reading.threshold = event.threshold * state.direction;
    pace(state.points, settings.lookAhead);
    if (crossOver(state, settings.rearm)) cameTrue(context, event.value, event.threshold);
    if (!takePoint(state.points, state)) return;
    const fit = lineThrough(state);
    const climbing = fit !== undefined && climbsOn(fit, state.points, settings.significance) ? fit : undefined;
    climb.line = climbing === undefined ? 0 : promised(climbing, reading.lookAhead, reading.dense);
    see(state.points);
    if (state.phase === "beyond") return;
    if (state.phase === "quiet" && time >= state.quietUntil) state.phase = "armed";
    if (state.phase === "warned") {
      const reason = takesBack(state, fit, climbing !== undefined);
      if (reason === null) return;
      context.alert({
        severity: "info",
        title: `${subject(context)} no longer heads for its threshold`,
        value: event.value,
        evidence: {
          why: `${reason}; the value is ${besides(event.value, event.threshold)}, the threshold ${event.threshold}`,
          threshold: event.threshold,
          warnedAt: state.warnedAt,
          slopePerHour: fit ? fit.slope * state.direction : null,
        },
        action: "withdraw",
        from: state.warnedAt,
      });
      return;
    }
    if (climbing === undefined || state.phase !== "armed") return;
    const forecast = warnsOf(state, settings.certainty, climbing);
    if (forecast === null) return;
    const { list, first } = state.points;
    const count = list.length / WIDTH;
    context.record("eta", (forecast.crossing - time) / minutes(1));
    context.alert({
      severity: "warning",
      title: `${subject(context)} heads for its threshold`,
      value: event.value,
      evidence: {
        why: whyWarned(forecast, climbing, state.direction, event.threshold),
        crossing: Math.round(forecast.crossing),
        low: Math.round(forecast.low),
        high: Math.round(forecast.high),
        chance: forecast.chance,
        threshold: event.threshold,
        direction: state.direction > 0 ? "up" : "down",
        slopePerHour: climbing.slope * state.direction,
        slopeError: climbing.slopeError,
        level: climbing.level * state.direction,
        noise: climbing.noise,
        points: count - first,
        fittedFrom: list[(count - climbing.points) * WIDTH] ?? time,
        usualGain: usualGain(state.days, time) ?? null,
      },
      from: list[first * WIDTH] ?? time,
    });
  },
});

/** The value reaches its threshold, or has come back from it far enough to be watched again. True where that was warned of. */
function crossOver(state: State, rearm: number): boolean {
  const { time, value, threshold } = reading;
  if (value >= threshold) {
    const warned = state.phase === "warned";
    if (warned) record(state, 1);
    state.phase = "beyond";
    return warned;
  }
  if (state.phase === "beyond") {
    const back = rearm > 0 ? rearm : Math.max(BACK_SPREAD * state.peaks.deviation, BACK_STRIDES * state.points.stride);
    if (threshold - value > back) {
      state.phase = "quiet";
      state.quietUntil = time;
    }
  }
  return false;
}

/** The warning is over: what it was of is there. */
function cameTrue(context: RuleContext<State, unknown>, value: number, threshold: number): void {
  const { warnedAt } = context.state;
  const before = reading.time - warnedAt;
  context.alert({
    severity: "info",
    title: `${subject(context)} reached its threshold`,
    value,
    evidence: {
      why: `the value is ${value}, the threshold ${threshold}; it was warned of ${lengthOf(before)} before`,
      threshold,
      warnedAt,
      minutesBefore: before / minutes(1),
    },
    action: "clear",
    from: warnedAt,
  });
}

/** The line through the points up to the newest one; undefined where it is needed for nothing, or there are too few. Follows the peaks. */
function lineThrough(state: State): Fit | undefined {
  const { point, lookAhead } = reading;
  const { list, first, step } = state.points;
  reading.share = Math.max(step, lookAhead / SLOTS) / lookAhead;
  reading.dense = Math.max(0, 1 - SPARSE * reading.share);
  followPeaks(state.peaks, state.points);
  if (reading.dense > 0) followSlow(state.slow);
  // A value below the oldest point and the middle one is not climbing: no line is needed to see that.
  const middle = list[((first + list.length / WIDTH) >> 1) * WIDTH + VALUE] ?? point;
  const falls = point < middle && point < (list[first * WIDTH + VALUE] ?? point);
  return state.phase === "warned" || (isLong(state.points) && !falls) ? fitTrend(list, first) : undefined;
}

/** Half a look-ahead of points at least: the first few behind a gap or a step make any slope. */
function isLong({ list, first }: Points): boolean {
  const { time, lookAhead } = reading;
  return time - (list[first * WIDTH] ?? time) >= lookAhead / 2;
}

function climbsOn(fit: Fit, points: Points, significance: number): boolean {
  return isLong(points) && fit.slope > 0 && fit.slope > significance * fit.slopeError;
}

/** `direction`: 1 towards a threshold above, -1 below; `fit` is on that side. */
function whyWarned({ crossing, low, high, chance }: Forecast, fit: Fit, direction: number, threshold: number): string {
  const { time } = reading;
  const moves = `${direction > 0 ? "rises" : "falls"} by ${short(fit.slope)} an hour`;
  const between = `between ${lengthOf(low - time)} and ${lengthOf(high - time)} from now in four cases of five`;
  return (
    `the value is about ${besides(fit.level * direction, threshold)} and ${moves}: at that it reaches ${threshold} in ${lengthOf(crossing - time)}, ` +
    `${between}; that it does so within the look-ahead has a chance of ${Math.round(100 * chance)} %`
  );
}

/** `ms` as a sentence has it. */
function lengthOf(ms: number): string {
  const away = Math.max(0, ms);
  if (away < minutes(1)) return `${Math.round(away / 1000)} s`;
  return away < minutes(100) ? `${Math.round(away / minutes(1))} min` : `${short(away / minutes(60))} h`;
}

const short = (value: number): number => Number(value.toPrecision(4));

/** Four digits, more where these would not tell `value` from `threshold`. */
function besides(value: number, threshold: number): number {
  const apart = Math.abs(value - threshold);
  const digits = apart > 0 && value !== 0 ? Math.ceil(Math.log10(Math.abs(value) / apart)) + 1 : 4;
  return Number(value.toPrecision(Math.min(15, Math.max(4, digits))));
}

/** Why the standing warning is withdrawn: the climb has stopped, the value has fallen back, or the time is over; null: it stands. */
function takesBack(state: State, fit: Fit | undefined, climbs: boolean): string | null {
  const { time, point, threshold, lookAhead } = reading;
  const stopped = fit !== undefined && (fit.slope <= 0 || (time > state.latest && !climbs));
  // A warning that did not come true in a look-ahead and a half is taken back: a later crossing deserves its own.
  const overdue = time > Math.min(state.latest + lookAhead / 2, state.warnedAt + 1.5 * lookAhead);
  const fallen = threshold - point > 1.5 * state.distance + 3 * state.points.stride;
  if (!stopped && !overdue && !fallen) return null;
  const before = state.warnedOf === null ? threshold : state.warnedOf * state.direction;
  const movedOff = threshold > before;
  // What a climb to the threshold before was worth is not known.
  if (!movedOff) record(state, 0);
  state.phase = "quiet";
  state.quietUntil = time + (overdue ? 0 : lookAhead / 2);
  if (movedOff && (fallen || overdue)) return `its threshold was ${before * state.direction} when it was warned of`;
  if (fallen) return "the value has come away from its threshold again";
  if (overdue) return "the threshold was not reached in the time that was foreseen";
  return "the value no longer moves towards its threshold";
}

/** The crossing that is warned of from now on; null: none, or it can be waited for. `fit`: the line on which the value climbs. */
function warnsOf(state: State, certainty: number, fit: Fit): Forecast | null {
  const { time, point, threshold, lookAhead, dense } = reading;
  // What has just fallen off its line, as after an alarm, is no longer on that climb.
  if (point < fit.level - FALLEN * fit.noise) return null;
  // Further than any climb was ever taken to go.
  if (threshold - point > FURTHEST * climb.line) return null;
  // Dense points say little one by one: the distance is the line's more than the newest one's.
  const distance = threshold - point - dense * (fit.level - point);
  if (distance < CARRIED * dense * fit.noise) return null;
  const forecast = foresee(state.rise, climb, time, distance, lookAhead, outgrown(state.peaks, point, threshold));
  const standing = dense > 0 ? dense * saidBy(STANDING, slowPromise(state.slow), distance) : 0;
  const byDays = (1 - dense) * ofTheDays(state, distance);
  const turning = TURNING * wentOn(state.peaks, point, threshold);
  const chance = shift(forecast.chance, RECENT, turning + standing + byDays - OVERSURE);
  // The shorter the sampling step the less is lost by waiting for the next reading; the last one before a crossing cannot be waited for.
  const waiting = Math.max(patience(state) * Math.max(0, 1 - (4 * state.points.step) / lookAhead), LOOKED_AT_OFTEN * dense);
  const wanted = certainty + (1 - certainty) * waiting;
  const { list, first, quantum } = state.points;
  if (chance < wanted || isStep(list, first, fit.noise, 3.5 * quantum)) return null;
  state.phase = "warned";
  state.warnedAt = time;
  state.warnedOf = threshold * state.direction;
  state.distance = threshold - point;
  state.latest = forecast.high;
  return { ...forecast, chance };
}

/**
 * Log odds that the days before add for a climb that has `distance` to go. The nearer the change from one point to the next comes to how far the
 * value usually is from its mean, the less it lives by the hour: gains of noise alone say nothing.
 */
function ofTheDays({ days, peaks }: State, distance: number): number {
  const usual = usualGain(days, reading.time);
  if (usual === undefined) return 0;
  const rough = climb.step / peaks.deviation;
  return rough < 1 ? (1 - rough * rough) * saidBy(DAYS, usual, distance) : 0;
}

/** Log odds that a `promise` adds for a climb that has `distance` to go, both in the value's unit. */
function saidBy(
  { weight, neither }: { readonly weight: number; readonly neither: number },
  promise: number,
  distance: number,
): number {
  return weight * ((promise > 0 ? promise / (promise + Math.max(distance, 0)) : 0) - neither);
}

/** One more warning that came true (1) or was taken back (0). */
function record(state: State, cameTrue: number): void {
  state.cameTrue = RECORD_KEPT * state.cameTrue + cameTrue;
  state.warnings = RECORD_KEPT * state.warnings + 1;
}

/** Share of the certainty still missing that this key's own warnings ask for; see PATIENCE. */
function patience({ cameTrue, warnings }: State): number {
  const takenBack = (warnings - cameTrue + PATIENCE.prior) / (warnings + 1);
  return Math.min(PATIENCE.most, PATIENCE.least + PATIENCE.byTakenBack * takenBack);
}

/** Events after which a value that has always been above its threshold is taken for one that must not fall below. */
const SIDE_KNOWN = 48;

const sideByName = (name: string): number => (/\blow\b/i.test(name) ? -1 : /\b(high|increas)/i.test(name) ? 1 : 0);

function findSide(state: State, setting: string, value: number, threshold: number): void {
  state.points.events = Math.min(state.points.events + 1, 1000);
  state.aboveShare += ((value > threshold ? 1 : 0) - state.aboveShare) / state.points.events;
  let side = setting === "up" ? 1 : setting === "down" ? -1 : state.named;
  // The side away from which the value nearly always stays; above the threshold where it is not clear, or not yet.
  if (side === 0) {
    const low = state.direction < 0 ? state.aboveShare > 0.6 : state.aboveShare > 0.9 && state.points.events >= SIDE_KNOWN;
    side = low ? -1 : 1;
  }
  if (side === state.direction) return;
  state.direction = side;
  state.phase = "armed";
  state.days = [];
  state.peaks = newPeaks();
  state.slow = newSlow();
  empty(state.points);
}

function subject(context: RuleContext<State, unknown>): string {
  const code = context.key.sensor;
  const name = context.name("sensor", code);
  return code === "" ? "Value" : name === code ? `Sensor ${code}` : name;
}
