import { defineRule, minutes, type RuleContext } from "weir";

interface Sensor {
  last: number;
  /** Usual interval and its mean absolute deviation, ms. */
  interval: number;
  jitter: number;
  events: number;
  silent: boolean;
}
interface State {
  sensors: { [code: string]: Sensor };
  last: number;
  /** Event time from which on the sensors are looked at next. */
  checkAt: number;
  /** No sensor that is not silent has sent its last before that. */
  oldest: number;
  /** The station as a whole is silent. */
  silent: boolean;
  watched: boolean;
}

/** Before any time: so that all are looked at, and at once. */
const NOT_LOOKED = -Number.MAX_SAFE_INTEGER;
/** Intervals seen before a sensor's silence means something. */
const KNOWN = 10;
/** What the alerts of a whole station are about. */
const STATION = "station";

export default defineRule({
  id: "silent-sensors",
  title: "Silent sensors",
  description: "Tells when a sensor stops sending while its station goes on, and when a whole station stops.",
  by: ["station"],
  settings: {
    factor: { input: "number", label: "Silent after intervals", default: 6, min: 2, max: 1000 },
    atLeast: { input: "duration", label: "But not before", default: minutes(10), min: 0, zero: "Any time" },
    stations: { input: "toggle", label: "Whole stations too", default: true },
  },
  evidence: {
    silentMinutes: { label: "Silent for" },
    since: { label: "Silent since" },
    last: { label: "Last event" },
    sensor: { label: "Sensor" },
    sensors: { label: "Sensors", unit: "sensors" },
    intervalSeconds: { label: "Usual interval" },
    limitMinutes: { label: "Told after" },
  },
  series: { silent: { label: "Silent sensors", unit: "" } },
  stateVersion: 2,
  initialState: (): State => ({
    sensors: {},
    last: 0,
    checkAt: NOT_LOOKED,
    oldest: NOT_LOOKED,
    silent: false,
    watched: false,
  }),
  /** Version 1 looked at every sensor each time. Timers of another version are gone: the station's is set anew. */
  migrateState(state, fromVersion) {
    if (fromVersion !== 1) return undefined;
    return { ...(state as unknown as State), oldest: NOT_LOOKED, watched: false };
  },

  onEvent(context, event) {
    const { state, settings } = context;
    const { time } = event;
    if (state.silent) {
      state.silent = false;
      const silentFor = (time - state.last) / minutes(1);
      context.alert({
        severity: "info",
        title: "Station sends again",
        value: null,
        evidence: { silentMinutes: silentFor },
        action: "clear",
        about: STATION,
      });
      // Its sensors were silent with it: their clocks start anew.
      for (const sensor of Object.values(state.sensors)) sensor.last = time;
    }
    state.last = time;
    const sensor = sensorOf(state.sensors, event.sensor, time);
    if (sensor.silent) {
      sensor.silent = false;
      record(context);
      const evidence = { sensor: event.sensor, since: sensor.last, silentMinutes: (time - sensor.last) / minutes(1) };
      const title = `${sensorName(context, event.sensor)} sends again`;
      context.alert({ severity: "info", title, value: event.value, evidence, action: "clear", about: condition(event.sensor) });
    } else if (time > sensor.last) follow(sensor, time - sensor.last);
    sensor.last = time;

    if (time < state.checkAt) return;
    state.checkAt = time + minutes(1);
    // None is silent sooner than that, whatever its interval.
    if (time - state.oldest > settings.atLeast) lookForSilence(context, time);
    if (settings.stations && !state.watched && Object.values(state.sensors).some((one) => one.events >= KNOWN)) {
      state.watched = true;
      context.setTimer("station", time + stationLimit(state, settings));
    }
  },

  /** One timer a station, moved when it comes due: cheaper than moving it with every event. */
  onTimer(context) {
    const { state, settings } = context;
    const due = state.last + stationLimit(state, settings);
    if (context.now < due) {
      context.setTimer("station", due);
      return;
    }
    state.watched = false;
    state.silent = true;
    context.alert({
      severity: "warning",
      title: "Station silent",
      value: null,
      evidence: { last: state.last, sensors: Object.keys(state.sensors).length, limitMinutes: (due - state.last) / minutes(1) },
      about: STATION,
      from: state.last,
    });
  },
});

function lookForSilence(context: RuleContext<State, Limits>, time: number): void {
  const { state, settings } = context;
  state.oldest = time;
  for (const [code, other] of Object.entries(state.sensors)) {
    if (other.silent) continue;
    const limit = silentAfter(other, settings);
    if (other.events < KNOWN || time - other.last <= limit) {
      if (other.last < state.oldest) state.oldest = other.last;
      continue;
    }
    other.silent = true;
    record(context);
    context.alert({
      severity: "warning",
      title: `${sensorName(context, code)} silent`,
      value: null,
      evidence: { sensor: code, last: other.last, intervalSeconds: other.interval / 1000, limitMinutes: limit / minutes(1) },
      about: condition(code),
      from: other.last,
    });
  }
}

/** A code is data: "constructor" and "__proto__" name sensors as well as any. */
function sensorOf(sensors: State["sensors"], code: string, time: number): Sensor {
  const known = Object.hasOwn(sensors, code) ? sensors[code] : undefined;
  if (known !== undefined) return known;
  const value: Sensor = { last: time, interval: 0, jitter: 0, events: 0, silent: false };
  Object.defineProperty(sensors, code, { value, writable: true, enumerable: true, configurable: true });
  return value;
}

/** What an alert of a sensor is about: its code, which is never taken for the station, whatever the sensor is called. */
function condition(code: string): string {
  return /^(sensor )*station$/.test(code) ? `sensor ${code}` : code;
}

function follow(sensor: Sensor, gap: number): void {
  sensor.events = Math.min(sensor.events + 1, 1000);
  const weight = 1 / Math.min(sensor.events, 32);
  const bounded = sensor.events > 4 ? Math.min(gap, 4 * sensor.interval) : gap;
  sensor.interval += weight * (bounded - sensor.interval);
  sensor.jitter += weight * (Math.abs(bounded - sensor.interval) - sensor.jitter);
}

interface Limits {
  readonly factor: number;
  readonly atLeast: number;
}
const silentAfter = (sensor: Sensor, { factor, atLeast }: Limits): number =>
  Math.max(atLeast, factor * sensor.interval + 4 * sensor.jitter);

/** A station is silent when even its quickest sensor should long have sent. */
function stationLimit(state: State, limits: Limits): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (const sensor of Object.values(state.sensors))
    if (sensor.events >= KNOWN) shortest = Math.min(shortest, silentAfter(sensor, limits));
  return Number.isFinite(shortest) ? shortest : minutes(60);
}

function record(context: RuleContext<State, unknown>): void {
  let silent = 0;
  for (const sensor of Object.values(context.state.sensors)) if (sensor.silent) silent++;
  context.record("silent", silent);
}

function sensorName(context: RuleContext<State, unknown>, code: string): string {
  if (code === "") return "Sensor";
  const name = context.name("sensor", code);
  return name === code ? `Sensor ${code}` : name;
}
