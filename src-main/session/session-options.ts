import type { EventBatch } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import type { ActiveRule, PluginHost, PluginProblem, TracedCall } from "../plugin-host/contract.ts";
import type { ResultSink } from "../sinks/sink.ts";
import type { Reject, Source } from "../sources/source.ts";
import type { Checkpoints } from "./checkpoint/checkpoints.ts";
import type { SessionSnapshot } from "./checkpoint/session-snapshot.ts";
import type { LiveClock } from "./live-clock.ts";
import type { SensorNames } from "./rule-acceptance.ts";

/** Takes what a session accepted and refused: the store, the reject file. Awaited, so a slow one slows the source. */
export interface Recorder {
  events(batch: EventBatch, keys: KeyTable): Promise<void>;
  rejects(rejects: readonly Reject[], names: readonly string[]): Promise<void>;
}

/** Everything a session is made of, opened already; the session closes it. */
export interface SessionOptions {
  readonly source: Source;
  readonly rules: readonly ActiveRule[];
  /** The host has filters: events pass them before any rule. */
  readonly filtered: boolean;
  readonly host: PluginHost;
  readonly catalogue: SensorNames;
  readonly sinks: readonly ResultSink[];
  readonly recorders: readonly Recorder[];
  /** ms by which the watermark stays behind the latest event. Not used for a source that is already in time order. */
  readonly outOfOrderness: number;
  /** Live only, ms; 0 = never. */
  readonly idleTimeout: number;
  /** Live only, ms. */
  readonly futureTolerance: number;
  /** Event-time seconds a second, or "max". */
  readonly speed: number | "max";
  /** Only for what is live. */
  readonly clock: LiveClock;
  /** Refused rows kept, in all; more are counted only. */
  readonly rejectCap: number;
  readonly onProblem?: (problem: PluginProblem) => void;
  readonly onLog?: (rule: string, line: string) => void;
  /** Keeps checkpoints; absent: none are taken. */
  readonly checkpoints?: Checkpoints;
  /** Goes on from here; the host, the sinks and a queue's source have been restored. */
  readonly resume?: SessionSnapshot;
  readonly onCalls?: (calls: readonly TracedCall[]) => void;
}
