import { defineRule, hours, minutes, type RuleContext, seconds, sliding } from "weir";

export default defineRule({
  id: "alarm-counts",
  title: "Alarm counts",
  description: "Counts the rows of each alarm that are active per sliding window and warns when there are too many.",
  by: ["station", "sensor", "alarm"],
  only: { active: true },
  settings: {
    size: { input: "duration", label: "Window", default: hours(1), min: seconds(1) },
    every: { input: "duration", label: "Every", default: minutes(5), min: seconds(1), help: "At most the window's length." },
    limit: {
      input: "number",
      label: "More active rows than",
      default: 20,
      min: 0,
      help: "Told once; told again only after the count came back.",
    },
    release: {
      input: "number",
      label: "Over at (share of the limit)",
      default: 0.5,
      min: 0,
      max: 1,
      step: 0.1,
      help: "The count must fall to this share of the limit before the alarm can be told again.",
    },
  },
  window: ({ size, every }) => sliding(size, Math.min(every, size)),
  aggregates: { active: { of: "active", fn: "count" } },
  whenChanged: true,
  evidence: {
    active: { label: "Active rows", unit: "rows" },
    events: { label: "All rows", unit: "rows" },
    limit: { label: "Limit", unit: "rows" },
    most: { label: "Most in a window", unit: "rows" },
    since: { label: "Since" },
  },
  series: { active: { label: "Active rows in the window", unit: "" } },
  valueUnit: "rows",
  stateVersion: 1,
  initialState: () => ({ firing: false, last: 0, since: 0, most: 0 }),

  onWindow(context, window) {
    const { state, settings } = context;
    const active = window.values.active ?? 0;
    if (active === 0 && state.last === 0) return;
    if (active !== state.last) context.record("active", active);
    state.last = active;
    if (!state.firing && active > settings.limit) {
      state.firing = true;
      state.since = window.start;
      state.most = active;
      context.alert({
        severity: "warning",
        title: `${alarmName(context)} often on`,
        value: active,
        evidence: {
          why: `${rows(active)} within ${lengthOf(window.end - window.start)}, more than ${settings.limit}`,
          active,
          events: window.count,
          limit: settings.limit,
        },
      });
    } else if (state.firing && active <= settings.limit * settings.release) {
      state.firing = false;
      context.alert({
        severity: "info",
        title: `${alarmName(context)} no longer often on`,
        value: active,
        evidence: {
          why: `${rows(active)} within ${lengthOf(window.end - window.start)}, no more than ${settings.limit * settings.release}, which is ${settings.release} of the limit; there were up to ${state.most}`,
          active,
          most: state.most,
          since: state.since,
          limit: settings.limit,
        },
        action: "clear",
      });
    } else if (active > state.most) state.most = active;
  },
});

const rows = (active: number): string => `${active} active ${active === 1 ? "row" : "rows"}`;

/** `ms` as a sentence has it. */
function lengthOf(ms: number): string {
  if (ms % hours(1) === 0) return `${ms / hours(1)} h`;
  return ms % minutes(1) === 0 ? `${ms / minutes(1)} min` : `${ms / 1000} s`;
}

function alarmName({ key, name }: Pick<RuleContext<unknown, unknown>, "key" | "name">): string {
  const [part, code] = key.alarm !== "" ? (["alarm", key.alarm] as const) : (["sensor", key.sensor] as const);
  if (code === "") return "Alarm";
  const said = name(part, code);
  return said === code ? `${part === "alarm" ? "Alarm" : "Sensor"} ${code}` : said;
}
