import { defineRule, hours, minutes, type RuleContext } from "weir";
import { type Forecast, forecast } from "./hazard.ts";

interface State {
  /** Active flag by sensor, and when any was last on. */
  flags: { [sensor: string]: boolean };
  lastOn: number | null;
  /** Latest times between failures, hours. */
  gaps: number[];
  failures: number;
  /** When the present time to failure began: the first event, then each failure. */
  since: number | null;
  /** Event time of the next report. */
  reportAt: number;
  /** That it is likely stands. */
  told: boolean;
}

const KEPT = 50;
/** Before any time. */
const AT_ONCE = -Number.MAX_SAFE_INTEGER;

export default defineRule({
  id: "reliability",
  title: "Reliability",
  description:
    "Time between failures per station and alarm: hazard with interval, and the chance of the next failure within a horizon.",
  by: ["station", "alarm"],
  only: { active: true },
  eventsByKey: true,
  settings: {
    horizon: { input: "duration", label: "Horizon", default: hours(24), min: minutes(1) },
    every: { input: "duration", label: "Report every", default: hours(6), min: minutes(1) },
    apart: {
      input: "duration",
      label: "Failures apart by at least",
      default: hours(1),
      min: 0,
      zero: "Any time",
      help: "An alarm that is on again sooner is still the same failure: one that flutters does not fail ten times.",
    },
    limit: { input: "number", label: "Tell at a chance of", default: 0.8, min: 0.01, max: 1, step: 0.05 },
    failures: {
      input: "number",
      label: "Failures needed",
      default: 3,
      min: 1,
      max: KEPT,
      help: "Nothing is said before that many were seen: one or two failures of a week tell little of the next.",
    },
  },
  evidence: {
    chance: { label: "Chance in horizon", share: true },
    hazardPerDay: { label: "Failures a day" },
    hazardLow: { label: "Failures a day, from" },
    hazardHigh: { label: "Failures a day, to" },
    expectedHours: { label: "Next one expected in" },
    shape: { label: "Shape (over 1: ageing)" },
    failures: { label: "Failures seen" },
  },
  series: {
    chance: { label: "Chance of a failure within the horizon", unit: "" },
    hazard: { label: "Failures per day", unit: "1/d" },
    expected: { label: "Expected time to the next failure", unit: "h" },
  },
  valueUnit: "",
  stateVersion: 2,
  initialState: (): State => ({
    flags: {},
    lastOn: null,
    gaps: [],
    failures: 0,
    since: null,
    reportAt: AT_ONCE,
    told: false,
  }),

  onEvent(context, event) {
    const { state, settings } = context;
    const { time } = event;
    const before = Object.hasOwn(state.flags, event.sensor) ? state.flags[event.sensor] : undefined;
    const active = event.active === true;
    if (before !== active) setFlag(state.flags, event.sensor, active);
    state.since ??= time;
    const rested = state.lastOn === null || time - state.lastOn >= settings.apart;
    if (active) state.lastOn = time;
    // The first row of a sensor may stand in the middle of an alarm: it begins nothing.
    if (active && before === false && rested) {
      // Two failures at one instant (two sensors) are one.
      if (time > state.since) {
        state.gaps.push((time - state.since) / hours(1));
        if (state.gaps.length > KEPT) state.gaps.shift();
        state.failures++;
        state.since = time;
        state.reportAt = AT_ONCE;
      }
    }
    if (time < state.reportAt || state.failures < settings.failures) return;
    state.reportAt = time + settings.every;
    const ahead = forecast({ gaps: state.gaps, age: (time - state.since) / hours(1) }, settings.horizon / hours(1));
    context.record("chance", ahead.chance);
    context.record("hazard", ahead.hazard);
    context.record("expected", ahead.expected);
    const likely = ahead.chance >= settings.limit;
    if (likely !== state.told) tell(context, ahead, likely);
  },
});

type Context = RuleContext<State, { readonly horizon: number; readonly limit: number }>;

/** Told when it becomes likely, and over when it no longer is, most often as it came: an alarm that fails all the time is told once. */
function tell(context: Context, ahead: Forecast, likely: boolean): void {
  const { state, settings, key, now } = context;
  state.told = likely;
  const since = state.since ?? now;
  const name = key.alarm === "" ? "" : context.name("alarm", key.alarm);
  const span = spanText(settings.horizon);
  const last = now === since ? "just now" : `${spanText(now - since)} ago`;
  context.alert({
    severity: "info",
    title: `${name === key.alarm ? `Alarm ${name}`.trim() : name} ${likely ? "likely again" : "no longer likely"} within ${span}`,
    value: ahead.chance,
    evidence: {
      why:
        `it was seen to fail ${state.failures} times, the last ${last}; the chance that it does again within ${span} is ` +
        `${percent(ahead.chance)}, told from ${percent(settings.limit)} on`,
      ...evidenceOf(ahead, state),
    },
    action: likely ? "raise" : "clear",
    from: since,
  });
}

/** A code is data: "__proto__" names a sensor as well as any. */
function setFlag(flags: State["flags"], sensor: string, value: boolean): void {
  if (Object.hasOwn(flags, sensor)) flags[sensor] = value;
  else Object.defineProperty(flags, sensor, { value, writable: true, enumerable: true, configurable: true });
}

const spanText = (span: number): string =>
  span < hours(1) ? `${Number((span / minutes(1)).toPrecision(3))} min` : `${Number((span / hours(1)).toPrecision(3))} h`;

/** Down, so that what is below a limit does not seem to be at it. */
const percent = (share: number): string => `${Math.floor(100 * share + 1e-9)} %`;

const evidenceOf = (ahead: Forecast, state: State): { [name: string]: number } => ({
  chance: ahead.chance,
  hazardPerDay: ahead.hazard,
  hazardLow: ahead.hazardLow,
  hazardHigh: ahead.hazardHigh,
  expectedHours: ahead.expected,
  shape: ahead.shape,
  failures: state.failures,
});
