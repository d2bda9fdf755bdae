import type { AggregateSpec, Catalogue, ChartSpec, Key, KeyPart, Setting, WindowSpec } from "../../plugins/api.ts";
import type { EventBatch, KeyTuple } from "../engine/batch.ts";
import type { Alert, SeriesPoints } from "../engine/results.ts";
import type { FiredWindows } from "../engine/window-query.ts";
import type { TracedCall, TraceQuestion } from "./call-trace.ts";
import type { FilterSnapshot } from "./filter-runner.ts";
import type { FilterStageSnapshot } from "./filter-stage.ts";
import type { RuleSnapshot } from "./rule-snapshot.ts";

export type { Alert, SeriesPoints, TracedCall, TraceQuestion };

/** A plugin folder found and bundled. `code` is one CommonJS script; nothing in it has run on the main side. */
export interface PluginBundle {
  /** Folder as given or found. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly displayName: string;
  readonly readme: string;
  readonly builtIn: boolean;
  readonly code: string;
  readonly sourceMap: string;
}

/** What every contribution of a plugin says of itself; `version` is its own, or its plugin's. */
interface Declared {
  /** Name of the plugin. */
  readonly plugin: string;
  readonly version: string;
  readonly id: string;
  readonly title: string;
}

/** One that a user can set. */
interface SettableDeclared extends Declared {
  readonly description: string;
  readonly settings: Readonly<Record<string, Setting>>;
}

/** The declarations of a rule, as plain data. */
export interface RuleDeclaration extends SettableDeclared {
  readonly type: "rule";
  readonly by: readonly KeyPart[];
  readonly only: Readonly<{
    quantity?: string | readonly string[];
    sensor?: readonly string[];
    alarm?: readonly string[];
    threshold?: boolean;
    active?: boolean;
  }>;
  readonly aggregates: Readonly<Record<string, AggregateSpec>>;
  /** Windows whose aggregates are those of the key's window before are not handed to it. */
  readonly whenChanged: boolean;
  readonly eventsByKey: boolean;
  readonly series: Readonly<Record<string, { readonly label: string; readonly unit?: string }>>;
  /** How what is in its alerts' evidence is told; `{unit}` stands for the sensor's. */
  readonly evidence: Readonly<Record<string, { readonly label: string; readonly unit?: string; readonly share?: boolean }>>;
  /** Of its alerts' values; null: the sensor's. */
  readonly valueUnit: string | null;
  readonly stateVersion: number;
  readonly hooks: { readonly onEvent: boolean; readonly onWindow: boolean; readonly onTimer: boolean };
}

/** The declarations of a filter, as plain data. */
export interface FilterDeclaration extends SettableDeclared {
  readonly type: "filter";
  readonly by: readonly KeyPart[];
  readonly only: RuleDeclaration["only"];
}

/** The declarations of a report, as plain data; its SQL is asked of the confinement. */
export interface ReportDeclaration extends SettableDeclared {
  readonly type: "report";
  readonly columns: readonly { readonly name: string; readonly label: string; readonly unit?: string }[];
  readonly chart: ChartSpec;
}

/** A catalogue is all data. */
export interface CatalogueDeclaration extends Declared {
  readonly type: "catalogue";
  readonly catalogue: Catalogue;
}

export type ContributionDeclaration = RuleDeclaration | FilterDeclaration | ReportDeclaration | CatalogueDeclaration;

export type CheckedSettings = Readonly<Record<string, number | boolean | string>>;

/** What a plugin may use up. */
export interface HostLimits {
  /** ms of processor time a plugin may compute without progress before its worker is killed. */
  readonly timeout: number;
  /** ms it may make no progress before that, however little of the processor a busy machine gave it. */
  readonly patience: number;
  /** ms a plugin's process may give no sign of life while something is asked of it; four times that while it starts. */
  readonly silence: number;
  /** JS heap of a worker, MiB. */
  readonly heapMb: number;
  /** Growth of the process while a hook runs that gets its worker killed (ArrayBuffers are outside the heap limit), MiB. */
  readonly growthMb: number;
  readonly alertsPerStep: number;
  readonly alertsPerRule: number;
  /** JSON characters of evidence and states that the alerts of one step may carry. */
  readonly evidencePerStep: number;
  readonly pointsPerStep: number;
  readonly logLinesPerStep: number;
  readonly timersPerKey: number;
  /** onTimer calls a step of one rule may cause. */
  readonly timerCallsPerStep: number;
  /** Failed hook calls after which a rule is quarantined; also more than half of the calls after 20. */
  readonly maxFailures: number;
}

/** A rule switched on with checked settings; `window` is what its `window(settings)` answered. */
export interface ActiveRule {
  readonly declaration: RuleDeclaration;
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  readonly window: WindowSpec;
  /** Windows of single groups that differ. */
  readonly windowsPerKey?: readonly { readonly key: Readonly<Partial<Record<KeyPart, string>>>; readonly window: WindowSpec }[];
  /** Groups it is switched off for: it is not called for them. A part left out stands for any. */
  readonly off?: readonly Readonly<Partial<Record<KeyPart, string>>>[];
}

/** A filter switched on with checked settings. */
export interface ActiveFilter {
  readonly declaration: FilterDeclaration;
  readonly settings: CheckedSettings;
}

/**
 * Events the filters let through, and the rows none of whose events goes on: each once, with the filter that dropped the last of it and
 * its reason.
 */
export interface FilteredStep {
  readonly events: EventBatch;
  /** Nothing at or before it comes any more: behind the stream's watermark while a filter waits for neighbours. */
  readonly watermark: number;
  readonly dropped: readonly {
    readonly filter: string;
    readonly reason: string;
    readonly source: number;
    readonly row: number;
  }[];
  readonly outputs: readonly {
    readonly filter: string;
    readonly errors: number;
    readonly seconds: number;
    readonly problems: readonly PluginProblem[];
  }[];
}

export interface PluginProblem {
  readonly plugin: string;
  readonly rule: string;
  readonly hook: "load" | "onEvent" | "onWindow" | "onTimer" | "timeout" | "memory" | "limit";
  readonly key: Key | null;
  readonly message: string;
  /** Original source position, when known. */
  readonly file: string;
  readonly line: number | null;
  /** Event time of the call. */
  readonly time: number | null;
  /** true: the plugin was switched off because of it. */
  readonly quarantined: boolean;
}

/** What one rule made of one step. */
export interface RuleOutput {
  readonly rule: string;
  readonly alerts: Alert[];
  readonly points: SeriesPoints;
  readonly errors: number;
  readonly problems: PluginProblem[];
  readonly logs: readonly string[];
  /** Time inside the rule's hooks, seconds. */
  readonly seconds: number;
  /** Rows (indexes into the step's batch) whose call caused an alert or a point. Sorted, unique. */
  readonly rowsWithResult: Uint32Array;
  /** Empty unless calls are traced. */
  readonly calls: readonly TracedCall[];
}

/** One step for one rule: the events it may see and its fired windows; then the watermark. */
export interface RuleStep {
  readonly windows: FiredWindows | null;
  readonly newGroups: readonly KeyTuple[];
}
export interface HostStep {
  /** Time-ordered released events (session key ids), on SharedArrayBuffers when several workers read it. */
  readonly events: EventBatch;
  readonly newKeys: readonly KeyTuple[];
  readonly watermark: number;
  /** By rule id. */
  readonly rules: ReadonlyMap<string, RuleStep>;
}

/** Bytes held for these plugins by the worker that runs them; `own`: it is a process of their own. */
export interface PluginMemory {
  readonly plugins: readonly string[];
  readonly own: boolean;
  readonly held: number;
}

/** What all plugins hold, as structured data: by rule, by filter; `off`: plugins whose worker was killed before. */
export interface HostSnapshot {
  readonly rules: Readonly<Record<string, RuleSnapshot>>;
  readonly filters: Readonly<Record<string, FilterSnapshot>>;
  readonly stages: Readonly<Record<string, FilterStageSnapshot>>;
  readonly off: readonly string[];
  /** By rule, the keys of its group ids. */
  readonly groups: Readonly<Record<string, readonly KeyTuple[]>>;
}

/**
 * Runs switched-on rules confined in workers. Canonical order inside a step, per rule: by event time; at one time t: events (with the
 * count/trailing windows they fire), then time windows whose end - 1 = t, then timers at t; nothing due after the watermark fires
 * (an event at time e first fires every window and timer due at or before e - 1).
 */
export interface PluginHost {
  /**
   * Outputs in the order of the rules as switched on. Steps may be queued; the promise resolves in order. Never rejects for a plugin's
   * fault. The step's columns must not be changed afterwards.
   */
  step(step: HostStep): Promise<RuleOutput[]>;
  /** Passes time-ordered events through the filters, one after the other; at once when there are none. */
  filter(events: EventBatch, newKeys: readonly KeyTuple[], watermark: number): Promise<FilteredStep>;
  /** Steps sent and not answered: the caller waits while this is above its high mark. */
  readonly inFlight: number;
  /** That keys are dealt out to: at most those asked for. */
  readonly workers: number;
  /**
   * Runs a plugin's new code and settings from the next step on, without a step lost, with the state of the old. `rules` are its rules as
   * they are now. false, with nothing changed: its windows, keys or series differ, or it filters, and the session must begin anew.
   * Rejects with one line when the new code does not start; the old then goes on.
   */
  reload(bundle: PluginBundle, rules: readonly ActiveRule[]): Promise<boolean>;
  /** The key of a group id in a rule's outputs. Throws RangeError for an id never handed out. */
  groupKey(rule: string, group: number): KeyTuple;
  /**
   * State, timers and filters after the steps sent so far. Settles, never rejecting for a plugin's fault, once that moment is marked:
   * steps may be sent again while the rest of it is gathered. `whole` rejects when a worker is lost meanwhile.
   */
  save(): Promise<{ readonly whole: Promise<HostSnapshot> }>;
  /** Takes a snapshot before the first step: the same rules and filters go on. */
  restore(snapshot: HostSnapshot): Promise<void>;
  /** What each worker holds that runs, after a collection in it: takes tens of milliseconds of it. */
  memory(): Promise<readonly PluginMemory[]>;
  close(): Promise<void>;
}
