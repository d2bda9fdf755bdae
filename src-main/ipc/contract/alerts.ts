// Alerts: lists, groups, marks.

import type { Severity } from "../../../plugins/api.ts";
import type { AlertQuery } from "../../session/picture/alert-book.ts";
import type { Method, None } from "./method.ts";

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
  /** The station's name; its code when unknown. */
  readonly stationName: string;
  /** Catalogue words for the sensor; "": it is of none. */
  readonly sensorName: string;
  /** Catalogue words for the alarm, `Alarm 6` for a number that none knows; "": it is of none. */
  readonly alarmName: string;
  /** Of `value`: the sensor's, or what its rule says its values are. */
  readonly unit: string;
  readonly window: { readonly start: number; readonly end: number } | null;
  readonly value: number | null;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly acknowledged: boolean;
}

/** Which alerts are asked for; text is looked for without case. */
export type AlertFilter = AlertQuery;

/** `key`: one group a rule and key; `day`: of the zone that is shown. */
export type AlertGrouping = "day" | "station" | "rule" | "key";

/** Alerts that belong together. Of rule, station, sensor, alarm and day only what they are grouped by is there, the rest is empty. */
export interface AlertGroup {
  readonly rule: string;
  readonly ruleTitle: string;
  readonly station: string;
  /** The station's name; its code when unknown. */
  readonly stationName: string;
  readonly sensor: string;
  readonly alarm: string;
  readonly sensorName: string;
  readonly alarmName: string;
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
  /** The station's name; its code when unknown. */
  readonly stationName: string;
  readonly sensor: string;
  readonly alarm: string;
  readonly name: string;
  readonly severity: Severity;
  readonly since: number;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly unit: string;
}

export interface AlertsMethods {
  "alerts.page": Method<
    { readonly filter: AlertFilter; readonly offset: number; readonly limit: number; readonly newestFirst: boolean },
    {
      readonly rows: readonly AlertRow[];
      readonly total: number;
      /** Alerts beyond the cap are counted, not kept. */
      readonly dropped: number;
    }
  >;
  /** Where an alert stands among the rows of "alerts.page"; null: it does not fit, or is not kept. */
  "alerts.place": Method<
    { readonly filter: AlertFilter; readonly newestFirst: boolean; readonly id: string },
    { readonly index: number | null }
  >;
  /** Those that fit, grouped: days and keys with the latest first, stations and rules with most alerts first. */
  "alerts.groups": Method<
    { readonly filter: AlertFilter; readonly by: AlertGrouping; readonly zone: "UTC" | "local"; readonly limit: number },
    { readonly groups: readonly AlertGroup[]; readonly total: number; readonly alerts: number }
  >;
  /**
   * Alerts raised of these keys in a range, at most `limit`: the worst and newest, or, for marks on charts, the worst of every stretch. `total` and
   * `byRule` count all of them.
   */
  "alerts.marks": Method<
    {
      readonly keys: readonly number[];
      readonly from: number;
      readonly to: number;
      readonly limit: number;
      readonly choose: "worst" | "spread";
    },
    { readonly rows: readonly AlertRow[]; readonly total: number; readonly byRule: Readonly<Record<string, number>> }
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
      readonly stations: readonly { readonly station: string; readonly name: string; readonly alerts: number }[];
    }
  >;
  "alerts.acknowledge": Method<{ readonly ids: readonly string[]; readonly acknowledged: boolean }, None>;
  /** `defuse`: of a CSV, no cell begins a formula of a spreadsheet. */
  "alerts.export": Method<
    { readonly filter: AlertFilter; readonly path: string; readonly defuse?: boolean },
    { readonly rows: number }
  >;
}
