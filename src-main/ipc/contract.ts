/**
 * Everything the page may ask of Weir and everything it is told: one typed map. Plain JSON-able data only (typed arrays in chart
 * columns travel as structured clones). Times are ms since the epoch, lengths of time ms. Types only: the page imports nothing else.
 */
import type { ChartSpec, KeyPart, Setting, Severity, WindowSpec } from "../../plugins/api.ts";
import type { JobSummary as ClusterJob, JobStatus as ClusterJobStatus } from "../cluster/watch.ts";
import type { BacktestOutcome } from "../session/backtest.ts";
import type { MetricsSnapshot } from "../session/metrics.ts";
import type { ValueShape } from "../session/picture/value-shape.ts";
import type { SessionState } from "../session/session.ts";
import type { Workspace } from "../session/workspace.ts";
import type { RefusalReason } from "../sources/source.ts";

export type {
  ChartSpec,
  ClusterJob,
  ClusterJobStatus,
  KeyPart,
  MetricsSnapshot,
  RefusalReason,
  SessionState,
  Setting,
  Severity,
  WindowSpec,
  Workspace,
};

// --- keys and series ------------------------------------------------------------------------------------------------------

/** A key as the session numbers it, with the catalogue's words. */
export interface KeyInfo {
  readonly id: number;
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  /** Long and short name of the sensor (or alarm, when there is no sensor); the code itself when unknown. */
  readonly name: string;
  readonly short: string;
  readonly unit: string;
  readonly quantity: string;
  readonly events: number;
  /** Within what pictures show (`Status.shown`). */
  readonly firstTime: number;
  readonly lastTime: number;
  readonly lastValue: number | null;
  readonly threshold: number | null;
  readonly active: boolean | null;
  readonly min: number;
  readonly max: number;
  /** Worst severity of the alerts of this key that are on; null: none. */
  readonly alert: Severity | null;
  /** 24 means over the key's range (NaN is null), for a spark line. */
  readonly spark: readonly (number | null)[];
}

/** min/max a pixel: per bucket the events' extremes at their own times, so a spike of one event is never lost. At most 4 points a pixel. */
export interface SeriesColumns {
  readonly time: Float64Array;
  readonly value: Float64Array;
  /** Events the points stand for. */
  readonly events: number;
  /** false: the points are the events themselves. */
  readonly reduced: boolean;
}

export interface ThresholdSpan {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

export interface RangeStatistics {
  readonly events: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly stddev: number | null;
  readonly first: number | null;
  readonly last: number | null;
  readonly median: number | null;
  readonly p99: number | null;
  /** Least-squares slope, value an hour. */
  readonly slope: number | null;
  /** ms between two events. */
  readonly longestGap: number | null;
  /** Median, p99, slope and distribution are of every so many events; 1: of all. */
  readonly every: number;
  /** null without events. */
  readonly distribution: ValueShape["distribution"];
}

export interface EventRow {
  readonly time: number;
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  readonly value: number;
  readonly threshold: number | null;
  readonly active: boolean | null;
  /** `file row` or `queue delivery`. */
  readonly origin: string;
}

// --- alerts ---------------------------------------------------------------------------------------------------------------

export interface AlertRow {
  readonly id: string;
  readonly rule: string;
  readonly ruleTitle: string;
  readonly version: string;
  readonly severity: Severity;
  readonly action: "raise" | "clear" | "withdraw";
  readonly title: string;
  readonly time: number;
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  /** Catalogue words for sensor and alarm. */
  readonly where: string;
  /** Of `value`: the sensor's, or what its rule says its values are. */
  readonly unit: string;
  readonly window: { readonly start: number; readonly end: number } | null;
  readonly value: number | null;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly acknowledged: boolean;
}

export interface AlertFilter {
  readonly rules?: readonly string[];
  readonly stations?: readonly string[];
  readonly severities?: readonly Severity[];
  /** Exactly this key. */
  readonly key?: { readonly station: string; readonly sensor: string; readonly alarm: string };
  readonly from?: number;
  readonly to?: number;
  /** Looked for in title, station, sensor, alarm, name; without case. */
  readonly text?: string;
  readonly acknowledged?: boolean;
}

/** `key`: one group a rule and key; `day`: of the zone that is shown. */
export type AlertGrouping = "day" | "station" | "rule" | "key";

/** Alerts that belong together. Of rule, station, sensor, alarm and day only what they are grouped by is there, the rest is empty. */
export interface AlertGroup {
  readonly rule: string;
  readonly ruleTitle: string;
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  readonly where: string;
  /** First and last ms. */
  readonly day: { readonly from: number; readonly to: number } | null;
  /** Worst of those raised. */
  readonly severity: Severity;
  readonly alerts: number;
  readonly raised: number;
  /** Of those raised. */
  readonly counts: { readonly critical: number; readonly warning: number; readonly info: number };
  readonly first: number;
  readonly last: number;
  /** What its latest alert says. */
  readonly title: string;
  readonly action: AlertRow["action"];
  readonly lastId: string;
}

/** An alarm that is on now, by the `active-alarms` rule, or any raised alert not yet cleared. */
export interface ActiveAlarm {
  readonly alertId: string;
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  readonly name: string;
  readonly severity: Severity;
  readonly since: number;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly unit: string;
}

export interface Explanation {
  readonly alert: AlertRow;
  /** What the rule says it does. */
  readonly ruleDescription: string;
  readonly plugin: string;
  /** Every setting with its declaration, value and default. */
  readonly settings: readonly {
    readonly name: string;
    readonly declaration: Setting;
    readonly value: number | boolean | string;
  }[];
  readonly window: WindowSpec;
  readonly by: readonly KeyPart[];
  /** Pretty-printable JSON of the key's state after the call; `alerts.states` says what it was before. */
  readonly stateAfter: unknown;
  readonly cause: string | null;
  /** Stretch the picture shows, and the part that is the evidence. */
  readonly from: number;
  readonly to: number;
  readonly evidenceFrom: number;
  readonly evidenceTo: number;
  readonly keyId: number | null;
  /** Of what is measured. */
  readonly unit: string;
  readonly events: readonly EventRow[];
  /** There were more than `events` holds. */
  readonly eventsTotal: number;
  readonly series: SeriesColumns | null;
  readonly thresholds: readonly ThresholdSpan[];
  /** Derived series of the same rule and key around the alert. */
  readonly derived: readonly {
    readonly name: string;
    readonly label: string;
    readonly unit: string;
    readonly columns: SeriesColumns;
  }[];
}

/** An event, window or timer of an alert's key, and what the rule made of it. */
export interface StepRow {
  readonly kind: "event" | "window" | "timer";
  /** The rule has a hook for it and was called; else it only counted it. */
  readonly called: boolean;
  readonly time: number;
  readonly event: EventRow | null;
  readonly window: {
    readonly start: number;
    readonly end: number;
    readonly count: number;
    readonly values: Readonly<Record<string, number | null>>;
  } | null;
  readonly timer: string | null;
  /** The key's state afterwards; before it is that of the step before. */
  readonly state: unknown;
  readonly alerts: readonly {
    readonly id: string;
    readonly title: string;
    readonly severity: Severity;
    readonly action: AlertRow["action"];
  }[];
  readonly points: readonly { readonly label: string; readonly unit: string; readonly value: number }[];
  readonly error: string | null;
}

export interface AlertSteps {
  readonly same: boolean;
  readonly detail: string;
  readonly steps: readonly StepRow[];
  readonly stateAtStart: unknown;
  /** The step that raised the alert; -1: it did not come again. */
  readonly at: number;
  readonly leftOut: number;
}

// --- plugins --------------------------------------------------------------------------------------------------------------

export interface PluginCard {
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly builtIn: boolean;
  readonly folder: string;
  readonly readme: string;
  /** It did not load; nothing of it runs. */
  readonly broken: ProblemRow | null;
  readonly contributions: readonly ContributionCard[];
}

export interface ContributionCard {
  readonly type: "rule" | "filter" | "report" | "catalogue";
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly quarantined: boolean;
  readonly by: readonly KeyPart[];
  /** As text: `sliding:60s/5s`. Empty for none. */
  readonly window: string;
  /** Keys whose window differs. */
  readonly windows: readonly KeyWindow[];
  /** Keys it is switched off for. */
  readonly off: readonly KeyPattern[];
  readonly settings: readonly {
    readonly name: string;
    readonly declaration: Setting;
    readonly value: number | boolean | string;
  }[];
  readonly alerts: number;
  readonly points: number;
  readonly errors: number;
  readonly seconds: number;
  readonly series: readonly { readonly name: string; readonly label: string; readonly unit: string }[];
}

export interface ProblemRow {
  readonly at: number;
  readonly plugin: string;
  readonly rule: string;
  readonly hook: string;
  readonly key: string;
  readonly message: string;
  readonly file: string;
  readonly line: number | null;
  readonly quarantined: boolean;
}

/** A mistake in a plugin's source; `file` relative to its folder, line and column from 1. A type mistake stops nothing. */
export interface SourceProblem {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  /** `TS2322`; empty for what is no type mistake. */
  readonly code: string;
  readonly message: string;
  readonly stops: boolean;
}

/** A key, or all keys that share the parts given. */
export interface KeyPattern {
  readonly station?: string;
  readonly sensor?: string;
  readonly alarm?: string;
}

/** A window of one key, or of all keys that share the parts given, that differs from the rule's own. */
export interface KeyWindow {
  readonly station?: string;
  readonly sensor?: string;
  readonly alarm?: string;
  /** As text: `sliding:60s/5s`. */
  readonly window: string;
}

export interface RejectRow {
  readonly source: string;
  readonly row: number;
  readonly reason: RefusalReason;
  readonly detail: string;
  readonly text: string;
}

/** Backtest of one rule over what the session has read, against labels. */
export type BacktestResult = BacktestOutcome;

export interface BacktestQuestion {
  readonly rule: string;
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  readonly labels: "threshold" | "active" | { readonly path: string };
  readonly horizon: number;
  /** Only this stretch is judged, ms. */
  readonly from?: number;
  readonly to?: number;
}

/** A rule tried with other settings; `alert`: an id, what is asked is about this one. */
export interface RuleTrial {
  readonly rule: string;
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  readonly alert?: string;
}

/** Alerts raised with the settings in use and with others; those of one key that overlap in time are the same one, told at another time. */
export interface WhatIf {
  readonly days: number;
  readonly before: number;
  readonly after: number;
  readonly same: number;
  readonly shifted: number;
  /** The first of them; the totals count all. */
  readonly added: readonly AlertRow[];
  readonly removed: readonly AlertRow[];
  readonly totalAdded: number;
  readonly totalRemoved: number;
  readonly still: { readonly later: number } | null;
}

/** How far a run beside the session is. */
export interface RunProgress {
  readonly rows: number;
  /** Share done; null: not known. */
  readonly fraction: number | null;
  readonly rate: number;
  readonly secondsLeft: number | null;
}

// --- sources --------------------------------------------------------------------------------------------------------------

/** How one thing about a file was decided. */
export interface DetectionAnswer {
  readonly field: string;
  readonly answer: string;
  readonly reason: string;
}

export interface CsvPreview {
  readonly path: string;
  readonly bytes: number | null;
  /** `mapping.ts`, plain data; sent back changed to preview or open with it. */
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly preset: string | null;
  readonly answers: readonly DetectionAnswer[];
  readonly columns: readonly string[];
  readonly rows: readonly PreviewRow[];
  readonly counts: {
    readonly read: number;
    readonly accepted: number;
    readonly malformed: number;
    readonly unconvertible: number;
  };
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  readonly keys: number;
  /** The catalogue's words for codes of the rows. */
  readonly names: CodeNames;
}

/** The catalogue's words for codes; a code it does not know is not in them. */
export interface CodeNames {
  readonly sensors: Readonly<Record<string, { readonly name: string; readonly unit: string }>>;
  readonly alarms: Readonly<Record<string, string>>;
}

/** What whole files come to, as far as they were read. Days are UTC. */
export interface CsvScan {
  readonly state: "running" | "done" | "stopped" | "failed";
  readonly error: string | null;
  readonly read: number;
  readonly accepted: number;
  readonly malformed: number;
  readonly unconvertible: number;
  /** 0…1; null: not known. */
  readonly fraction: number | null;
  /** Rows a second. */
  readonly rate: number;
  readonly secondsLeft: number | null;
  /** Oldest first; at most 20,000. `refused`: rows refused among that day's, of the first 10,000 refused. */
  readonly days: readonly { readonly from: number; readonly events: number; readonly refused: number }[];
  /** Events of further days. */
  readonly otherDays: number;
}

export interface PreviewRow {
  readonly line: number;
  readonly raw: string;
  /** Empty when refused; several for a wide table. */
  readonly events: readonly EventRow[];
  readonly refused: { readonly reason: RefusalReason; readonly detail: string } | null;
}

export interface QueueTarget {
  readonly url: string;
  /** A saved profile, whose password the main process adds when none is given. */
  readonly profile: string | null;
  /** Kept out of the workspace; null: from the profile's secret or the environment. */
  readonly user: string | null;
  readonly password: string | null;
  readonly queue: string | null;
  readonly tap: string | null;
  /** Of the tap: which messages; null = all. */
  readonly routingKey: string | null;
  readonly format: "auto" | "csv" | "json";
  readonly guarantee: "at-most-once" | "at-least-once";
  readonly prefetch: number;
  readonly resultsQueue: string | null;
  /** Instead of a queue: an exchange, with routing keys `rule.station`. */
  readonly resultsExchange: string | null;
  /** Sent beside the alerts: `rule/series`, or `rule` for all of it. */
  readonly resultsSeries: readonly string[];
  /** Paths of PEM files. */
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
  readonly outOfOrderness: number;
}

export interface ConnectionTest {
  readonly ok: boolean;
  readonly steps: readonly { readonly step: string; readonly ok: boolean; readonly detail: string; readonly ms: number }[];
  /** Messages waiting, and other consumers. */
  readonly messages: number | null;
  readonly consumers: number | null;
  /** The queue, when all is well but that it is not there; `queue.create` makes it. */
  readonly missing: string | null;
}

export interface QueuePeek {
  readonly messages: readonly {
    readonly body: string;
    readonly contentType: string;
    readonly timestamp: number | null;
    readonly events: readonly EventRow[];
    readonly refused: string | null;
  }[];
  readonly mapping: Readonly<Record<string, unknown>> | null;
  readonly detail: string;
  readonly names: CodeNames;
}

/** What came in a few seconds of listening. */
export interface QueueSample {
  /** `messages`: those that came through a queue of Weir's own; `growth`: how the queue grew, less what others took. */
  readonly of: "messages" | "growth";
  readonly seconds: number;
  /** Per equal part of that time. */
  readonly counts: readonly number[];
  /** A tap: its first messages; else null. */
  readonly peek: QueuePeek | null;
}

export type OpenSource =
  | {
      readonly kind: "files";
      readonly paths: readonly string[];
      readonly mapping?: Readonly<Record<string, unknown>>;
      readonly order?: "time" | "arrival";
      readonly outOfOrderness?: number;
      readonly speed?: number | "max";
    }
  | { readonly kind: "queue"; readonly target: QueueTarget }
  | { readonly kind: "sample" }
  | { readonly kind: "store"; readonly path: string };

// --- reports, history -----------------------------------------------------------------------------------------------------

export interface ReportCard {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly plugin: string;
  readonly settings: readonly { readonly name: string; readonly declaration: Setting }[];
}

/** Plain data for echarts. Colours are written `var(--name)`, by the names of the design's tokens. */
export interface ReportPicture {
  readonly option: Readonly<Record<string, unknown>>;
  /** px. */
  readonly height: number;
  /** What the chart leaves out or adds up; "" = nothing. */
  readonly note: string;
  /** Wants two thirds of a page, not one. */
  readonly wide: boolean;
  /** Of a heat map. */
  readonly ramp: { readonly colours: readonly string[]; readonly most: number } | null;
}

/** Columns in the order of the declaration; at most 10,000 rows, `rows` says how many there were. */
export interface ReportResult {
  readonly id: string;
  readonly title: string;
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  readonly columns: readonly {
    readonly name: string;
    readonly label: string;
    readonly unit: string;
    readonly values: readonly (string | number | boolean | null)[];
    /** Catalogue names of the codes in it. */
    readonly names: Readonly<Record<string, string>>;
  }[];
  /** null: a table, or nothing to draw. Made of every row, not of the 10,000. */
  readonly picture: ReportPicture | null;
  /** Numbers that stand large at the top of a page. */
  readonly figures: readonly { readonly label: string; readonly value: string; readonly aside: string }[];
  readonly rows: number;
  /** There are more rows than a report may have; those beyond are in nothing. */
  readonly cut: boolean;
  readonly seconds: number;
}

export type ReportValues = Readonly<Record<string, number | boolean | string>>;

/** Reports on one page, in their order. */
export interface ReportPage {
  readonly reports: readonly { readonly id: string; readonly settings: ReportValues }[];
  readonly title: string;
  readonly notes: string;
  readonly timezone: string;
  /** Only what is of [from, to), ms; null: everything. */
  readonly range: { readonly from: number; readonly to: number } | null;
}

export interface SqlResult {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly values: readonly (string | number | boolean | null)[];
  }[];
  readonly rows: number;
  /** Stopped at the row limit. */
  readonly cut: boolean;
  readonly seconds: number;
}

export interface RunRow {
  readonly id: number;
  readonly description: string;
  readonly started: number;
  readonly ended: number | null;
  readonly read: number;
  readonly accepted: number;
  readonly alerts: number;
  /** Rows refused, by reason; only those that are not zero. */
  readonly refused: Readonly<Record<string, number>>;
  /** What ran: rules and filters with the settings that were given. */
  readonly plugins: readonly { readonly plugin: string; readonly settings: ReportValues }[];
}

// --- status ---------------------------------------------------------------------------------------------------------------

/** Pushed four times a second while something changes. */
export interface Status {
  /** Counts sessions; keys, alerts and series of another number are of another session. */
  readonly session: number;
  readonly state: SessionState | "none";
  readonly kind: "files" | "queue" | "store" | null;
  readonly description: string;
  /** 0…1; null: no known end. */
  readonly progress: number | null;
  /** Seconds left by the rate so far; null: not known. */
  readonly secondsLeft: number | null;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /** What pictures show unless asked for more: all but a few readings whose time lies far outside (a clock gone wrong). null before the first event. */
  readonly shown: { readonly from: number; readonly to: number; readonly outside: number } | null;
  /** null before the first event; Infinity at the end. */
  readonly watermark: number | null;
  readonly keys: number;
  readonly alerts: number;
  readonly activeAlarms: number;
  readonly problems: number;
  readonly rejects: number;
  readonly metrics: MetricsSnapshot | null;
  readonly error: string | null;
  /** Of a queue: what the connection does, in words. */
  readonly connection: {
    readonly state: string;
    readonly detail: string;
    readonly attempt: number;
    readonly nextTryMs: number | null;
  } | null;
  readonly queueDepth: number | null;
  /** What was sent to the results queue; null without one. */
  readonly resultsSent: { readonly sent: number; readonly confirmed: number; readonly unconfirmed: number } | null;
  /** The picture the page shows may stop while recording goes on; pausing the source is something else. */
  readonly pausedSource: boolean;
  /** Epoch ms: the queue of this workspace was saved then, and waits for `session.continue` to say whether to go on from there. */
  readonly resumable: number | null;
  /** The broker that refused the login to the workspace's queue: `session.login` may try another; null: none did. `attempt` counts. */
  readonly refusedBy: { readonly broker: string; readonly attempt: number } | null;
  readonly workspace: { readonly path: string | null; readonly name: string; readonly dirty: boolean };
}

// --- the map --------------------------------------------------------------------------------------------------------------

type Method<Arguments, Value> = { readonly args: Arguments; readonly value: Value };
type None = null;

export interface ClusterInfo {
  readonly url: string;
  readonly version: string;
  readonly taskManagers: number;
  readonly slots: number;
  readonly freeSlots: number;
  /** Newest first. */
  readonly jobs: readonly ClusterJob[];
}

export interface DeployQuestion {
  readonly url: string;
  /** null: as many slots as are free. */
  readonly parallelism: number | null;
  readonly fromSavepoint: string | null;
  /** Folder for results as the cluster sees it; null: none. */
  readonly folder: string | null;
  /** Alerts come back through this queue; null: that of the source, if it has one. */
  readonly results: { readonly url: string; readonly queue: string } | null;
}

export interface ClusterResults {
  /** null: no results queue; else how it is listened to. */
  readonly queue: string | null;
  readonly error: string | null;
  readonly total: number;
  readonly alerts: readonly {
    readonly id: string;
    readonly rule: string;
    readonly severity: Severity;
    readonly title: string;
    readonly time: number;
    readonly station: string;
    readonly sensor: string;
    readonly alarm: string;
  }[];
}

export interface Methods {
  // Answered by the session host.
  "session.status": Method<None, Status>;
  "session.open": Method<OpenSource, Status>;
  "session.pause": Method<None, None>;
  "session.resume": Method<None, None>;
  "session.stop": Method<None, None>;
  "session.restart": Method<None, Status>;
  /** The answer to `Status.resumable`: go on from where it was saved, or anew. */
  "session.continue": Method<{ readonly resume: boolean }, Status>;
  /**
   * Opens the workspace's queue with these credentials, which no file gets. A password that is null is the one the system keeps under
   * `profile`; under a profile that begins with `login:` it keeps the user too, as JSON.
   */
  "session.login": Method<
    { readonly profile: string | null; readonly user: string | null; readonly password: string | null },
    Status
  >;
  "session.setSpeed": Method<{ readonly speed: number | "max" }, None>;
  "workspace.get": Method<None, Workspace>;
  "workspace.new": Method<None, Workspace>;
  "workspace.open": Method<{ readonly path: string }, Workspace>;
  "workspace.save": Method<{ readonly path: string }, None>;
  /** Parts given replace the same parts; undone by sending the former ones. */
  "workspace.update": Method<
    Partial<Pick<Workspace, "name" | "annotations" | "queries" | "layout" | "timezone" | "speed">>,
    None
  >;
  "csv.preview": Method<
    { readonly path: string; readonly mapping?: Readonly<Record<string, unknown>>; readonly rows?: number },
    CsvPreview
  >;
  /** Begins to count whole files by day, beside what is open; another call, or `csv.scanStop`, ends it. */
  "csv.scan": Method<{ readonly paths: readonly string[]; readonly mapping: Readonly<Record<string, unknown>> }, None>;
  "csv.scanned": Method<None, CsvScan | null>;
  "csv.scanStop": Method<None, None>;
  "queue.test": Method<QueueTarget, ConnectionTest>;
  /** Declares the target's queue: durable, shared, not deleted when unused, without limits. */
  "queue.create": Method<QueueTarget, None>;
  "queue.peek": Method<QueueTarget, QueuePeek>;
  /** Listens for five seconds; nobody loses a message. */
  "queue.sample": Method<QueueTarget, QueueSample>;
  "keys.list": Method<
    { readonly text?: string; readonly limit?: number },
    { readonly keys: readonly KeyInfo[]; readonly total: number }
  >;
  /** Measured values. `pixels` bounds the answer: at most 4 points a pixel. */
  "series.range": Method<
    { readonly keys: readonly number[]; readonly from: number; readonly to: number; readonly pixels: number },
    {
      readonly series: readonly {
        readonly key: number;
        readonly columns: SeriesColumns;
        readonly thresholds: readonly ThresholdSpan[];
      }[];
    }
  >;
  /** A rule's derived series; keys are matched on the parts the rule groups by. */
  "series.derived": Method<
    {
      readonly rule: string;
      readonly series: string;
      readonly keys: readonly number[];
      readonly from: number;
      readonly to: number;
      readonly pixels: number;
    },
    { readonly series: readonly { readonly key: number; readonly columns: SeriesColumns }[] }
  >;
  "series.statistics": Method<{ readonly key: number; readonly from: number; readonly to: number }, RangeStatistics>;
  "alerts.page": Method<
    { readonly filter: AlertFilter; readonly offset: number; readonly limit: number; readonly newestFirst: boolean },
    {
      readonly rows: readonly AlertRow[];
      readonly total: number /** Alerts beyond the cap are counted, not kept. */;
      readonly dropped: number;
    }
  >;
  /** Those that fit, grouped: days and keys with the latest first, stations and rules with most alerts first. */
  "alerts.groups": Method<
    { readonly filter: AlertFilter; readonly by: AlertGrouping; readonly zone: "UTC" | "local"; readonly limit: number },
    { readonly groups: readonly AlertGroup[]; readonly total: number; readonly alerts: number }
  >;
  /** Marks on charts: alerts of these keys in a range, at most `limit`, worst and newest kept. */
  "alerts.marks": Method<
    { readonly keys: readonly number[]; readonly from: number; readonly to: number; readonly limit: number },
    { readonly rows: readonly AlertRow[] }
  >;
  /** Bins of a round width (ms), from a round time on: `most` of them at most (two, where one would have to be wider than a year). */
  "alerts.histogram": Method<
    { readonly filter: AlertFilter; readonly most: number },
    {
      readonly start: number;
      readonly binMs: number;
      readonly critical: readonly number[];
      readonly warning: readonly number[];
      readonly info: readonly number[];
    }
  >;
  "alerts.active": Method<None, { readonly alarms: readonly ActiveAlarm[]; readonly total: number }>;
  "alerts.facets": Method<
    None,
    {
      readonly rules: readonly { readonly id: string; readonly title: string; readonly alerts: number }[];
      readonly stations: readonly { readonly station: string; readonly alerts: number }[];
    }
  >;
  "alerts.explain": Method<{ readonly id: string }, Explanation>;
  "alerts.acknowledge": Method<{ readonly ids: readonly string[]; readonly acknowledged: boolean }, None>;
  /** `defuse`: of a CSV, no cell begins a formula of a spreadsheet. */
  "alerts.export": Method<
    { readonly filter: AlertFilter; readonly path: string; readonly defuse?: boolean },
    { readonly rows: number }
  >;
  /** The alert with everything that gives it again in one file. */
  "alerts.saveCase": Method<{ readonly id: string; readonly path: string }, { readonly events: number }>;
  /** Whether the alert of a case file comes again here. */
  "case.run": Method<{ readonly path: string }, { readonly same: boolean; readonly detail: string }>;
  /** Runs the rule again over the same events and says whether the same alert comes. */
  "alerts.replay": Method<{ readonly id: string }, { readonly same: boolean; readonly detail: string }>;
  /** State of the alert's key before and after the call that gave it; its rule runs again over the key's events. null: it did not come again. */
  "alerts.states": Method<{ readonly id: string }, { readonly before: unknown; readonly after: unknown } | null>;
  /** The same, told one by one: what happened to the alert's key around it. */
  "alerts.steps": Method<{ readonly id: string }, AlertSteps>;
  /** How far the running replay is; null: none runs. */
  "alerts.replayProgress": Method<None, RunProgress | null>;
  "alerts.replayCancel": Method<None, None>;
  "problems.list": Method<
    None,
    {
      readonly problems: readonly ProblemRow[];
      readonly total: number;
      readonly log: readonly { readonly rule: string; readonly line: string }[];
    }
  >;
  /** `total`: refused for this reason (or any), also those beyond what is kept. */
  "rejects.page": Method<
    { readonly offset: number; readonly limit: number; readonly reason?: RefusalReason },
    { readonly rows: readonly RejectRow[]; readonly kept: number; readonly total: number }
  >;
  /** As `rejects.csv` of `weir run` has them. */
  "rejects.export": Method<{ readonly path: string; readonly reason?: RefusalReason }, { readonly rows: number }>;
  "plugins.list": Method<None, { readonly plugins: readonly PluginCard[] }>;
  /** Settings are checked; a wrong one rejects with the field's name. A file is read again with the new set, a queue goes on. */
  "plugins.set": Method<
    {
      readonly id: string;
      readonly enabled: boolean;
      readonly settings: Readonly<Record<string, number | boolean | string>>;
      /** Absent: as they were. */
      readonly windows?: readonly KeyWindow[];
      readonly off?: readonly KeyPattern[];
    },
    None
  >;
  "plugins.create": Method<
    { readonly parent: string; readonly name: string; readonly template: "rule" | "filter" | "report" | "catalogue" },
    { readonly folder: string }
  >;
  "plugins.add": Method<{ readonly folder: string }, { readonly plugin: PluginCard }>;
  "plugins.remove": Method<{ readonly name: string }, None>;
  /** Unpacks a `.tgz` below `parent` and adds it. */
  "plugins.install": Method<{ readonly archive: string; readonly parent: string }, { readonly plugin: PluginCard }>;
  /** Files the editor may show, relative to the folder; `main` is what runs. */
  "plugins.files": Method<
    { readonly name: string },
    { readonly folder: string; readonly main: string; readonly files: readonly string[] }
  >;
  /** Without `file`: the main one. `api` is the contract's source. */
  "plugins.readSource": Method<
    { readonly name: string; readonly file?: string },
    { readonly file: string; readonly text: string; readonly api: string }
  >;
  /** Saves, bundles, loads, checks types. When it loads it replaces the running one (`running`); else that goes on as it was. */
  "plugins.saveSource": Method<
    { readonly name: string; readonly file?: string; readonly text: string },
    { readonly problems: readonly SourceProblem[]; readonly running: boolean; readonly typesSkipped: string | null }
  >;
  /** What saving this text would say of its types; nothing is changed. */
  "plugins.checkSource": Method<
    { readonly name: string; readonly file: string; readonly text: string },
    { readonly problems: readonly SourceProblem[]; readonly typesSkipped: string | null }
  >;
  /** What the plugin's rules wrote to their log and console in this session, oldest first. */
  "plugins.log": Method<{ readonly name: string }, { readonly lines: readonly string[] }>;
  "backtest.run": Method<BacktestQuestion, BacktestResult>;
  /** At each value (absent: some around the one in use); then closer where the rule falls silent and, with `atMost` alerts a day, where it comes within that. */
  "backtest.sweep": Method<
    BacktestQuestion & { readonly setting: string; readonly values?: readonly number[]; readonly atMost?: number },
    {
      readonly points: readonly { readonly value: number; readonly result: BacktestResult }[];
      readonly silent: { readonly value: number; readonly upwards: boolean } | null;
      readonly within: { readonly value: number; readonly alertsPerDay: number } | null;
    }
  >;
  /**
   * A rule with other settings over what was recorded so far. `still`: the alert asked about comes all the same, so many ms later
   * (negative: earlier); null: it does not, or none was asked about.
   */
  "whatif.run": Method<RuleTrial, WhatIf>;
  /**
   * At values of one setting around the one in `settings`. With `alert` over its key alone: `fires` says whether it comes, `silent` from
   * which value on it does not. Without: `silent` is where the rule falls silent, `within` what gives at most `atMost` alerts a day.
   */
  "whatif.sweep": Method<
    RuleTrial & { readonly setting: string; readonly atMost?: number },
    {
      readonly points: readonly {
        readonly value: number;
        readonly alerts: number;
        readonly alertsPerDay: number;
        readonly fires: boolean | null;
      }[];
      readonly silent: { readonly value: number; readonly upwards: boolean } | null;
      readonly within: { readonly value: number; readonly alertsPerDay: number } | null;
    }
  >;
  "whatif.progress": Method<None, RunProgress | null>;
  "whatif.cancel": Method<None, None>;
  /** How far the running backtest is: runs done and the share of the present one; null: none runs. */
  "backtest.progress": Method<None, { readonly done: number; readonly fraction: number | null } | null>;
  "backtest.cancel": Method<None, None>;
  "reports.list": Method<None, { readonly reports: readonly ReportCard[] }>;
  "reports.run": Method<
    { readonly id: string; readonly settings: ReportValues; readonly timezone: string; readonly range: ReportPage["range"] },
    ReportResult
  >;
  /** Stops what is computed for reports; whoever waits is told. */
  "reports.cancel": Method<None, None>;
  /** Data to `path`; several reports as CSV or Parquet to a file each. */
  "reports.export": Method<
    ReportPage & { readonly format: "html" | "json" | "csv" | "parquet"; readonly path: string },
    { readonly files: readonly string[] }
  >;
  /** The page as a file of the app's own, for `app.printPdf`; gone when the app ends. */
  "reports.page": Method<ReportPage, { readonly html: string }>;
  /** The same page from a terminal; null: what is open is no file. */
  "reports.command": Method<ReportPage, { readonly command: string | null }>;
  "sql.run": Method<{ readonly sql: string }, SqlResult>;
  "sql.cancel": Method<None, None>;
  "sql.schema": Method<
    None,
    {
      readonly views: readonly {
        readonly name: string;
        readonly columns: readonly { readonly name: string; readonly type: string }[];
      }[];
    }
  >;
  "sql.export": Method<
    { readonly sql: string; readonly format: "csv" | "parquet"; readonly path: string },
    { readonly rows: number }
  >;
  /** `kept`: the file they are in; null: they are gone when the app ends. */
  "runs.list": Method<None, { readonly runs: readonly RunRow[]; readonly kept: string | null }>;
  "runs.compare": Method<
    { readonly a: number; readonly b: number },
    {
      readonly same: number;
      /** At most 10,000 each, oldest first; the totals count all. */
      readonly onlyA: readonly AlertRow[];
      readonly onlyB: readonly AlertRow[];
      readonly totalA: number;
      readonly totalB: number;
    }
  >;
  /** Serves the metrics for Prometheus on 127.0.0.1; null: stops. */
  "metrics.serve": Method<{ readonly port: number | null }, { readonly address: string | null }>;
  "metrics.history": Method<
    None,
    {
      readonly time: readonly number[];
      readonly rate: readonly number[];
      readonly held: readonly number[];
      readonly memoryMb: readonly number[];
    }
  >;

  // Answered by the main process.
  /** Looks at a Flink cluster. Rejects with one line when there is none or it is of another version. */
  "deploy.connect": Method<{ readonly url: string }, ClusterInfo>;
  /** Sends what is open (source, mapping, rules as they are on) to the cluster. */
  "deploy.start": Method<DeployQuestion, { readonly job: string; readonly parallelism: number }>;
  "deploy.status": Method<{ readonly url: string; readonly job: string }, ClusterJobStatus>;
  /** With a savepoint, whose place is answered; `cancel`: at once, without. */
  "deploy.stop": Method<
    { readonly url: string; readonly job: string; readonly cancel: boolean },
    { readonly savepoint: string | null }
  >;
  /** Alerts that came back through the results queue of the job deployed last, newest first. */
  "deploy.results": Method<{ readonly limit: number }, ClusterResults>;
  "app.info": Method<
    None,
    { readonly version: string; readonly electron: string; readonly platform: string; readonly userData: string }
  >;
  "app.pending": Method<None, { readonly files: readonly string[]; readonly sample: boolean }>;
  /** `rows`: as many as were read of it when it was last read to its end. */
  "app.recent": Method<None, readonly { readonly path: string; readonly openedAt: number; readonly rows?: number | undefined }[]>;
  "app.addRecent": Method<{ readonly path: string }, None>;
  "app.countRecent": Method<{ readonly path: string; readonly rows: number }, None>;
  "app.clearRecent": Method<None, None>;
  "app.setTheme": Method<{ readonly theme: "system" | "light" | "dark" }, None>;
  "app.secretsAvailable": Method<None, boolean>;
  "app.setSecret": Method<{ readonly profile: string; readonly secret: string }, None>;
  "app.hasSecret": Method<{ readonly profile: string }, boolean>;
  "app.removeSecret": Method<{ readonly profile: string }, None>;
  /** To a picture of the whole page when `pdf` ends in .png. */
  "app.printPdf": Method<{ readonly html: string; readonly pdf: string }, None>;
  /** A PNG as a data URL, to the clipboard. */
  "app.copyImage": Method<{ readonly png: string }, None>;
  /** In the system's browser; http and https alone. */
  "app.openWebPage": Method<{ readonly url: string }, None>;
  "dialog.open": Method<Readonly<Record<string, unknown>>, readonly string[]>;
  "dialog.save": Method<Readonly<Record<string, unknown>>, string | null>;
}

/** What the page is told without asking. */
export interface Pushes {
  "session.status": Status;
  /** Keys or values changed since; ask again for what is on screen. At most 4 a second. */
  "session.tick": { readonly session: number; readonly events: number };
  "alerts.new": { readonly session: number; readonly rows: readonly AlertRow[]; readonly total: number };
  "problems.new": { readonly problems: readonly ProblemRow[] };
  "host.lost": { readonly code: number; readonly restarting: boolean };
  "host.ready": None;
  "app.pending": None;
  "app.command": { readonly action: string };
}

export type MethodName = keyof Methods;
export type PushName = keyof Pushes;
