/** A rule as a user writes one: state, a timer, a window and a derived series. */
export const HOT_ROOM = `
import { defineRule, hours, minutes, tumbling } from "weir";

export default defineRule({
  id: "hot-room",
  title: "Hot room",
  by: ["station", "sensor"],
  only: { sensor: ["111", "116"] },
  settings: { limit: { input: "number", label: "Limit", default: 25 } },
  window: () => tumbling(minutes(30)),
  aggregates: { mean: { of: "value", fn: "mean" }, top: { of: "value", fn: "max" } },
  series: { mean: { label: "Mean", unit: "°C" } },
  initialState: () => ({ hot: false, since: 0 }),
  onEvent({ state, setTimer, clearTimer, now }, event) {
    if (event.value > 26 && state.since === 0) {
      state.since = now;
      setTimer("long", now + hours(1));
    } else if (event.value <= 26 && state.since !== 0) {
      state.since = 0;
      clearTimer("long");
    }
  },
  onWindow({ state, settings, alert, record }, { values: { mean, top } }) {
    record("mean", mean);
    const hot = mean !== null && mean > settings.limit;
    if (hot && !state.hot) alert({ severity: "warning", title: "Room is hot", value: mean, evidence: { mean, top } });
    state.hot = hot;
  },
  onTimer({ state, alert, now }) {
    if (state.since !== 0) alert({ severity: "info", title: "Hot for an hour", from: state.since, evidence: { minutes: (now - state.since) / 60000 } });
    state.since = 0;
  },
});
`;
