import { defineRule, hours, type RuleContext, seconds } from "weir";
import { lengthOf } from "./length.ts";

interface State {
  last: number | null;
  gaps: number;
  /** Interval over the recent 8 gaps and over the recent 512, ms; and the usual distance of a gap from the recent interval. */
  recentInterval: number;
  usualInterval: number;
  jitter: number;
  /** Gaps in a row for which the recent interval has been on the other side of the limit. */
  changed: number;
  /** Since when the rate told of has been in force, in gaps; 0: the rate is as usual. */
  told: number;
  /** Mean and mean distance from it of the gaps since then. */
  changedInterval: number;
  changedJitter: number;
  /** Event time of the next report. */
  reportAt: number;
  /** Events since the last report. */
  events: number;
}

/** Of version 3, and of version 2 without what is optional. */
interface Former extends Pick<State, "last" | "gaps" | "jitter" | "changed" | "told" | "reportAt" | "events"> {
  recent: number;
  usual: number;
  changedMean?: number;
  changedJitter?: number;
}

/** Before any time. */
const AT_ONCE = -Number.MAX_SAFE_INTEGER;
/** Gaps seen before a rate is called usual. */
const KNOWN = 64;
/** Gaps in a row that must agree. */
const SURE = 6;
/** Of the first gaps one that is so many times briefer than those before begins anew. */
const BRIEF = 16;
/** A changed rate is the usual one after so many gaps. */
const ACCEPTED = 256;

export default defineRule({
  id: "data-frequency",
  title: "Data frequency",
  description:
    "Interval between a sensor's events, its jitter and what is missing as series; tells when a sensor starts to report at another rate, and when it is back.",
  by: ["station", "sensor"],
  eventsByKey: true,
  settings: {
    factor: {
      input: "number",
      label: "Rate changed by a factor of",
      default: 1.6,
      min: 1.05,
      max: 100,
      step: 0.1,
      help: "And by more than four standard errors of the recent interval: an irregular sensor needs more.",
    },
    every: { input: "duration", label: "Report every", default: hours(1), min: seconds(1) },
  },
  evidence: {
    intervalSeconds: { label: "Interval now" },
    usualSeconds: { label: "Usual interval" },
    ratio: { label: "Times the usual" },
    limit: { label: "Told from, times" },
    jitter: { label: "Jitter, of the interval", share: true },
  },
  series: {
    interval: { label: "Interval between events", unit: "s" },
    jitter: { label: "Jitter (share of the interval)", unit: "" },
    missing: { label: "Missing (share of the events expected)", unit: "" },
  },
  valueUnit: "s",
  stateVersion: 4,
  initialState: (): State => ({
    last: null,
    gaps: 0,
    recentInterval: 0,
    usualInterval: 0,
    jitter: 0,
    changed: 0,
    told: 0,
    changedInterval: 0,
    changedJitter: 0,
    reportAt: AT_ONCE,
    events: 0,
  }),
  /** Version 3 had shorter names; version 2 took a changed rate over from the last few gaps. */
  migrateState(state, fromVersion) {
    if (fromVersion !== 2 && fromVersion !== 3) return undefined;
    const { recent, usual, changedMean = recent, changedJitter, ...rest } = state as unknown as Former;
    return {
      ...rest,
      recentInterval: recent,
      usualInterval: usual,
      changedInterval: changedMean,
      changedJitter: changedJitter ?? rest.jitter,
    };
  },

  onEvent(context, event) {
    const { state, settings } = context;
    const { time } = event;
    const gap = state.last === null ? 0 : time - state.last;
    state.last = time;
    // Two rows of one reading (two alarms) are one event of the sensor.
    if (gap <= 0) return;
    follow(state, gap);
    if (time >= state.reportAt && state.gaps >= 4) {
      // The first stretch begins in the middle of a period: nothing is expected of it.
      const expected = state.reportAt === AT_ONCE || state.gaps < KNOWN ? 0 : settings.every / state.usualInterval;
      state.reportAt = (Math.floor(time / settings.every) + 1) * settings.every;
      context.record("interval", state.recentInterval / 1000);
      context.record("jitter", state.jitter / state.recentInterval);
      // Less than one reading a period, or one that fell beside the edge, is not missing.
      context.record("missing", expected < 2 ? null : Math.max(0, 1 - state.events / expected));
      state.events = 0;
    }
    if (state.gaps < KNOWN) return;

    const ratio = state.recentInterval / state.usualInterval;
    const { factor } = settings;
    // The limit is the factor or more: most often that is enough to see that the rate is as usual.
    const usual = ratio < factor && ratio > 1 / factor;
    if (usual && state.told === 0) {
      state.changed = 0;
      return;
    }
    const limit = Math.max(factor, Math.exp((4 * TO_DEVIATION * ERROR_OF_RECENT * state.jitter) / state.usualInterval));
    const away = ratio >= limit || ratio <= 1 / limit;
    if (away === state.told > 0) {
      state.changed = 0;
      if (state.told === 0 || ++state.told <= ACCEPTED) return;
      tell(context, "reports at its new rate as usual", ratio, limit, "clear", "formerly");
      accept(state);
      return;
    }
    if (++state.changed < SURE) return;
    state.changed = 0;
    state.told = away ? 1 : 0;
    state.changedInterval = 0;
    state.changedJitter = 0;
    if (away) tell(context, `reports ${ratio > 1 ? "less" : "more"} often`, ratio, limit, "raise");
    else tell(context, "reports as usual again", ratio, limit, "clear");
  },
});

/** `before`: how the rate that was usual so far is told. */
function tell(
  context: RuleContext<State, unknown>,
  what: string,
  ratio: number,
  limit: number,
  action: "raise" | "clear",
  before = "usually",
): void {
  const { state, key } = context;
  const name = key.sensor === "" ? "" : context.name("sensor", key.sensor);
  context.alert({
    severity: "info",
    title: `${name === key.sensor ? `Sensor ${name}`.trim() : name} ${what}`,
    value: state.recentInterval / 1000,
    evidence: {
      why: `the last readings came every ${lengthOf(state.recentInterval)}, ${before} every ${lengthOf(state.usualInterval)}`,
      intervalSeconds: state.recentInterval / 1000,
      usualSeconds: state.usualInterval / 1000,
      ratio,
      limit,
      jitter: state.jitter / state.recentInterval,
    },
    action,
  });
}

/** Mean absolute deviation of normal noise to its standard deviation. */
const TO_DEVIATION = 1.25;
/** Standard error of an exponentially weighted mean of weight 1/8, in deviations of one gap: sqrt(w / (2 - w)). */
const ERROR_OF_RECENT = 0.26;

/** The changed rate is the usual one from now on, as all gaps since have it. */
function accept(state: State): void {
  state.usualInterval = state.changedInterval;
  state.jitter = state.changedJitter;
  state.told = 0;
}

function follow(state: State, gap: number): void {
  // What came before the first of many like this was a silence, or a row of long ago: nothing is learnt of it.
  if (state.gaps < 8 && BRIEF * gap < state.recentInterval) {
    state.gaps = 0;
    state.recentInterval = 0;
    state.usualInterval = 0;
    state.jitter = 0;
  }
  // One long gap is silence, not another rate.
  const counted = state.gaps === 0 ? gap : Math.min(gap, 4 * state.recentInterval);
  state.gaps++;
  state.events++;
  state.recentInterval += (counted - state.recentInterval) / Math.min(state.gaps, 8);
  if (state.told > 0) {
    const before = state.changedInterval;
    state.changedInterval += (counted - before) / state.told;
    state.changedJitter += (Math.abs(counted - (state.told === 1 ? counted : before)) - state.changedJitter) / state.told;
    return;
  }
  // A changing rate shall not pass for jitter, nor be learned before it was told.
  const off = Math.min(
    Math.abs(counted - state.recentInterval),
    state.gaps < KNOWN ? counted : 4 * state.jitter + 0.1 * state.usualInterval,
  );
  state.jitter += (off - state.jitter) / Math.min(state.gaps, 128);
  state.usualInterval += (counted - state.usualInterval) / Math.min(state.gaps, 512);
}
