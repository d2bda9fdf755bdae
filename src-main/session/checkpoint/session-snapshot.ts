import type { EventBatch, KeyTuple } from "../../engine/batch.ts";
import type { OpenIntervalsSnapshot } from "../../engine/open-intervals.ts";
import type { ReorderSnapshot } from "../../engine/reorder.ts";
import type { WindowEngineSnapshot } from "../../engine/window-engine.ts";
import type { HostSnapshot } from "../../plugin-host/contract.ts";
import type { LivePosition } from "../../sources/source.ts";
import type { MetricsState } from "../metrics.ts";
import type { ResultOrderSnapshot } from "../result-order.ts";

/** All a session knows between two chunks, as structured data. Times are epoch ms. */
export interface SessionSnapshot {
  readonly keys: readonly KeyTuple[];
  readonly windows: WindowEngineSnapshot;
  readonly reorder: ReorderSnapshot;
  /** Absent: of a Weir that did not count them. */
  readonly intervals?: OpenIntervalsSnapshot;
  readonly order: ResultOrderSnapshot;
  readonly plugins: HostSnapshot;
  readonly metrics: MetricsState;
  readonly watermark: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly rejectsKept: number;
  readonly refusedRow: { readonly source: number; readonly row: number };
  readonly source: SourcePosition;
  /** Of the chunk taken last: what had not had its time yet in a paced run. */
  readonly ahead: EventBatch | null;
}

/** All of it that is there at once: a copy. What plugins hold follows. */
export type CapturedSession = Omit<SessionSnapshot, "plugins">;

/** Where the source was. */
export interface SourcePosition {
  /** Chunks taken, with the rows and events in them: a source that can be read again gives the same ones. */
  readonly chunks: number;
  readonly rows: number;
  readonly events: number;
  /** Out-of-orderness, ms, that was assumed of its files (see OrderFrom): with another the same rows come in other chunks. */
  readonly assumed?: number;
  /** Of a queue: what it says of itself. */
  readonly live: unknown;
  /** Of a queue: how far its results are in this snapshot. */
  readonly position: LivePosition;
}
