import type { AggregateSpec } from "../../plugins/api.ts";
import { type Adding, addCounts, addFields, addMoments, type MomentFields, NO_FIELDS } from "./add-events.ts";
import { ACTIVE } from "./batch.ts";
import { type Offsets, PartialBlock } from "./partial-block.ts";

/**
 * Partial aggregates as runs of doubles: lift (`add`), `combine` (associative, left is older) and lower (`result`), after
 * Tangwongsan et al., "General Incremental Sliding-Window Aggregation" (VLDB 2015). Mean and variance by Welford (1962) and
 * Chan, Golub & LeVeque (1983), so that 1e9 ± 1e-3 comes out right; the slope by the same scheme on the co-moment.
 *
 * A partial is `width` doubles: the count of all events, then one block for `of: "value"` and one for `of: "active"` where asked.
 * The plural forms do the same for many partials, a field at a time: short loops without a question in them.
 */
export class PartialLayout {
  readonly width: number;
  readonly #blocks: readonly PartialBlock[];
  /** Of all events' values, and of those of the active ones. */
  readonly #values: PartialBlock | null;
  readonly #active: PartialBlock | null;
  /** Every field is a sum: partials combine by adding. */
  readonly #sums: boolean;
  /** What is asked for most: nothing but counts, mean, deviation, minimum and maximum; null: something else too. */
  readonly #often: MomentFields | null;
  /** Nothing but counts: what is taken off a partial leaves exactly the rest. */
  readonly onlyCounts: boolean;
  /** Where the counts that are asked for are. */
  readonly counts: readonly number[];

  constructor(specs: readonly AggregateSpec[]) {
    const blocks: PartialBlock[] = [];
    let at = 1;
    for (const of of ["value", "active"] as const) {
      const wanted = specs.filter((spec) => (spec.of ?? "value") === of && spec.fn !== "quantile");
      if (wanted.length === 0) continue;
      const block = new PartialBlock(of, at, wanted);
      blocks.push(block);
      at += block.width;
    }
    this.#blocks = blocks;
    this.#values = blocks.find(({ activeOnly }) => !activeOnly) ?? null;
    this.#active = blocks.find(({ activeOnly }) => activeOnly) ?? null;
    this.width = at;
    this.#sums = blocks.every(({ sums }) => sums);
    this.onlyCounts = blocks.every(({ onlyCounts }) => onlyCounts);
    this.counts = blocks.map(({ n }) => n);
    const { sum, last, first, slope, mean, m2, min, max } = this.#values ?? NO_FIELDS;
    const often = (this.#active === null || this.#active.width === 1) && Math.max(sum, last, first, slope) < 0;
    this.#often = often ? { width: at, activeCount: this.#active?.n ?? -1, mean, m2, min, max } : null;
  }

  /** Makes the run at `at` the partial of no events. */
  clear(buffer: Float64Array, at: number): void {
    for (let i = at; i < at + this.width; i++) buffer[i] = 0;
    if (this.onlyCounts) return;
    for (let b = 0; b < this.#blocks.length; b++) (this.#blocks[b] as PartialBlock).clear(buffer, at);
  }

  add(buffer: Float64Array, at: number, time: number, value: number, active: number): void {
    buffer[at] = (buffer[at] as number) + 1;
    const blocks = this.#blocks;
    for (let b = 0; b < blocks.length; b++) {
      const block = blocks[b] as PartialBlock;
      if (!block.activeOnly || active === ACTIVE) block.add(buffer, at, time, value);
    }
  }

  /**
   * Adds events of a batch, each to the open partial of its group. Stops at an event whose group is not held, or is not known yet, and answers
   * its position; `to` when there was none.
   */
  addEvents(adding: Adding): number {
    if (this.#often === null || adding.thresholdOnly) return addFields(adding, this.width, this.#values, this.#active);
    return this.#values === null ? addCounts(adding, this.#often) : addMoments(adding, this.#often);
  }

  /** out = older ⊕ newer; `out` may be either of them. */
  combine(older: Float64Array, a: number, newer: Float64Array, b: number, out: Float64Array, to: number): void {
    const count = (older[a] as number) + (newer[b] as number);
    for (let i = 0; i < this.#blocks.length; i++) (this.#blocks[i] as PartialBlock).combine(older, a, newer, b, out, to);
    out[to] = count;
  }

  /**
   * As `combine`, of the first n runs at a[i] and b[i] into out at i * stride, or at a[i] when stride is 0; `out` may be either of them. One after
   * the other: a step may rest on the ones before.
   */
  combineEach(
    older: Float64Array,
    a: Offsets,
    newer: Float64Array,
    b: Offsets,
    n: number,
    out: Float64Array,
    stride: number,
  ): void {
    if (this.#sums) {
      const { width } = this;
      for (let i = 0; i < n; i++) {
        const x = a[i] as number;
        const y = b[i] as number;
        const to = stride === 0 ? x : i * stride;
        for (let f = 0; f < width; f++) out[to + f] = (older[x + f] as number) + (newer[y + f] as number);
      }
      return;
    }
    for (const block of this.#blocks) block.combineEach(older, a, newer, b, n, out, stride);
    if (this.#blocks.some(({ activeOnly }) => !activeOnly)) return;
    for (let i = 0; i < n; i++) {
      const x = a[i] as number;
      out[stride === 0 ? x : i * stride] = (older[x] as number) + (newer[b[i] as number] as number);
    }
  }

  count(buffer: Float64Array, at: number): number {
    return buffer[at] as number;
  }

  /** The aggregate's number; NaN for none. Quantiles are not kept in partials. */
  result(buffer: Float64Array, at: number, spec: AggregateSpec): number {
    const block = this.#blockOf(spec);
    return block === undefined ? Number.NaN : block.result(buffer, at, spec);
  }

  /** The aggregate of n partials that stand one after the other, into out from `to` on. */
  resultEach(buffer: Float64Array, n: number, spec: AggregateSpec, out: Float64Array, to: number): void {
    const block = this.#blockOf(spec);
    if (block === undefined) out.fill(Number.NaN, to, to + n);
    else block.resultEach(buffer, this.width, n, spec, out, to);
  }

  #blockOf(spec: AggregateSpec): PartialBlock | undefined {
    for (const block of this.#blocks) if (block.activeOnly === (spec.of === "active")) return block;
    return undefined;
  }
}
