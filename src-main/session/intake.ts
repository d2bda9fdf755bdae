import type { EventBatch } from "../engine/batch.ts";
import type { KeyTable } from "../engine/key-table.ts";
import { OpenIntervals, type OpenIntervalsSnapshot } from "../engine/open-intervals.ts";
import { ReorderBuffer, type ReorderSnapshot } from "../engine/reorder.ts";
import { earlyDetail, lateDetail } from "../sources/refusal-details.ts";
import type { RefusalReason, SourceChunk } from "../sources/source.ts";
import { dropLaterThan, type EventsLeft } from "./early-events.ts";
import { KeyTranslation } from "./key-translation.ts";
import type { Metrics } from "./metrics.ts";
import type { Refusals } from "./refusals.ts";
import type { SessionOptions } from "./session-options.ts";

type Refuse = (index: number, reason: RefusalReason, detail: string) => void;

/**
 * What comes from the source becomes events of the session: with its keys, none from the future, none late, in time order, no end of an
 * interval while another of its key goes on; all of it counted.
 */
export class Intake {
  readonly #options: Pick<SessionOptions, "source" | "outOfOrderness" | "futureTolerance" | "clock">;
  readonly #metrics: Metrics;
  readonly #refusals: Refusals;
  readonly #translation: KeyTranslation;
  readonly #reorder: ReorderBuffer;
  readonly #intervals: OpenIntervals;
  /** Events that wait in the source. */
  #waiting = 0;

  constructor(options: SessionOptions, keys: KeyTable, metrics: Metrics, refusals: Refusals) {
    const { source, outOfOrderness, resume } = options;
    this.#options = options;
    this.#metrics = metrics;
    this.#refusals = refusals;
    this.#translation = new KeyTranslation(keys);
    const bound = source.timeOrdered ? 0 : outOfOrderness;
    this.#reorder = resume === undefined ? new ReorderBuffer({ outOfOrderness: bound }) : ReorderBuffer.restore(resume.reorder);
    this.#intervals = new OpenIntervals(resume?.intervals);
  }

  /** Events that wait for those before them. */
  get held(): number {
    return this.#reorder.held + this.#waiting;
  }

  /** Of what has come, epoch ms. */
  get watermark(): number {
    return this.#reorder.watermark;
  }

  /** Every chunk's keys are needed, also of one that is passed over. */
  learnKeys({ newKeys }: SourceChunk): void {
    this.#translation.extend(newKeys);
  }

  /** Takes a chunk, whose batch is changed in place; answers what is final by now, in time order. */
  take(chunk: SourceChunk): EventBatch {
    const { source } = this.#options;
    const { events, waiting = 0 } = chunk;
    this.#waiting = waiting;
    this.#translation.apply(events.key, events.length);
    this.#refusals.ofSource(chunk);
    let rowsAccepted = chunk.rowsAccepted;
    let places: EventsLeft["places"] = null;
    const refuse: Refuse = (index, reason, detail) => {
      const text = (): string => chunk.textOf?.(places === null ? index : (places[index] as number)) ?? "";
      if (this.#refusals.refuse(events.source[index] as number, events.row[index] as number, reason, detail, text))
        rowsAccepted--;
    };
    if (!source.bounded) places = this.#dropEarly(events, refuse);
    const released = source.timeOrdered ? events : this.#inOrder(events, refuse);
    this.#metrics.read += chunk.rows;
    this.#metrics.sources.take(chunk);
    this.#metrics.bytes += chunk.bytes;
    this.#metrics.accepted += rowsAccepted;
    return this.#intervals.take(released);
  }

  /** A live source has been silent: event time follows the clock. Answers what is final by now. */
  idle(): EventBatch {
    const { clock, outOfOrderness } = this.#options;
    return this.#intervals.take(this.#reorder.advance(Math.max(this.#reorder.watermark, clock.earliest - outOfOrderness - 1)));
  }

  /** At the end: everything that waits. */
  flush(): EventBatch {
    return this.#intervals.take(this.#reorder.flush());
  }

  capture(): { readonly reorder: ReorderSnapshot; readonly intervals: OpenIntervalsSnapshot } {
    return { reorder: this.#reorder.snapshot(), intervals: this.#intervals.snapshot() };
  }

  /** Drops events from the future, in place; answers where those left stood. */
  #dropEarly(events: EventBatch, refuse: Refuse): EventsLeft["places"] {
    const { clock, futureTolerance } = this.#options;
    const left = dropLaterThan(events, clock.latest + futureTolerance, (index) =>
      refuse(index, "early", earlyDetail(futureTolerance)),
    );
    if (events.length > 0) clock.heard(left.latest);
    return left.places;
  }

  /** What is final by now, in time order; late events are refused. */
  #inOrder(events: EventBatch, refuse: Refuse): EventBatch {
    const before = this.#reorder.watermark;
    const { released, lateIndexes, outOfOrder } = this.#reorder.push(events);
    this.#metrics.outOfOrder += outOfOrder;
    const { outOfOrderness } = this.#options;
    let watermark = before;
    let at = 0;
    for (const index of lateIndexes) {
      for (; at < index; at++) watermark = Math.max(watermark, (events.time[at] as number) - outOfOrderness);
      const time = events.time[index] as number;
      this.#metrics.lateBy.observe(Math.max(0, watermark - time) / 1000);
      refuse(index, "late", lateDetail(time, before, outOfOrderness));
    }
    return released;
  }
}
