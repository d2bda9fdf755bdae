/**
 * A plugin with a rule for every kind of window under every way to group, and with what the rules that ship leave out: windows that begin
 * off the epoch, every aggregate, `whenChanged`, `eventsByKey`, `rest`, `about`, all that `only` can say, far and repeated timers, names,
 * units and severities of a catalogue of its own, and a filter that repairs and drops by its neighbours.
 */
export const MANY_RULES = `
import { count, days, defineCatalogue, defineFilter, defineRule, minutes, seconds, session, sliding, trailing, tumbling } from "weir";

const AGGREGATES = {
  n: { fn: "count" },
  on: { fn: "count", of: "active" },
  sum: { fn: "sum" },
  low: { fn: "min" },
  high: { fn: "max" },
  mean: { fn: "mean" },
  dev: { fn: "stddev" },
  first: { fn: "first" },
  last: { fn: "last" },
  range: { fn: "range" },
  slope: { fn: "slope" },
  median: { fn: "quantile", q: 0.5 },
  worst: { fn: "quantile", q: 0.9, of: "active" },
} as const;
const SERIES = Object.fromEntries(["n", "dev", "slope", "median"].map((name) => [name, { label: name }]));
const WINDOWS = {
  tumbling: tumbling(minutes(7), minutes(3)),
  day: tumbling(days(1), minutes(-90)),
  sliding: sliding(minutes(21), minutes(4), seconds(30)),
  odd: sliding(minutes(10), seconds(97)),
  session: session(minutes(5)),
  count: count(11, 4),
  gaps: count(3, 5),
  trailing: trailing(minutes(12)),
};
const GROUPS = {
  all: [],
  station: ["station"],
  sensor: ["station", "sensor"],
  alarm: ["alarm"],
  key: ["alarm", "sensor", "station"],
} as const;

const windows = Object.entries(WINDOWS).flatMap(([kind, window]) =>
  Object.entries(GROUPS).map(([group, by]) =>
    defineRule({
      id: kind + "-" + group,
      title: "Windows",
      by,
      settings: {},
      window: () => window,
      aggregates: AGGREGATES,
      whenChanged: kind === "trailing",
      series: SERIES,
      initialState: () => ({ fired: 0 }),
      onWindow({ state, alert, record, now }, { start, end, count, values }) {
        state.fired++;
        for (const name of Object.keys(SERIES)) record(name, values[name]);
        if (state.fired % 7 === 0)
          alert({ severity: "info", title: "Window " + state.fired, value: values.mean, from: start, evidence: { now, start, end, count, ...values } });
      },
    }),
  ),
);

const timers = defineRule({
  id: "timers",
  title: "Timers",
  by: ["station"],
  settings: {},
  initialState: () => ({ high: {}, alive: 0 }),
  onEvent({ state, alert, name, now, setTimer, clearTimer, unit, quantity, severity }, { time, sensor, alarm, value, threshold, active }) {
    setTimer("silence", now + minutes(20));
    if (threshold !== null && value > threshold && !Object.hasOwn(state.high, sensor)) {
      state.high[sensor] = time;
      setTimer("long " + sensor, now + minutes(9));
      alert({ severity: severity(alarm) ?? "warning", title: name("sensor", sensor) + " is high", about: sensor, value, evidence: { unit, quantity, alarm: name("alarm", alarm), active } });
    } else if (threshold !== null && value <= threshold && Object.hasOwn(state.high, sensor)) {
      alert({ severity: "info", action: "clear", title: "Low again", about: sensor, from: state.high[sensor] });
      delete state.high[sensor];
      clearTimer("long " + sensor);
    }
    // In the past: due at once.
    if (value < -60) setTimer("low", now - minutes(30));
    if (state.alive++ === 0) setTimer("later", now + days(400));
  },
  onTimer({ state, alert, key, name, now, setTimer }, id) {
    alert({ severity: "critical", title: id, about: id, evidence: { now, station: name("station", key.station) } });
    if (id === "silence" && ++state.alive % 2 === 0) setTimer("silence", now + minutes(45));
  },
});

const flags = defineRule({
  id: "flags",
  title: "Flags",
  by: ["station", "alarm"],
  only: { active: true },
  settings: {},
  initialState: () => ({ on: null }),
  series: { on: { label: "On" } },
  onEvent({ state, record, rest }, { active }) {
    if (state.on === active) return rest();
    state.on = active;
    record("on", active ? 1 : 0);
  },
});

const byKey = defineRule({
  id: "by-key",
  title: "By key",
  by: ["sensor"],
  only: { quantity: ["temperature", "humidity"], threshold: true },
  eventsByKey: true,
  settings: { alpha: { input: "number", label: "Alpha", default: 0.1, min: 0, max: 1 } },
  initialState: () => ({ level: null, n: 0 }),
  series: { level: { label: "Level" } },
  onEvent({ state, settings, record, unit, key, alert, name }, { value }) {
    state.level = state.level === null ? value : state.level + settings.alpha * (value - state.level);
    record("level", state.level);
    if (++state.n % 50 === 0) alert({ severity: "info", title: name("sensor", key.sensor), value: state.level, evidence: { unit } });
  },
});

const catalogue = defineCatalogue({
  id: "own-names",
  title: "Own names",
  stations: { s1: { name: "Hill" } },
  sensors: { 111: { name: "Room", quantity: "temperature", unit: "°C" }, 112: { name: "Damp", quantity: "humidity", unit: "%" } },
  alarms: { a1: { name: "Fire", severity: "critical" } },
});

const neighbours = defineFilter({
  id: "neighbours",
  title: "Neighbours",
  by: ["station", "sensor"],
  settings: { far: { input: "number", label: "Far", default: 40 } },
  neighbours: () => ({ before: 2, after: 3, within: minutes(6) }),
  onEvent({ far }, event, { before, after }) {
    const around = [...before, ...after].map(({ value }) => value).sort((a, b) => a - b);
    if (around.length < 3) return { keep: true };
    const middle = around[Math.floor(around.length / 2)];
    if (Math.abs(event.value - middle) > far * 2) return { drop: "far from " + middle };
    return Math.abs(event.value - middle) > far ? { repair: middle } : { keep: true };
  },
});

export default [...windows, timers, flags, byKey, catalogue, neighbours];
`;

const KINDS = ["tumbling", "day", "sliding", "odd", "session", "count", "gaps", "trailing"];
const GROUPS = ["all", "station", "sensor", "alarm", "key"];

export const MANY_RULE_IDS = [...KINDS.flatMap((kind) => GROUPS.map((group) => `${kind}-${group}`)), "timers", "flags", "by-key"];
