import { ownText } from "../engine/own-text.ts";
import type { RefusalReason, Reject, SourceChunk } from "../sources/source.ts";
import type { Metrics } from "./metrics.ts";
import type { Recorder } from "./session-options.ts";

/** A row, named as in EventBatch. */
interface Row {
  readonly source: number;
  readonly row: number;
}

/** What must be known of refused rows to go on. */
export interface RefusalsState {
  readonly kept: number;
  /** The row refused last. */
  readonly last: Row;
}

/**
 * The refused rows of a session: every one is counted by its reason, the first ones are kept with their text, up to a cap. The events of
 * one row of a wide table are refused as one.
 */
export class Refusals {
  readonly #metrics: Metrics;
  readonly #recorders: readonly Recorder[];
  readonly #cap: number;
  #kept = 0;
  #last: Row = { source: -1, row: -1 };
  /** To be handed to the recorders. */
  #fresh: Reject[] = [];

  constructor(metrics: Metrics, recorders: readonly Recorder[], cap: number) {
    this.#metrics = metrics;
    this.#recorders = recorders;
    this.#cap = cap;
  }

  /** Refused rows kept so far. */
  get kept(): number {
    return this.#kept;
  }

  /** Takes those the source refused itself, which keeps texts of no more than the cap. */
  ofSource({ refused, rejects }: Pick<SourceChunk, "refused" | "rejects">): void {
    for (const [reason, rows] of Object.entries(refused)) this.#metrics.dropped[reason as RefusalReason] += rows;
    for (const reject of rejects) if (this.#kept < this.#cap) this.#keep(reject);
  }

  /** Refuses the row of an event; false: it is refused already, for another event of it. `text` is asked for only when it is kept. */
  refuse(source: number, row: number, reason: RefusalReason, detail: string, text: () => string): boolean {
    if (this.#last.source === source && this.#last.row === row) return false;
    this.#last = { source, row };
    this.#metrics.dropped[reason]++;
    this.#metrics.sources.refuse(source, reason);
    if (this.#kept < this.#cap) this.#keep({ source, row, reason, detail, text: text() });
    return true;
  }

  /** Hands over what is kept since the last call. `names`: of the sources. */
  async record(names: readonly string[]): Promise<void> {
    if (this.#fresh.length === 0) return;
    const rejects = this.#fresh;
    this.#fresh = [];
    for (const recorder of this.#recorders) await recorder.rejects(rejects, names);
  }

  save(): RefusalsState {
    return { kept: this.#kept, last: { ...this.#last } };
  }

  restore({ kept, last }: RefusalsState): void {
    this.#kept = kept;
    this.#last = { ...last };
  }

  #keep(reject: Reject): void {
    this.#kept++;
    // Parts of a message or of a long row.
    this.#fresh.push({ ...reject, detail: ownText(reject.detail), text: ownText(reject.text) });
  }
}
