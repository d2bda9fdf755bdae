/**
 * The Weir plugin contract, version 1.
 *
 * A plugin is a folder with a `package.json` (`"weir": {"api": 1}`, `name`, `version`, `displayName`, `main`) and a module whose
 * default export is one contribution or a list of them, each made by `defineRule`, `defineFilter`, `defineReport` or
 * `defineCatalogue`. Everything but the hooks is plain data, read before any event arrives.
 *
 * A plugin runs confined: no clock, no randomness, no timers of the host, no I/O. Hooks are synchronous and deterministic.
 * This file imports nothing and is ES2022, so the same bundle runs on the desktop, headless and on a cluster.
 */

/** Milliseconds since the epoch, from the data. Never the wall clock. */
export type EventTime = number;
/** A length of time in milliseconds. */
export type Duration = number;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One measurement. Valid only inside the hook call it was handed to: copy what you keep. */
export interface Event {
  readonly time: EventTime;
  /** "" when the source has no such key part. */
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  /** Always finite. */
  readonly value: number;
  readonly threshold: number | null;
  readonly active: boolean | null;
}

export type KeyPart = "station" | "sensor" | "alarm";
/** The key of a rule's group. Parts the rule does not group by are "". */
export interface Key {
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
}

export type Severity = "critical" | "warning" | "info";

// --- settings -------------------------------------------------------------------------------------------------------------

interface SettingBase<T> {
  readonly label: string;
  /** One sentence for the form and for `--help`. */
  readonly help?: string;
  readonly default: T;
}
export interface NumberSetting extends SettingBase<number> {
  readonly input: "number";
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly unit?: string;
  /** What 0 means where it is no amount, such as "Automatic" or "Off": forms show it, an emptied field is 0. */
  readonly zero?: string;
}
export interface DurationSetting extends SettingBase<Duration> {
  readonly input: "duration";
  readonly min?: Duration;
  readonly max?: Duration;
  /** As of a number. */
  readonly zero?: string;
}
export interface ToggleSetting extends SettingBase<boolean> {
  readonly input: "toggle";
}
export interface TextSetting extends SettingBase<string> {
  readonly input: "text";
  readonly maxLength?: number;
  /** What no text means, such as "All": forms show it. */
  readonly empty?: string;
}
export interface ChoiceSetting<T extends string = string> extends SettingBase<T> {
  readonly input: "choice";
  readonly options: readonly { readonly value: T; readonly label: string }[];
}
export type Setting = NumberSetting | DurationSetting | ToggleSetting | TextSetting | ChoiceSetting;
export type SettingDeclarations = { readonly [name: string]: Setting };

/** The values of a declaration: a number for "number" and "duration", and so on. */
export type SettingValues<S extends SettingDeclarations> = {
  readonly [K in keyof S]: S[K] extends { input: "number" | "duration" }
    ? number
    : S[K] extends { input: "toggle" }
      ? boolean
      : S[K] extends ChoiceSetting<infer T>
        ? T
        : string;
};

// --- windows and aggregates -----------------------------------------------------------------------------------------------

export type WindowSpec =
  | { readonly kind: "none" }
  | { readonly kind: "tumbling"; readonly size: Duration; readonly offset?: Duration }
  | { readonly kind: "sliding"; readonly size: Duration; readonly every: Duration; readonly offset?: Duration }
  | { readonly kind: "session"; readonly gap: Duration }
  | { readonly kind: "count"; readonly size: number; readonly every: number }
  | { readonly kind: "trailing"; readonly size: Duration };

export const none = (): WindowSpec => ({ kind: "none" });
export const tumbling = (size: Duration, offset: Duration = 0): WindowSpec => ({ kind: "tumbling", size, offset });
export const sliding = (size: Duration, every: Duration, offset: Duration = 0): WindowSpec => ({
  kind: "sliding",
  size,
  every,
  offset,
});
export const session = (gap: Duration): WindowSpec => ({ kind: "session", gap });
export const count = (size: number, every: number = size): WindowSpec => ({ kind: "count", size, every });
export const trailing = (size: Duration): WindowSpec => ({ kind: "trailing", size });

export const milliseconds = (n: number): Duration => n;
export const seconds = (n: number): Duration => n * 1000;
export const minutes = (n: number): Duration => n * 60_000;
export const hours = (n: number): Duration => n * 3_600_000;
export const days = (n: number): Duration => n * 86_400_000;

export type AggregateFunction =
  | "count"
  | "sum"
  | "min"
  | "max"
  | "mean"
  | "stddev"
  | "first"
  | "last"
  | "range"
  | "slope"
  | "quantile";

/**
 * One number a window. `of: "active"` looks at events whose active flag is true only (so `{of:"active", fn:"count"}` counts
 * alarms that are on); the default `of: "value"` at every event. `stddev` is the sample standard deviation, `slope` the least
 * squares slope per hour, `quantile` needs `q` in [0, 1] (linear interpolation between order statistics, Hyndman & Fan type 7).
 */
export interface AggregateSpec {
  readonly fn: AggregateFunction;
  readonly of?: "value" | "active";
  readonly q?: number;
}

/** A window that fired. `null` for an aggregate of no values, or of ones so large that it is more than a double holds. */
export interface WindowResult<A extends string = string> {
  /** Inclusive; for count and trailing windows the time of the first event. */
  readonly start: EventTime;
  /** Exclusive; for count and trailing windows the time of the last event. */
  readonly end: EventTime;
  /** Events in the window. */
  readonly count: number;
  readonly values: { readonly [K in A]: number | null };
}

// --- what is there beside ECMAScript ---------------------------------------------------------------------------------------

declare global {
  /** Lines in the plugin's own log, as `context.log` writes them. */
  interface Console {
    log(...parts: unknown[]): void;
    info(...parts: unknown[]): void;
    warn(...parts: unknown[]): void;
    error(...parts: unknown[]): void;
    debug(...parts: unknown[]): void;
  }
  var console: Console;
}

// --- rules ----------------------------------------------------------------------------------------------------------------

export interface AlertDraft {
  readonly severity: Severity;
  readonly title: string;
  /** The number the alert is about; default: the event's value, or none for a window or a timer. */
  readonly value?: number | null;
  /** What the alert rests on: the aggregates, the fit, the events. Plain JSON, at most 16 KiB. */
  readonly evidence?: { readonly [name: string]: Json };
  /**
   * "raise" (default) starts or repeats, "clear" ends what an earlier alert of the same rule and key raised, "withdraw" takes a
   * prediction back.
   */
  readonly action?: "raise" | "clear" | "withdraw";
  /** Tells several conditions of one key apart, such as each sensor of a station: a clear ends the alert that is about the same. */
  readonly about?: string;
  /** The stretch of events the alert rests on, when it is not the window's. */
  readonly from?: EventTime;
}

/** What a hook gets. The same object each call; do not keep it. */
export interface RuleContext<State, Values> {
  /**
   * State of this key, plain JSON. Change it in place: `state.n = 1`. Another object put into the name (`state = { n: 1 }`) is gone with the call.
   */
  readonly state: State;
  readonly settings: Values;
  readonly key: Key;
  /** Event time of this call: the event's, the window's end - 1, or the timer's. */
  readonly now: EventTime;
  /** The catalogue's words for a code: `name("sensor", "111")` is "Room temperature"; the code itself when unknown. */
  name(part: KeyPart, code: string): string;
  /** How grave the catalogue says an alarm is; undefined when it does not. */
  severity(alarm: string): Severity | undefined;
  /** Unit of this key's sensor, "" when unknown. */
  readonly unit: string;
  /** Physical quantity of this key's sensor ("temperature", "voltage", "state" …), "" when unknown. */
  readonly quantity: string;
  alert(draft: AlertDraft): void;
  /** A point of a declared series at `now`. Not a finite number: ignored. */
  record(series: string, value: number | null): void;
  /**
   * Calls `onTimer` with `id` when the watermark reaches `time`, an event time such as `now + minutes(5)`; setting the same id again moves it.
   * At the end of a file time goes on for ever: a timer that `onTimer` sets again must stop where no event has come since.
   */
  setTimer(id: string, time: EventTime): void;
  clearTimer(id: string): void;
  /**
   * In `onEvent`: events of this key with the threshold and active flag of the one at hand would change nothing, so the host may leave them
   * out, until one differs or another hook of the key is called. For rules that sleep most of the time: it saves most calls.
   */
  rest(): void;
  /** A line in the plugin's own log. */
  log(...parts: readonly unknown[]): void;
}

export interface Rule<S extends SettingDeclarations = SettingDeclarations, State = unknown, A extends string = string> {
  readonly type: "rule";
  /** Letters, digits and dashes; the id on the command line. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** Key parts it groups by; empty: one group for the whole stream. */
  readonly by: readonly KeyPart[];
  /** Only these events reach the rule. All given parts must match. */
  readonly only?: {
    readonly quantity?: string | readonly string[];
    readonly sensor?: readonly string[];
    readonly alarm?: readonly string[];
    /** true: only events that carry a threshold. */
    readonly threshold?: boolean;
    /** true: only events that carry an active flag. */
    readonly active?: boolean;
  };
  readonly settings?: S;
  readonly window?: (settings: SettingValues<S>) => WindowSpec;
  readonly aggregates?: { readonly [K in A]: AggregateSpec };
  /**
   * true: `onWindow` is called only for a window with an aggregate that differs from the key's window before it (the first one always
   * counts as different; `count` and the times do not count). For rules to which an unchanged window says nothing: it saves most calls.
   */
  readonly whenChanged?: boolean;
  /**
   * true: of the events that come together, `onEvent` is called for all of one key, in order of time, before those of the next. Of many
   * keys this is up to twice as fast, as the state of a key is at hand. Results are put in order of time as ever, but what is written to the
   * log is not, and state shared between keys (which no rule should have) would be seen in another order. Only without `onWindow` and `onTimer`.
   */
  readonly eventsByKey?: boolean;
  readonly series?: { readonly [name: string]: { readonly label: string; readonly unit?: string } };
  /**
   * How the numbers in its alerts' `evidence` are told, by name; others go by their name alone. `{unit}` in a unit stands for the sensor's:
   * `"{unit}/h"`. `share`: of 1, told in percent, or as one in so many where it is small.
   */
  readonly evidence?: { readonly [name: string]: { readonly label: string; readonly unit?: string; readonly share?: boolean } };
  /** Unit of its alerts' `value` where that is no reading of the sensor: "" for a count, "s" for an interval. Absent: the sensor's. */
  readonly valueUnit?: string;
  /** A whole number, 1 where absent. Another one whenever the state's fields change: a state saved by the version before goes to `migrateState`. */
  readonly stateVersion?: number;
  /** A new object each time: each key has its own. */
  initialState?(): State;
  /** Takes a state saved by an older `stateVersion`; returns the new state, or undefined to start afresh. */
  migrateState?(state: Json, fromVersion: number): State | undefined;
  onEvent?(context: RuleContext<State, SettingValues<S>>, event: Event): void;
  onWindow?(context: RuleContext<State, SettingValues<S>>, window: WindowResult<A>): void;
  onTimer?(context: RuleContext<State, SettingValues<S>>, id: string): void;
}

/** Declares a rule; the types of settings, state and aggregates follow from what is written. */
export function defineRule<const S extends SettingDeclarations, State, const A extends string>(
  rule: Omit<Rule<S, State, A>, "type">,
): Rule<S, State, A> {
  return { type: "rule", ...rule };
}

// --- filters --------------------------------------------------------------------------------------------------------------

export type Verdict = { readonly keep: true } | { readonly drop: string } | { readonly repair: number };
/** An event's neighbours in the same key, nearest first. Fewer than asked for at the edges. */
export interface Neighbours {
  readonly before: readonly Event[];
  readonly after: readonly Event[];
}
/** Looks at each event with its neighbours in the same key before any rule sees it. Pure: no state. */
export interface Filter<S extends SettingDeclarations = SettingDeclarations> {
  readonly type: "filter";
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly by: readonly KeyPart[];
  readonly only?: Rule["only"];
  readonly settings?: S;
  /**
   * How many neighbours it looks at on each side (0 to 100), and how far away in event time they may be. An event waits for its later ones as
   * long, at most.
   */
  readonly neighbours: (settings: SettingValues<S>) => {
    readonly before: number;
    readonly after: number;
    readonly within: Duration;
  };
  onEvent(settings: SettingValues<S>, event: Event, neighbours: Neighbours): Verdict;
}
export function defineFilter<const S extends SettingDeclarations>(filter: Omit<Filter<S>, "type">): Filter<S> {
  return { type: "filter", ...filter };
}

// --- reports --------------------------------------------------------------------------------------------------------------

export type ChartSpec =
  | {
      readonly kind: "bar";
      readonly x: string;
      readonly y: readonly string[];
      readonly stackBy?: string;
      /** One bar a row, of the first of `y` that is not 0 everywhere. */
      readonly horizontal?: boolean;
    }
  | { readonly kind: "line"; readonly x: string; readonly y: readonly string[]; readonly splitBy?: string }
  | { readonly kind: "heat"; readonly x: string; readonly y: string; readonly value: string }
  | {
      readonly kind: "histogram";
      readonly start: string;
      readonly end: string;
      readonly value: string;
      readonly splitBy?: string;
    }
  | { readonly kind: "table" };

/**
 * One read-only SELECT over the store's views (docs/store.md) and a chart. `$name` in the SQL is bound to the setting `name`; `local_time` is in
 * the report's time zone.
 */
export interface Report<S extends SettingDeclarations = SettingDeclarations> {
  readonly type: "report";
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly settings?: S;
  /**
   * The statement; may depend on settings (an identifier cannot be bound), never on data. A column `told` of its answer that is none of
   * `columns` says in its first row what was chosen where the settings leave it open, for the line below the title.
   */
  readonly sql: (settings: SettingValues<S>) => string;
  /** Columns of the SQL's answer, in this order. `unit`: such as "ms", or `$NAME` for what another column, NAME, says in its first row. */
  readonly columns: readonly { readonly name: string; readonly label: string; readonly unit?: string }[];
  readonly chart: ChartSpec;
}
export function defineReport<const S extends SettingDeclarations>(report: Omit<Report<S>, "type">): Report<S> {
  return { type: "report", ...report };
}

// --- catalogues -----------------------------------------------------------------------------------------------------------

export interface SensorInfo {
  readonly name: string;
  readonly short?: string;
  readonly quantity?: string;
  readonly unit?: string;
}
/** How a file format is recognised and mapped; column names compared without case. */
export interface MappingPreset {
  readonly columns: readonly string[];
  readonly time: string;
  readonly timeFormat?: string;
  readonly station?: string;
  readonly sensor?: string;
  readonly alarm?: string;
  readonly value: string;
  readonly threshold?: string;
  readonly noThreshold?: number;
  readonly active?: string;
  readonly ignored?: readonly string[];
}
export interface Catalogue {
  readonly type: "catalogue";
  readonly id: string;
  readonly title: string;
  readonly version?: string;
  readonly stations?: { readonly [code: string]: { readonly name: string } };
  readonly sensors?: { readonly [code: string]: SensorInfo };
  readonly alarms?: { readonly [code: string]: { readonly name: string; readonly severity?: Severity } };
  readonly mapping?: MappingPreset;
}
export function defineCatalogue(catalogue: Omit<Catalogue, "type">): Catalogue {
  return { type: "catalogue", ...catalogue };
}

// biome-ignore lint/suspicious/noExplicitAny: a list of contributions is heterogeneous in its settings and state
export type Contribution = Rule<any, any, any> | Filter<any> | Report<any> | Catalogue;
