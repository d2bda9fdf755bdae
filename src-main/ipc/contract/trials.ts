// Rules tried: backtests against labels, and other settings over what was recorded.

import type { Backtest, LabelsInFile } from "../../session/backtest.ts";
import type { Covered } from "../../session/try-settings.ts";
import type { AlertRow } from "./alerts.ts";
import type { Method, None } from "./method.ts";

/** Backtest of one rule over what the session has read, against labels. */
export type BacktestResult = Backtest;

export interface BacktestQuestion {
  readonly rule: string;
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  readonly labels: "threshold" | "active" | LabelsInFile;
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
  readonly covered: Covered;
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

export interface TrialsMethods {
  "backtest.run": Method<BacktestQuestion, BacktestResult>;
  /**
   * At each value (absent: some around the one in use); then closer where the rule falls silent and, with `atMost` alerts a day, where it
   * comes within that.
   */
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
      readonly covered: Covered;
    }
  >;
  "whatif.progress": Method<None, RunProgress | null>;
  "whatif.cancel": Method<None, None>;
  /** How far the running backtest is: runs done and the share of the present one; null: none runs. */
  "backtest.progress": Method<None, { readonly done: number; readonly fraction: number | null } | null>;
  "backtest.cancel": Method<None, None>;
}
