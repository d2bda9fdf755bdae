import { defineRule, minutes, type RuleContext } from "weir";
import { lengthOf } from "./length.ts";

interface Sensor {
  last: number;
  /** Usual interval and its mean absolute deviation, ms. */
  interval: number;
  jitter: number;
  events: number;
  /** Ordinary intervals since it was last silent, at most `STEADY`. */
  steady: number;
  silent: boolean;
}
interface State {
  sensors: { [code: string]: Sensor };
  last: number;
  /** When the station last came back from a silence: those that have not sent since are waited for from then on. */
  back: number;
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
/** Two silences with fewer ordinary intervals between them are no silences: the rate is another one. */
const STEADY = 4;
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
  stateVersion: 3,
  initialState: (): State => ({
    sensors: {},
    last: 0,
    back: NOT_LOOKED,
    checkAt: NOT_LOOKED,
    oldest: NOT_LOOKED,
    silent: false,
    watched: false,
  }),
  /**
   * Version 1 looked at every sensor each time, version 2 did not know whose silences follow each other. Timers of another version are gone: the
   * station's is set anew.
   */
  migrateState(state, fromVersion) {
    if (fromVersion !== 1 && fromVersion !== 2) return undefined;
    const former = state as unknown as Omit<State, "back">;
    for (const sensor of Object.values(former.sensors)) sensor.steady = STEADY;
    return { ...former, back: NOT_LOOKED, oldest: NOT_LOOKED, watched: false };
  },

  onEvent(context, event) {
    const { state, settings } = context;
    const { time } = event;
    if (state.silent) {
      state.silent = false;
      const silentFor = time - state.last;
      context.alert({
        severity: "info",
        title: "Station sends again",
        value: null,
        evidence: { why: `a reading came after ${lengthOf(silentFor)} without any`, silentMinutes: silentFor / minutes(1) },
        action: "clear",
        about: STATION,
      });
      state.back = time;
    }
    state.last = time;
    const sensor = sensorOf(state.sensors, event.sensor, time);
    const gap = time - sensor.last;
    const heard = sensor.last >= state.back;
    if (sensor.silent) {
      sensor.silent = false;
      record(context);
      context.alert({
        severity: "info",
        title: `${sensorName(context, event.sensor)} sends again`,
        value: event.value,
        evidence: {
          why: `a reading came after ${lengthOf(gap)} without one`,
          sensor: event.sensor,
          since: sensor.last,
          silentMinutes: gap / minutes(1),
        },
        action: "clear",
        about: condition(event.sensor),
      });
      comeBack(sensor);
    } else if (!heard && gap > silentAfter(sensor, settings)) comeBack(sensor);
    else if (heard && gap > 0) follow(sensor, gap);
    sensor.last = time;
    if (!heard && state.watched) watch(context);

    if (time < state.checkAt) return;
    state.checkAt = time + minutes(1);
    // None is silent sooner than that, whatever its interval.
    if (time - state.oldest > settings.atLeast) lookForSilence(context, time);
    if (settings.stations && !state.watched) watch(context);
  },

  /** One timer a station, moved when it comes due: cheaper than moving it with every event. */
  onTimer(context) {
    const { state, settings } = context;
    const due = state.last + stationLimit(state, settings);
    if (due === Number.POSITIVE_INFINITY) {
      state.watched = false;
      return;
    }
    if (context.now < due) {
      context.setTimer("station", due);
      return;
    }
    state.watched = false;
    state.silent = true;
    const limit = due - state.last;
    context.alert({
      severity: "warning",
      title: "Station silent",
      value: null,
      evidence: {
        why: `nothing came of the station for ${lengthOf(limit)}, and even its quickest sensor is silent after that`,
        last: state.last,
        sensors: Object.keys(state.sensors).length,
        limitMinutes: limit / minutes(1),
      },
      about: STATION,
      from: state.last,
    });
  },
});

/** One sent just now: the station's timer is set from then, if any sensor that sends is known. */
function watch(context: RuleContext<State, Limits>): void {
  const limit = stationLimit(context.state, context.settings);
  if (limit === Number.POSITIVE_INFINITY) return;
  context.state.watched = true;
  context.setTimer("station", context.now + limit);
}

function lookForSilence(context: RuleContext<State, Limits>, time: number): void {
  const { state, settings } = context;
  state.oldest = time;
  for (const [code, other] of Object.entries(state.sensors)) {
    if (other.silent) continue;
    const limit = silentAfter(other, settings);
    if (other.events < KNOWN || time - Math.max(other.last, state.back) <= limit) {
      if (other.last < state.oldest) state.oldest = other.last;
      continue;
    }
    other.silent = true;
    record(context);
    context.alert({
      severity: "warning",
      title: `${sensorName(context, code)} silent`,
      value: null,
      evidence: {
        why:
          `nothing came of it for ${lengthOf(time - other.last)}, though its station sends; ` +
          `usually a reading comes every ${lengthOf(other.interval)}, and it is silent after ${lengthOf(limit)}`,
        sensor: code,
        last: other.last,
        intervalSeconds: other.interval / 1000,
        limitMinutes: limit / minutes(1),
      },
      about: condition(code),
      from: other.last,
    });
  }
}

/** A code is data: "constructor" and "__proto__" name sensors as well as any. */
function sensorOf(sensors: State["sensors"], code: string, time: number): Sensor {
  const known = Object.hasOwn(sensors, code) ? sensors[code] : undefined;
  if (known !== undefined) return known;
  const value: Sensor = { last: time, interval: 0, jitter: 0, events: 0, steady: 0, silent: false };
  Object.defineProperty(sensors, code, { value, writable: true, enumerable: true, configurable: true });
  return value;
}

/** What an alert of a sensor is about: its code, which is never taken for the station, whatever the sensor is called. */
function condition(code: string): string {
  return /^(sensor )*station$/.test(code) ? `sensor ${code}` : code;
}

function follow(sensor: Sensor, gap: number): void {
  sensor.events = Math.min(sensor.events + 1, 1000);
  sensor.steady = Math.min(sensor.steady + 1, STEADY);
  const weight = 1 / Math.min(sensor.events, 32);
  const bounded = sensor.events > 4 ? Math.min(gap, 4 * sensor.interval) : gap;
  sensor.interval += weight * (bounded - sensor.interval);
  sensor.jitter += weight * (Math.abs(bounded - sensor.interval) - sensor.jitter);
}

/** It was silent. If it had been just before, it sends less often now and is learnt anew: else each interval would be told as a silence. */
function comeBack(sensor: Sensor): void {
  if (sensor.steady < STEADY) {
    sensor.interval = 0;
    sensor.jitter = 0;
    sensor.events = 0;
  }
  sensor.steady = 0;
}

interface Limits {
  readonly factor: number;
  readonly atLeast: number;
}
const silentAfter = (sensor: Sensor, { factor, atLeast }: Limits): number =>
  Math.max(atLeast, factor * sensor.interval + 4 * sensor.jitter);

/** A station is silent when even the quickest of the sensors that send should long have sent; never while none of these is known. */
function stationLimit({ sensors, back }: State, limits: Limits): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (const sensor of Object.values(sensors))
    if (sensor.events >= KNOWN && !sensor.silent && sensor.last >= back)
      shortest = Math.min(shortest, silentAfter(sensor, limits));
  return shortest;
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
