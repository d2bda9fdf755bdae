import { defineRule, hours, type RuleContext, seconds, tumbling } from "weir";

/** Running statistics of all windows so far, and of the windows' means. */
interface State {
  count: number;
  mean: number;
  /** Sum of squared deviations from the mean. */
  m2: number;
  min: number;
  max: number;
  windows: number;
  /** Learned from the windows' own minima and maxima: where they usually lie, and how far they stray. */
  low: number;
  lowSpread: number;
  high: number;
  highSpread: number;
  /** What was told and is not over. */
  outside: "" | "above" | "below" | "both";
  /** Windows inside the range since the last outside. */
  calm: number;
}

export default defineRule({
  id: "sensor-statistics",
  title: "Sensor statistics",
  description: "Count, minimum, maximum, mean and standard deviation per station and sensor, per window and running.",
  by: ["station", "sensor"],
  settings: {
    size: { input: "duration", label: "Window", default: hours(1), min: seconds(1) },
    learn: {
      input: "number",
      label: "Windows to learn from",
      default: 24,
      min: 3,
      help: "Before that many windows nothing is called unusual.",
    },
    tolerance: {
      input: "number",
      label: "Tolerance",
      default: 6,
      min: 1,
      help: "How many times its usual spread a window's extreme may lie outside what was seen before it is told.",
    },
  },
  window: ({ size }) => tumbling(size),
  aggregates: {
    min: { fn: "min" },
    max: { fn: "max" },
    mean: { fn: "mean" },
    stddev: { fn: "stddev" },
  },
  evidence: {
    count: { label: "Count", unit: "events" },
    min: { label: "Minimum", unit: "{unit}" },
    max: { label: "Maximum", unit: "{unit}" },
    mean: { label: "Mean", unit: "{unit}" },
    stddev: { label: "Standard deviation", unit: "{unit}" },
    seenMin: { label: "Lowest before", unit: "{unit}" },
    seenMax: { label: "Highest before", unit: "{unit}" },
    usualLow: { label: "Usual minimum", unit: "{unit}" },
    usualHigh: { label: "Usual maximum", unit: "{unit}" },
    windows: { label: "Learned from", unit: "windows" },
  },
  series: {
    count: { label: "Events", unit: "events" },
    min: { label: "Minimum" },
    max: { label: "Maximum" },
    mean: { label: "Mean" },
    stddev: { label: "Standard deviation" },
    "running-count": { label: "Events so far", unit: "events" },
    "running-min": { label: "Minimum so far" },
    "running-max": { label: "Maximum so far" },
    "running-mean": { label: "Mean so far" },
    "running-stddev": { label: "Standard deviation so far" },
  },
  stateVersion: 1,
  initialState: (): State => ({
    count: 0,
    mean: 0,
    m2: 0,
    min: 0,
    max: 0,
    windows: 0,
    low: 0,
    lowSpread: 0,
    high: 0,
    highSpread: 0,
    outside: "",
    calm: 0,
  }),

  onWindow(context, window) {
    const { state, settings } = context;
    const { min, max, mean, stddev } = window.values;
    if (min === null || max === null || mean === null) return;
    context.record("count", window.count);
    context.record("min", min);
    context.record("max", max);
    context.record("mean", mean);
    context.record("stddev", stddev);

    if (state.windows >= settings.learn) judge(context, min, max, { count: window.count, min, max, mean, stddev });
    // Extremes are written when they change: that is seldom, and in between they stand as they are.
    const first = state.count === 0;
    if (first || min < state.min) context.record("running-min", min);
    if (first || max > state.max) context.record("running-max", max);
    merge(state, window.count, mean, stddev ?? 0, min, max);
    learn(state, min, max);
    context.record("running-count", state.count);
    context.record("running-mean", state.mean);
    context.record("running-stddev", state.count > 1 ? Math.sqrt(state.m2 / (state.count - 1)) : null);
  },
});

/** Adds a window to the running statistics: Chan, Golub & LeVeque (1979), "Updating formulae and a pairwise algorithm", eq. 2.1. */
function merge(state: State, count: number, mean: number, stddev: number, min: number, max: number): void {
  const first = state.count === 0;
  const total = state.count + count;
  const delta = mean - state.mean;
  state.m2 += stddev * stddev * (count - 1) + (delta * delta * state.count * count) / total;
  state.mean += (delta * count) / total;
  state.count = total;
  state.min = first ? min : Math.min(state.min, min);
  state.max = first ? max : Math.max(state.max, max);
}

/** Moves the learned range after a window: level and mean absolute deviation with weight 1/n, later 1/100, each step bounded. */
function learn(state: State, min: number, max: number): void {
  state.windows++;
  const weight = 1 / Math.min(state.windows, 100);
  if (state.windows === 1) {
    state.low = min;
    state.high = max;
    return;
  }
  const bounded = (deviation: number, spread: number): number => {
    const bound = state.windows > 5 && spread > 0 ? 5 * spread : Number.POSITIVE_INFINITY;
    return Math.max(-bound, Math.min(bound, deviation));
  };
  const fromLow = bounded(min - state.low, state.lowSpread);
  const fromHigh = bounded(max - state.high, state.highSpread);
  state.low += weight * fromLow;
  state.high += weight * fromHigh;
  state.lowSpread += weight * (Math.abs(fromLow) - state.lowSpread);
  state.highSpread += weight * (Math.abs(fromHigh) - state.highSpread);
}

/** The spread is at least this part of the usual range: the extremes of a steady sensor hardly stray at all. */
const FLOOR = 8;

/** A window's aggregates. */
interface Evidence {
  readonly [name: string]: number | null;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number | null;
}

type Context = RuleContext<State, { readonly tolerance: number }>;

/** Tells of a window whose extreme is far outside the usual; once a side, until twelve calm windows have passed. */
function judge(context: Context, min: number, max: number, evidence: Evidence): void {
  const { state, settings } = context;
  const usual = state.high - state.low;
  // A constant sensor, or one whose windows always have the same two extremes, has no range to leave in a way worth a statistic.
  if (state.highSpread + state.lowSpread === 0) return;
  const most = state.high + settings.tolerance * Math.max(state.highSpread, usual / FLOOR);
  const least = state.low - settings.tolerance * Math.max(state.lowSpread, usual / FLOOR);
  const above = max > most;
  const below = min < least;
  const outside = above ? "above" : below ? "below" : "";
  if (outside === "") {
    if (++state.calm >= 12) state.outside = "";
    return;
  }
  if (isSwitch(state, evidence)) return;
  state.calm = 0;
  if (state.outside === outside || state.outside === "both") return;
  state.outside = state.outside === "" ? outside : "both";
  const sensor = context.key.sensor;
  const name = context.name("sensor", sensor);
  const apart = Math.min(most - state.high, state.low - least);
  context.alert({
    severity: "info",
    title: `${sensor === "" ? "Value" : name === sensor ? `Sensor ${sensor}` : name} ${outside} its usual range`,
    value: above ? max : min,
    evidence: {
      why: above
        ? `the highest value of the window is ${short(max, apart)}; that of a window is usually about ${short(state.high, apart)}, and told from ${short(most, apart)} on`
        : `the lowest value of the window is ${short(min, apart)}; that of a window is usually about ${short(state.low, apart)}, and told from ${short(least, apart)} down`,
      ...evidence,
      seenMin: state.min,
      seenMax: state.max,
      usualLow: state.low,
      usualHigh: state.high,
      windows: state.windows,
    },
  });
}

/** A key that only ever had the values 0 and 1, in this window too, is a switch or an alarm: its extremes are states, not measurements. */
function isSwitch(state: State, { count, min, max, mean, stddev }: Evidence): boolean {
  if (state.min < 0 || state.max > 1 || min < 0 || max > 1) return false;
  const deviation = stddev ?? 0;
  return onOffOnly(state.count, state.mean, state.m2) && onOffOnly(count, mean, deviation * deviation * (count - 1));
}

/**
 * Whether `count` values from 0 to 1 are 0 and 1 alone: no others stray as far from their mean, as x² ≤ x with equality at 0 and 1 gives
 * Σ(x − mean)² ≤ n · mean · (1 − mean). `m2`: the sum on the left; rounding is given a billionth of the values' sum.
 */
const onOffOnly = (count: number, mean: number, m2: number): boolean => count * mean * (1 - mean) - m2 <= 1e-9 * count * mean;

/** As a sentence has it: four digits, more where what tells two values apart is small beside them. */
function short(value: number, apart: number): number {
  const digits = value !== 0 && apart > 0 ? Math.ceil(Math.log10(Math.abs(value) / apart)) + 1 : 4;
  return Number(value.toPrecision(Math.min(15, Math.max(4, digits))));
}
