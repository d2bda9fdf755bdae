// Why an alert came: its evidence, step by step, and again.

import type { KeyPart, Setting, Severity, WindowSpec } from "../../../plugins/api.ts";
import type { PluginHere } from "../../session/case/plugin-here.ts";
import type { AlertRow } from "./alerts.ts";
import type { Method, None } from "./method.ts";
import type { EventRow, SeriesColumns, ThresholdSpan } from "./series.ts";
import type { RunProgress } from "./trials.ts";

export interface Explanation {
  readonly alert: AlertRow;
  /** What the rule says it does. */
  readonly ruleDescription: string;
  readonly plugin: string;
  /** How what is in the alert's evidence is told, by name, as far as the rule says; units are of its sensor. */
  readonly told: Readonly<Record<string, EvidenceWords>>;
  /** Every setting with its declaration, its value when the alert was raised, and the one it has now. */
  readonly settings: readonly {
    readonly name: string;
    readonly declaration: Setting;
    readonly value: number | boolean | string;
    readonly now: number | boolean | string;
  }[];
  /** Version of the rule that runs now; the alert has that of then. */
  readonly versionNow: string;
  /** Of its group. */
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

/** `share`: of 1. */
export interface EvidenceWords {
  readonly label: string;
  readonly unit: string;
  readonly share: boolean;
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

/** A case that was run. */
export interface CaseRun {
  readonly same: boolean;
  /** One line for a person. */
  readonly detail: string;
  /** Of the alert that came; null: none did. */
  readonly explanation: Explanation | null;
  /** Where its events were read, and the Weir that wrote it. */
  readonly source: string;
  readonly weir: string;
  /** Of its rule, and how it stands beside the workspace's own. */
  readonly plugin: { readonly name: string; readonly version: string; readonly here: PluginHere };
}

export interface ExplanationMethods {
  "alerts.explain": Method<{ readonly id: string }, Explanation>;
  /** The alert with everything that gives it again in one file. */
  "alerts.saveCase": Method<{ readonly id: string; readonly path: string }, { readonly events: number }>;
  /** Whether the alert of a case file comes again here, and why it came. */
  "case.run": Method<{ readonly path: string }, CaseRun>;
  /** Runs the rule again over the same events and says whether the same alert comes. */
  "alerts.replay": Method<{ readonly id: string }, { readonly same: boolean; readonly detail: string }>;
  /** State of the alert's key before and after the call that gave it; its rule runs again over the key's events. null: it did not come again. */
  "alerts.states": Method<{ readonly id: string }, { readonly before: unknown; readonly after: unknown } | null>;
  /** The same, told one by one: what happened to the alert's key around it. */
  "alerts.steps": Method<{ readonly id: string }, AlertSteps>;
  /** How far the running replay is; null: none runs. */
  "alerts.replayProgress": Method<None, RunProgress | null>;
  "alerts.replayCancel": Method<None, None>;
}
