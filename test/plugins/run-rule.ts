import type {
  AggregateSpec,
  AlertDraft,
  Event,
  Key,
  Rule,
  SettingDeclarations,
  Severity,
  WindowSpec,
} from "../../plugins/api.ts";

/** A stand-in for the host: calls a rule's hooks in event-time order on events in memory, with brute-force time windows. */
export interface RanAlert extends AlertDraft {
  readonly time: number;
  readonly key: Key;
}
export interface RanPoint {
  readonly time: number;
  readonly key: Key;
  readonly series: string;
  readonly value: number;
}
export interface Ran {
  readonly alerts: RanAlert[];
  readonly points: RanPoint[];
  /** Group key text → state. */
  readonly states: Map<string, unknown>;
}
export type TestEvent = Partial<Event> & { readonly time: number; readonly value: number };

interface Group {
  readonly key: Key;
  state: unknown;
  readonly timers: Map<string, number>;
  readonly windows: Map<number, TestEvent[]>;
}

// biome-ignore lint/suspicious/noExplicitAny: any rule can be run
type AnyRule = Rule<any, any, any>;

export const defaultsOf = (settings: SettingDeclarations = {}): Record<string, number | boolean | string> =>
  Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.default]));

/**
 * Runs `rule` over `events` (any order; sorted by time here) and then moves the watermark to the end of the stream. Timers that are still set
 * then fire only up to `until` (default: the last event).
 */
export function runRule(
  rule: AnyRule,
  events: readonly TestEvent[],
  overrides: Record<string, number | boolean | string> = {},
  more: { quantity?: (sensor: string) => string; severity?: (alarm: string) => Severity | undefined; until?: number } = {},
): Ran {
  const settings = { ...defaultsOf(rule.settings), ...overrides };
  const spec: WindowSpec = rule.window ? rule.window(settings) : { kind: "none" };
  const ran: Ran = { alerts: [], points: [], states: new Map() };
  const groups = new Map<string, Group>();
  const sorted = events
    .map((event, index) => ({ event, index }))
    .sort((a, b) => a.event.time - b.event.time || a.index - b.index);

  const contextOf = (group: Group, now: number) => ({
    state: group.state,
    settings,
    key: group.key,
    now,
    name: (_: string, code: string) => code,
    severity: (alarm: string) => more.severity?.(alarm),
    unit: "",
    quantity: more.quantity?.(group.key.sensor) ?? "",
    alert: (draft: AlertDraft) => ran.alerts.push({ ...structuredClone(draft), time: now, key: group.key }),
    record: (series: string, value: number | null) => {
      if (!rule.series || !(series in rule.series)) throw new Error(`series ${series} is not declared`);
      if (value !== null && Number.isFinite(value)) ran.points.push({ time: now, key: group.key, series, value });
    },
    setTimer: (id: string, time: number) => {
      if (!Number.isFinite(time)) throw new TypeError(`setTimer: ${time} is not a time`);
      group.timers.set(id, time);
    },
    clearTimer: (id: string) => group.timers.delete(id),
    rest: () => {},
    log: () => {},
  });

  const due = (watermark: number): void => {
    for (;;) {
      let at = Number.POSITIVE_INFINITY;
      let run: (() => void) | undefined;
      for (const group of groups.values()) {
        for (const [start, held] of group.windows) {
          const end = start + sizeOf(spec);
          if (end - 1 < at) {
            at = end - 1;
            run = () => {
              group.windows.delete(start);
              rule.onWindow?.(
                contextOf(group, end - 1) as never,
                { start, end, count: held.length, values: aggregate(rule.aggregates ?? {}, held) } as never,
              );
            };
          }
        }
        for (const [id, time] of group.timers) {
          if (time < at) {
            at = time;
            run = () => {
              group.timers.delete(id);
              rule.onTimer?.(contextOf(group, time) as never, id);
            };
          }
        }
      }
      if (!run || at > watermark) return;
      run();
    }
  };

  let last = Number.NEGATIVE_INFINITY;
  for (const { event: given } of sorted) {
    const event: Event = { station: "", sensor: "", alarm: "", threshold: null, active: null, ...given };
    if (event.time > last) due(event.time - 1);
    last = event.time;
    if (rule.only?.threshold && event.threshold === null) continue;
    if (rule.only?.active && event.active === null) continue;
    const quantity = rule.only?.quantity;
    if (quantity !== undefined && ![quantity].flat().includes(more.quantity?.(event.sensor) ?? "")) continue;
    const part = (name: "station" | "sensor" | "alarm") => (rule.by.includes(name) ? event[name] : "");
    const key: Key = { station: part("station"), sensor: part("sensor"), alarm: part("alarm") };
    const text = `${key.station}|${key.sensor}|${key.alarm}`;
    let group = groups.get(text);
    if (!group) groups.set(text, (group = { key, state: rule.initialState?.(), timers: new Map(), windows: new Map() }));
    for (const start of startsOf(spec, event.time)) {
      const held = group.windows.get(start);
      if (held) held.push(event);
      else group.windows.set(start, [event]);
    }
    rule.onEvent?.(contextOf(group, event.time) as never, Object.freeze({ ...event }));
  }
  due(more.until ?? last + sizeOf(spec));
  for (const [text, group] of groups) ran.states.set(text, group.state);
  return ran;
}

const sizeOf = (spec: WindowSpec): number => (spec.kind === "tumbling" || spec.kind === "sliding" ? spec.size : 0);

function startsOf(spec: WindowSpec, time: number): number[] {
  if (spec.kind === "none") return [];
  if (spec.kind !== "tumbling" && spec.kind !== "sliding") throw new Error(`this stand-in has no ${spec.kind} windows`);
  const every = spec.kind === "sliding" ? spec.every : spec.size;
  const starts: number[] = [];
  for (let start = Math.floor(time / every) * every; start > time - spec.size; start -= every) starts.push(start);
  return starts;
}

function aggregate(
  specs: { readonly [name: string]: AggregateSpec },
  events: readonly TestEvent[],
): Record<string, number | null> {
  const values: Record<string, number | null> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const of = events.filter((event) => spec.of !== "active" || event.active === true).map((event) => event.value);
    const n = of.length;
    const mean = of.reduce((sum, x) => sum + x, 0) / n;
    if (spec.fn === "count") values[name] = n;
    else if (n === 0) values[name] = null;
    else if (spec.fn === "min") values[name] = Math.min(...of);
    else if (spec.fn === "max") values[name] = Math.max(...of);
    else if (spec.fn === "mean") values[name] = mean;
    else if (spec.fn === "stddev")
      values[name] = n < 2 ? null : Math.sqrt(of.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1));
    else if (spec.fn === "last") values[name] = of[n - 1] ?? null;
    else if (spec.fn === "slope") values[name] = slopePerHour(events);
    else throw new Error(`this stand-in has no ${spec.fn}`);
  }
  return values;
}

function slopePerHour(events: readonly TestEvent[]): number | null {
  const meanTime = events.reduce((sum, event) => sum + event.time, 0) / events.length;
  const meanValue = events.reduce((sum, event) => sum + event.value, 0) / events.length;
  let sxx = 0;
  let sxy = 0;
  for (const event of events) {
    sxx += (event.time - meanTime) ** 2;
    sxy += (event.time - meanTime) * (event.value - meanValue);
  }
  return sxx > 0 ? (sxy / sxx) * 3_600_000 : null;
}
