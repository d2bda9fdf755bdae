import { defineRule, hours, minutes } from "weir";
import { fitTrend, isStep } from "./fit.ts";
import { followPeaks, newPeaks, type Peaks, wentOn } from "./peaks.ts";
import { type Climb, expectedRise, learnRise, newRise, type Rise } from "./rise.ts";

interface State {
  /** 1: the alarm lies above, -1: below, 0: not known yet. */
  direction: number;
  /** From the alarm's name; 0: it says nothing. */
  named: number;
  /** Share of time above the threshold, weighted to the recent thousand events. */
  aboveShare: number;
  events: number;
  last: number;
  /** Usual time between events, ms. */
  step: number;
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
  rise: Rise;
  peaks: Peaks;
  /** Warnings that came true and all warnings, the latest twenty or so. */
  cameTrue: number;
  warnings: number;
  phase: "armed" | "warned" | "beyond" | "quiet";
  /** Of the standing warning: when, how far the value was, how late it may cross. */
  warnedAt: number;
  distance: number;
  latest: number;
  /** Until when nothing is said after a withdrawal. */
  quietUntil: number;
}

const AUTOMATIC_BASE = minutes(36);
/** Points a look-ahead at most. */
const SLOTS = 40;
/** Further than so many times what the line promises no climb is taken to go. */
const FURTHEST = 2.5;
/**
 * Share of the certainty still missing that is asked for on top where there is time to wait: the more, the more of this key's warnings were
 * taken back. Before any warning three of ten are taken to be.
 */
const PATIENCE = { least: 0.1, byTakenBack: 0.9, most: 0.65, prior: 0.3 };
/** Share of the record of warnings that is kept when one more comes in. */
const RECORD_KEPT = 0.95;
/** A value is watched again below its threshold by this share of its usual distance from its mean, and by so many usual changes between events. */
const BACK_SPREAD = 0.2;
const BACK_STRIDES = 1.5;

/** Look-ahead that suits a series: 36 min for one sampled each minute, growing with the root of the step (4.6 h for an hourly one). */
const lookAheadFor = (step: number): number => AUTOMATIC_BASE * Math.sqrt(Math.max(step, 1000) / minutes(1));

export default defineRule({
  id: "threshold-prediction",
  title: "Threshold prediction",
  description:
    "Warns while a value is on its way to its threshold, with the time it is expected to cross; takes it back when the climb stops.",
  by: ["station", "sensor", "alarm"],
  only: { threshold: true },
  settings: {
    lookAhead: {
      input: "duration",
      label: "Look ahead",
      default: 0,
      min: 0,
      max: hours(24 * 30),
      help: "How early to warn at most. 0: chosen from the sampling step (36 min for minute data, 4.6 h for hourly data).",
    },
    certainty: {
      input: "number",
      label: "Certainty",
      default: 0.45,
      min: 0.05,
      max: 0.99,
      step: 0.05,
      help: "Warn when the chance to cross within the look-ahead is at least this (more where many readings are still to come before, the more so the more warnings were taken back).",
    },
    significance: {
      input: "number",
      label: "Slope over its error",
      default: 0.5,
      min: 0,
      max: 20,
      step: 0.5,
      help: "How clearly the value must climb.",
    },
    rearm: {
      input: "number",
      label: "Re-arm distance",
      default: 0,
      min: 0,
      help: "How far the value must come back from the threshold, in its unit, before it is watched again. 0: chosen from how far it usually is from its mean and how much it changes between readings.",
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
  series: { eta: { label: "Expected time to the threshold", unit: "min" } },
  stateVersion: 3,
  initialState: (): State => ({
    direction: 0,
    named: 0,
    aboveShare: 0,
    events: 0,
    last: 0,
    step: 0,
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
    rise: newRise(),
    peaks: newPeaks(),
    cameTrue: 0,
    warnings: 0,
    phase: "armed",
    warnedAt: 0,
    distance: 0,
    latest: 0,
    quietUntil: 0,
  }),

  onEvent(context, event) {
    const { state, settings } = context;
    if (event.threshold === null) return;
    const { time } = event;
    if (state.events === 0) state.named = sideByName(context.name("alarm", context.key.alarm));
    findSide(state, settings.direction, event.value, event.threshold);
    const lookAhead = pace(state, time, settings.lookAhead);
    const value = event.value * state.direction;
    const threshold = event.threshold * state.direction;

    if (value >= threshold) {
      if (state.phase === "warned") record(state, 1);
      state.phase = "beyond";
    } else if (state.phase === "beyond") {
      const back =
        settings.rearm > 0 ? settings.rearm : Math.max(BACK_SPREAD * state.peaks.deviation, BACK_STRIDES * state.stride);
      if (threshold - value > back) {
        state.phase = "quiet";
        state.quietUntil = time;
      }
    }
    const point = takePoint(state, time, value, lookAhead);
    if (point === null) return;
    const slot = Math.max(state.step, lookAhead / SLOTS) / lookAhead;
    followPeaks(state.peaks, point, slot, state.stride);
    const fit = fitTrend(state.times, state.values, time - lookAhead / 2);
    // Half a look-ahead of points at least: the first few behind a gap or a step make any slope.
    const long = time - (state.times[0] ?? time) >= lookAhead / 2;
    const climbs = fit !== undefined && long && fit.slope > 0 && fit.slope > settings.significance * fit.slopeError;
    const climb = see(state, climbs ? (fit.slope * lookAhead) / hours(1) : 0);
    if (state.phase === "beyond") return;
    if (state.phase === "quiet" && time >= state.quietUntil) state.phase = "armed";

    if (state.phase === "warned") {
      const stopped = fit !== undefined && (fit.slope <= 0 || (time > state.latest && !climbs));
      // A warning that did not come true in a look-ahead and a half is taken back: a later crossing deserves its own.
      const overdue = time > Math.min(state.latest + lookAhead / 2, state.warnedAt + 1.5 * lookAhead);
      if (stopped || overdue || threshold - point > 1.5 * state.distance + 3 * state.stride) {
        record(state, 0);
        state.phase = "quiet";
        state.quietUntil = time + (overdue ? 0 : lookAhead / 2);
        context.alert({
          severity: "info",
          title: `${subject(context)} no longer heads for its threshold`,
          value: event.value,
          evidence: {
            threshold: event.threshold,
            warnedAt: state.warnedAt,
            slopePerHour: fit ? fit.slope * state.direction : null,
          },
          action: "withdraw",
          from: state.warnedAt,
        });
      }
      return;
    }
    if (!climbs || state.phase !== "armed") return;
    // Further than any climb was ever taken to go.
    if (threshold - point > FURTHEST * climb.line) return;
    const forecast = foresee(state, climb, time, threshold - point, lookAhead);
    const chance = shift(forecast.chance, wentOn(state.peaks, point, threshold));
    // The shorter the sampling step the less is lost by waiting for the next reading; the last one before a crossing cannot be waited for.
    const wanted =
      settings.certainty + patience(state) * (1 - settings.certainty) * Math.max(0, 1 - (4 * state.step) / lookAhead);
    if (chance < wanted || isStep(state.values, fit.noise, 3.5 * state.quantum)) return;
    state.phase = "warned";
    state.warnedAt = time;
    state.distance = threshold - point;
    state.latest = forecast.high;
    context.record("eta", (forecast.crossing - time) / minutes(1));
    context.alert({
      severity: "warning",
      title: `${subject(context)} heads for its threshold`,
      value: event.value,
      evidence: {
        crossing: Math.round(forecast.crossing),
        low: Math.round(forecast.low),
        high: Math.round(forecast.high),
        chance,
        threshold: event.threshold,
        direction: state.direction > 0 ? "up" : "down",
        slopePerHour: fit.slope * state.direction,
        slopeError: fit.slopeError,
        level: fit.level * state.direction,
        noise: fit.noise,
        points: state.times.length,
        fittedFrom: state.times[state.times.length - fit.points] ?? time,
      },
      from: state.times[0] ?? time,
    });
  },
});

function record(state: State, cameTrue: number): void {
  state.cameTrue = RECORD_KEPT * state.cameTrue + cameTrue;
  state.warnings = RECORD_KEPT * state.warnings + 1;
}

function patience({ cameTrue, warnings }: State): number {
  const takenBack = (warnings - cameTrue + PATIENCE.prior) / (warnings + 1);
  return Math.min(PATIENCE.most, PATIENCE.least + PATIENCE.byTakenBack * takenBack);
}

/** Events after which a value that has always been above its threshold is taken for one that must not fall below. */
const SIDE_KNOWN = 48;

const sideByName = (name: string): number => (/\blow\b/i.test(name) ? -1 : /\b(high|increas)/i.test(name) ? 1 : 0);

function findSide(state: State, setting: string, value: number, threshold: number): void {
  state.events = Math.min(state.events + 1, 1000);
  state.aboveShare += ((value > threshold ? 1 : 0) - state.aboveShare) / state.events;
  let side = setting === "up" ? 1 : setting === "down" ? -1 : state.named;
  // The side away from which the value nearly always stays; above the threshold where it is not clear, or not yet.
  if (side === 0) {
    const low = state.direction < 0 ? state.aboveShare > 0.6 : state.aboveShare > 0.9 && state.events >= SIDE_KNOWN;
    side = low ? -1 : 1;
  }
  if (side === state.direction) return;
  state.direction = side;
  state.phase = "armed";
  state.peaks = newPeaks();
  empty(state);
}

function empty(state: State): void {
  state.times.length = 0;
  state.values.length = 0;
  state.lines.length = 0;
  state.momenta.length = 0;
  state.steps.length = 0;
  state.slotCount = 0;
  state.aside = null;
}

/** Follows the sampling step and answers the look-ahead; forgets the points when there was a gap. */
function pace(state: State, time: number, setting: number): number {
  const gap = time - state.last;
  if (state.events === 1) state.step = 0;
  else if (gap > 0) {
    if (state.step === 0) state.step = gap;
    else state.step += (Math.min(gap, 3 * state.step) - state.step) / 16;
  }
  const lookAhead = setting > 0 ? setting : lookAheadFor(state.step || minutes(1));
  if (state.events > 1 && gap > Math.max(lookAhead / 2, 4 * state.step)) empty(state);
  state.last = time;
  return lookAhead;
}

/** A second strange event so many times as far as the first goes on. */
const GOES_ON = 1.4;

/** Puts the event among the points. Null when it made no new one: averaged into a slot, or set aside as a possible spike. */
function takePoint(state: State, time: number, value: number, lookAhead: number): number | null {
  const newest = state.values[state.values.length - 1];
  if (newest !== undefined) {
    const jump = Math.abs(value - newest);
    if (jump > 1e-9 * Math.abs(value) && (state.quantum === 0 || jump < state.quantum)) state.quantum = jump;
    // Ten usual steps and more than the value usually is away from its mean: a quiet series that sets off is no spike.
    const strange = state.stride > 0 && jump > 10 * state.stride && jump > 3.5 * state.quantum && jump > state.peaks.deviation;
    state.stride += (Math.min(jump, 5 * (state.stride || jump)) - state.stride) / 32;
    if (strange && state.aside === null) {
      state.aside = value;
      state.asideTime = time;
      return null;
    }
    if (strange && state.aside !== null) {
      // Two in a row: going on, it is a climb; else a step, and a line across it would take the step for a climb.
      if ((value - newest) / (state.aside - newest) > GOES_ON) addPoint(state, state.asideTime, state.aside);
      else empty(state);
    }
  }
  state.aside = null;
  let point = value;
  const slot = lookAhead / SLOTS;
  if (state.step < slot) {
    if (state.slotCount === 0) state.slotStart = time;
    state.slotSum = state.slotCount === 0 ? value : state.slotSum + value;
    state.slotCount++;
    if (time - state.slotStart < slot - state.step / 2) return null;
    point = state.slotSum / state.slotCount;
    state.slotCount = 0;
  }
  addPoint(state, time, point);
  retire(state, time, lookAhead);
  return point;
}

function addPoint(state: State, time: number, point: number): void {
  state.times.push(time);
  state.values.push(point);
  state.lines.push(0);
  state.momenta.push(0);
  state.steps.push(0);
}

/** Notes at the newest point what is seen of a climb whose line promises `line` over a look-ahead (0: no climb). */
function see(state: State, line: number): Climb {
  const { values } = state;
  const last = values.length - 1;
  const point = values[last] ?? 0;
  if (last > 0) {
    const jump = Math.abs(point - (values[last - 1] ?? 0));
    state.pointStride += state.pointStride === 0 ? jump : (jump - state.pointStride) / 48;
  }
  const climb = { line, momentum: last > 1 ? point - (values[last - 2] ?? 0) : 0, step: state.pointStride };
  state.lines[last] = climb.line;
  state.momenta[last] = climb.momentum;
  state.steps[last] = climb.step;
  return climb;
}

/** Lets points older than the look-ahead go and learns from each that was on a climb how far it went. */
function retire(state: State, time: number, lookAhead: number): void {
  const { times, values, lines, momenta, steps } = state;
  while (times.length > 2 && ((times[0] ?? time) < time - lookAhead || times.length > 120)) {
    const line = lines[0] ?? 0;
    if (line > 0) {
      const from = values[0] ?? 0;
      let furthest = from;
      for (const value of values) if (value > furthest) furthest = value;
      const length = Math.max(state.step, lookAhead / SLOTS);
      const climb = { line, momentum: momenta[0] ?? 0, step: steps[0] ?? 0 };
      learnRise(
        state.rise,
        times[0] ?? time,
        climb,
        furthest - from,
        Math.min(1, length / lookAhead),
        Math.min(1, length / hours(1)),
      );
    }
    times.shift();
    values.shift();
    lines.shift();
    momenta.shift();
    steps.shift();
  }
}

interface Forecast {
  readonly chance: number;
  readonly crossing: number;
  readonly low: number;
  readonly high: number;
}

/** Chance to go `distance` within the look-ahead, and the expected crossing with a central 80 % interval (capped at four look-aheads). */
function foresee(state: State, climb: Climb, time: number, distance: number, lookAhead: number): Forecast {
  const { mean, deviation } = expectedRise(state.rise, time, climb);
  const within = (rise: number): number =>
    time + Math.min(4, Math.max(0, distance) / Math.max(rise, 1e-9 * climb.line)) * lookAhead;
  return {
    chance: normal((mean - distance) / Math.max(deviation, 0.05 * climb.line)),
    crossing: within(mean),
    low: within(mean + 1.2816 * deviation),
    high: within(mean - 1.2816 * deviation),
  };
}

/** The chance whose log odds are `by` more. */
const shift = (chance: number, by: number): number => 1 / (1 + ((1 - chance) / Math.max(chance, 1e-12)) * Math.exp(-by));

/** Standard normal distribution function, logistic form of Bowling et al. (2009), error below 1.4e-4. */
const normal = (z: number): number => 1 / (1 + Math.exp(-0.07056 * z * z * z - 1.5976 * z));

function subject(context: { key: { sensor: string }; name(part: "sensor", code: string): string }): string {
  const code = context.key.sensor;
  const name = context.name("sensor", code);
  return code === "" ? "Value" : name === code ? `Sensor ${code}` : name;
}
