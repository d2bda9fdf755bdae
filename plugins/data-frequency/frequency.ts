import { defineRule, hours } from "weir";

interface State {
  last: number | null;
  gaps: number;
  /** Interval over the recent 16 gaps and over the recent 256, ms; and their mean absolute deviation. */
  recent: number;
  usual: number;
  jitter: number;
  /** Gaps in a row for which the recent interval has been another than the usual one. */
  changed: number;
  reportAt: number;
}

export default defineRule({
  id: "data-frequency",
  title: "Data frequency",
  description:
    "Interval between a sensor's events and its jitter as series; tells when a sensor starts to report at another rate.",
  by: ["station", "sensor"],
  settings: {
    factor: { input: "number", label: "Rate changed by a factor of", default: 1.6, min: 1.05, max: 100, step: 0.1 },
    every: { input: "duration", label: "Report every", default: hours(1), min: 1000 },
  },
  series: {
    interval: { label: "Interval between events", unit: "s" },
    jitter: { label: "Jitter (share of the interval)", unit: "" },
  },
  stateVersion: 1,
  initialState: (): State => ({ last: null, gaps: 0, recent: 0, usual: 0, jitter: 0, changed: 0, reportAt: 0 }),

  onEvent(context, event) {
    const { state, settings } = context;
    const { time } = event;
    const gap = state.last === null ? 0 : time - state.last;
    state.last = time;
    // Two rows of one reading (two alarms) are one event of the sensor.
    if (gap <= 0) return;
    // One long gap is silence, not another rate.
    const counted = state.gaps < 8 ? gap : Math.min(gap, 4 * state.recent);
    state.gaps++;
    state.recent += (counted - state.recent) / Math.min(state.gaps, 16);
    state.jitter += (Math.abs(counted - state.recent) - state.jitter) / Math.min(state.gaps, 64);
    state.usual += (counted - state.usual) / Math.min(state.gaps, 256);

    if (time >= state.reportAt && state.gaps >= 4) {
      state.reportAt = (Math.floor(time / settings.every) + 1) * settings.every;
      context.record("interval", state.recent / 1000);
      context.record("jitter", state.jitter / state.recent);
    }
    const ratio = state.recent / state.usual;
    if (state.gaps < 64 || (ratio < settings.factor && ratio > 1 / settings.factor)) {
      state.changed = 0;
      return;
    }
    if (++state.changed < 16) return;
    const before = state.usual;
    state.usual = state.recent;
    state.changed = 0;
    state.gaps = 32;
    const name = context.name("sensor", context.key.sensor);
    context.alert({
      severity: "info",
      title: `${name === context.key.sensor ? `Sensor ${name}` : name} reports ${ratio > 1 ? "less" : "more"} often`,
      value: state.recent / 1000,
      evidence: { intervalSeconds: state.recent / 1000, beforeSeconds: before / 1000, jitter: state.jitter / state.recent },
    });
  },
});
