import { defineRule, minutes, type RuleContext, type Severity } from "weir";

interface State {
  /** The alarm stands (its raise was told). */
  on: boolean;
  /** Event time since which the flag has had its present reading; null before the first. */
  since: number | null;
  /** The flag at the last event. */
  flag: boolean;
  /** Event time at which the standing alarm began. */
  from: number;
  /** The value furthest from the threshold while on; without one, from 0. */
  peak: number;
  /** How far beyond its threshold of then the value was at most while on, below 0 where that is below it: the alarm's side. */
  beyond: number;
  raised: number;
  value: number;
  threshold: number | null;
}

const NO_STATE: State = {
  on: false,
  since: null,
  flag: false,
  from: 0,
  peak: 0,
  beyond: 0,
  raised: 0,
  value: 0,
  threshold: null,
};

export default defineRule({
  id: "active-alarms",
  title: "Active alarms",
  description:
    "Raises an alert when an alarm's active flag goes on and clears it when the flag goes off, with how long it stood.",
  by: ["station", "sensor", "alarm"],
  only: { active: true },
  settings: {
    severity: {
      input: "choice",
      label: "Severity",
      default: "auto",
      help: "Automatic: critical, warning or info as the catalogue says of the alarm code, warning where it says nothing.",
      options: [
        { value: "auto", label: "Automatic" },
        { value: "critical", label: "Critical" },
        { value: "warning", label: "Warning" },
        { value: "info", label: "Info" },
      ],
    },
    dwell: {
      input: "duration",
      label: "On for at least",
      default: 0,
      min: 0,
      zero: "At once",
      help: "How long the flag must stay on before the alarm is raised.",
    },
    release: {
      input: "duration",
      label: "Off for at least",
      default: 0,
      min: 0,
      zero: "At once",
      help: "How long the flag must stay off before the alarm is cleared.",
    },
    hysteresis: {
      input: "number",
      label: "Hysteresis",
      default: 0,
      min: 0,
      zero: "Off",
      help: "How far the value must come back from the threshold, in its unit, before the alarm is cleared. Off (0): the flag alone decides.",
    },
  },
  evidence: {
    since: { label: "On since" },
    until: { label: "Until" },
    durationMinutes: { label: "Stood for" },
    value: { label: "Value", unit: "{unit}" },
    threshold: { label: "Threshold", unit: "{unit}" },
    furthest: { label: "Furthest value", unit: "{unit}" },
    times: { label: "Times raised" },
  },
  series: { active: { label: "Alarm on", unit: "" } },
  stateVersion: 2,
  initialState: (): State => ({ ...NO_STATE }),
  /**
   * Version 1 took the side from the peak and the threshold of now. Timers of another version are gone: a change that was waited for begins anew with
   * the next row.
   */
  migrateState(state, fromVersion) {
    if (fromVersion !== 1) return undefined;
    const former = state as unknown as Omit<State, "beyond">;
    return { ...former, flag: former.on, beyond: former.threshold === null ? 0 : former.peak - former.threshold };
  },

  onEvent(context, event) {
    const { state, settings } = context;
    const flag =
      event.active === true ||
      (state.on && settings.hysteresis > 0 && isNear(state, event.value, event.threshold, settings.hysteresis));
    if (event.threshold !== null) state.threshold = event.threshold;
    if (!flag && !state.on && !state.flag && state.since !== null) {
      context.rest();
      return;
    }
    state.value = event.value;
    // While it is only near, the value may be on the other side of the threshold.
    if (event.active && Math.abs(event.value - (state.threshold ?? 0)) > Math.abs(state.peak - (state.threshold ?? 0)))
      state.peak = event.value;
    if (event.active && event.threshold !== null && Math.abs(event.value - event.threshold) > Math.abs(state.beyond))
      state.beyond = event.value - event.threshold;
    if (state.since !== null && flag === state.flag) return;
    const first = state.since === null;
    state.flag = flag;
    state.since = event.time;
    if (flag) {
      context.clearTimer("clear");
      if (state.on) return;
      state.peak = event.value;
      state.beyond = event.threshold === null ? 0 : event.value - event.threshold;
      if (settings.dwell > 0) context.setTimer("raise", event.time + settings.dwell);
      else raise(context, event.time);
    } else {
      context.clearTimer("raise");
      if (first || !state.on) return;
      if (settings.release > 0) context.setTimer("clear", event.time + settings.release);
      else clear(context, event.time);
    }
  },

  onTimer(context, id) {
    if (id === "raise" && !context.state.on && context.state.flag) raise(context, context.state.since ?? context.now);
    else if (id === "clear" && context.state.on && !context.state.flag) clear(context, context.state.since ?? context.now);
  },
});

/**
 * Still on the alarm's side of `threshold` widened by `hysteresis`; the side is that of the value furthest from it. An alarm whose value was
 * never off its threshold has no side: it is near on both.
 */
function isNear({ beyond }: State, value: number, threshold: number | null, hysteresis: number): boolean {
  if (threshold === null) return false;
  return (beyond < 0 || value > threshold - hysteresis) && (beyond > 0 || value < threshold + hysteresis);
}

type Context = RuleContext<
  State,
  { readonly severity: string; readonly dwell: number; readonly release: number; readonly hysteresis: number }
>;

function raise(context: Context, from: number): void {
  const { state } = context;
  state.on = true;
  state.from = from;
  state.raised++;
  context.record("active", 1);
  context.alert({
    severity: severityOf(context),
    title: titleOf(context, "on"),
    value: state.value,
    evidence: { why: whyOn(context), since: from, value: state.value, threshold: state.threshold, times: state.raised },
    action: "raise",
    from,
  });
}

function clear(context: Context, until: number): void {
  const { state } = context;
  state.on = false;
  context.record("active", 0);
  context.alert({
    severity: "info",
    title: titleOf(context, "cleared"),
    value: state.value,
    evidence: {
      why: whyOff(context, until - state.from),
      since: state.from,
      until,
      durationMinutes: (until - state.from) / minutes(1),
      furthest: state.peak,
      threshold: state.threshold,
    },
    action: "clear",
    from: state.from,
  });
}

/** Who reports the flag: a log of alarms may name no sensor. */
const who = ({ key }: Context): string => (key.sensor !== "" ? "the sensor" : key.station !== "" ? "the station" : "the source");

function whyOn(context: Context): string {
  const { state, settings } = context;
  const long = settings.dwell > 0 ? ` and has been for ${lengthOf(settings.dwell)}` : "";
  const threshold = state.threshold === null ? "" : ` at a threshold of ${state.threshold}`;
  return `${who(context)} says that the alarm is on${long}; the value is ${state.value}${threshold}`;
}

/** `on`: how long it was, ms. */
function whyOff(context: Context, on: number): string {
  const { state, settings } = context;
  const long = settings.release > 0 ? ` and has been for ${lengthOf(settings.release)}` : "";
  const far = state.threshold !== null && Math.abs(state.value - state.threshold) >= settings.hysteresis;
  const back = settings.hysteresis > 0 && far ? `, at least ${settings.hysteresis} from its threshold` : "";
  return `${who(context)} says that the alarm is off${long}; the value is ${state.value}${back}. It was on for ${lengthOf(on)}, furthest at ${state.peak}`;
}

/** `ms` as a sentence has it. */
function lengthOf(ms: number): string {
  if (ms < minutes(1)) return `${ms / 1000} s`;
  return ms < minutes(100) ? `${Math.round(ms / minutes(1))} min` : `${Number((ms / minutes(60)).toPrecision(3))} h`;
}

const titleOf = (context: Context, what: string): string => {
  const { alarm, sensor } = context.key;
  if (alarm === "" && sensor === "") return `Alarm ${what}`;
  const [kind, code] = alarm === "" ? (["sensor", sensor] as const) : (["alarm", alarm] as const);
  const name = context.name(kind, code);
  const subject = name !== code ? name : `${kind === "alarm" ? "Alarm" : "Sensor"} ${code}`;
  return `${subject}${kind === "alarm" ? "" : " alarm"} ${what}`;
};

const severityOf = ({ settings: { severity }, key, severity: ofAlarm }: Context): Severity =>
  severity === "critical" || severity === "warning" || severity === "info" ? severity : (ofAlarm(key.alarm) ?? "warning");
