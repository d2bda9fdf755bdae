import type { AggregateSpec, KeyPart, WindowSpec } from "../../plugins/api.ts";

/** What one rule asks of the window engine. */
export interface WindowQuery {
  readonly by: readonly KeyPart[];
  readonly window: WindowSpec;
  /** Windows of groups whose key has these parts, instead of `window`; the first that fits. */
  readonly perKey?: readonly { readonly key: Readonly<Partial<Record<KeyPart, string>>>; readonly window: WindowSpec }[];
  readonly aggregates: readonly AggregateSpec[];
  /** Whether an event of this key (dictionary id) takes part; asked once per key. */
  readonly accepts?: (key: number) => boolean;
  /** false: windows count events without a threshold / flag too (default). */
  readonly thresholdOnly?: boolean;
  readonly activeOnly?: boolean;
  /** true: a window counts as fired only when an aggregate differs from the group's window before. */
  readonly changedOnly?: boolean;
}

/**
 * Windows that fired, in columns, in the order (end, start, group key as [station, sensor, alarm] compared part by part as UTF-16). Where single
 * keys have windows of their own (`perKey`), in the order of `due`, and at one time those of one window after those of another.
 * - `group`: id in the query's group dictionary (`groupKey(id)` gives the tuple)
 * - `start`, `end`: epoch ms, [start, end) (count and trailing: times of first and last event)
 * - `due`: event time at which it fires: end - 1 for time windows, the last event's time for count and trailing windows
 * - `after`: for count and trailing windows the index, in the batch processed, of the event that fired it; -1 for time windows
 * - `values[a][i]`: aggregate a of window i; NaN = none
 */
export interface FiredWindows {
  length: number;
  group: Uint32Array;
  start: Float64Array;
  end: Float64Array;
  due: Float64Array;
  after: Int32Array;
  count: Float64Array;
  values: Float64Array[];
}
