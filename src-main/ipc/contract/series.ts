// Keys, their series and events.

import type { Event, Severity } from "../../../plugins/api.ts";
import type { ValueShape } from "../../session/picture/value-shape.ts";
import type { Method } from "./method.ts";

/** A key as the session numbers it, with the catalogue's words. */
export interface KeyInfo {
  readonly id: number;
  readonly station: string;
  readonly sensor: string;
  readonly alarm: string;
  /** The station's name; its code when unknown. */
  readonly stationName: string;
  /** Long and short name of the sensor (or alarm, when there is no sensor); the code itself when unknown. */
  readonly name: string;
  readonly short: string;
  /** The alarm's name; its code when unknown, "" when there is none. */
  readonly alarmName: string;
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
  /** Median of the times between two events that follow each other, ms; null with fewer than two. */
  readonly interval: number | null;
  /** Median, p99, slope and distribution are of every so many events; 1: of all. */
  readonly every: number;
  /** null without events. */
  readonly distribution: ValueShape["distribution"];
}

export interface EventRow extends Event {
  /** `file row` or `queue delivery`. */
  readonly origin: string;
}

export interface SeriesMethods {
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
}
