import type { Json, Key, Severity } from "../../plugins/api.ts";

/** An alert as it leaves a rule: one line of `alerts.jsonl`. Field order is the file's. */
export interface Alert {
  readonly id: string;
  readonly rule: string;
  readonly version: string;
  readonly severity: Severity;
  readonly title: string;
  readonly time: number;
  readonly key: Key;
  readonly window: { readonly start: number; readonly end: number } | null;
  readonly value: number | null;
  readonly evidence: Readonly<Record<string, Json>>;
  readonly action: "raise" | "clear" | "withdraw";
  /** Which of the key's conditions it is about: "" where the rule tells none apart. Not in the file. */
  readonly about: string;
  /** Source and row of the event whose call raised it; null for windows and timers. */
  readonly cause: { readonly source: number; readonly row: number } | null;
  /** State of the key after the call, JSON text cut at 4 KiB. What it was before is found by running the rule again: session/state-before.ts. */
  readonly stateAfter: string;
}

/** Derived series in columns. `series` indexes the rule's declared names in declaration order; `group` its group dictionary. */
export interface SeriesPoints {
  length: number;
  time: Float64Array;
  group: Uint32Array;
  series: Uint8Array;
  value: Float64Array;
}

export function emptyPoints(): SeriesPoints {
  return {
    length: 0,
    time: new Float64Array(0),
    group: new Uint32Array(0),
    series: new Uint8Array(0),
    value: new Float64Array(0),
  };
}
