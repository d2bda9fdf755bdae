/** What the host asks of a keyed operator. `target` is `lane * partitions + partition`; the host keeps the state of each apart. */
export interface KeyedOperator {
  /** Events of a block wait for the watermark. */
  process(target: number, block: string): void;
  /** No event at or before it comes any more; what came of that, as the kind of operator says. */
  advance(watermark: number): (string | number)[];
  /** Targets that have state. */
  targets(): number[];
  snapshot(target: number): string;
  /** Before anything else is asked. */
  restore(target: number, snapshot: string): void;
}
