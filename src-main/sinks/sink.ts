import type { KeyTuple } from "../engine/batch.ts";
import type { Alert, SeriesPoints } from "../engine/results.ts";

/** Points of one rule, by time. `names[points.series[i]]` is the series, `groupKey(points.group[i])` its key. */
export interface RuleSeries {
  readonly rule: string;
  readonly names: readonly string[];
  readonly points: SeriesPoints;
  groupKey(group: number): KeyTuple;
}

/** Results that are final up to an event time: alerts in the order (time, rule, key), the series of each rule by time. */
export interface ResultBatch {
  readonly alerts: readonly Alert[];
  readonly series: readonly RuleSeries[];
}

/** Where results go. `write` is called again only when the promise of the call before has settled. */
export interface ResultSink {
  write(results: ResultBatch): Promise<void>;
  close(): Promise<void>;
}

/** A sink whose results are cut back when a run goes on from a checkpoint. */
export interface DurableSink {
  /** Where it is now, as plain data. What is written afterwards is not in it. */
  position(): unknown;
  /** Settles when everything up to the last `position` would survive a crash of the machine. */
  sync(): Promise<void>;
  /** Cuts off what came after; before the first write of this process. Throws an Error of one line when less than that is there. */
  restore(position: unknown): Promise<void>;
}
