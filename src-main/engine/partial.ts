import type { AggregateSpec } from "../../plugins/api.ts";
import { ACTIVE } from "./batch.ts";

const HOUR = 3_600_000;

/**
 * Partial aggregates as runs of doubles: lift (`add`), `combine` (associative, left is older) and lower (`result`), after
 * Tangwongsan et al., "General Incremental Sliding-Window Aggregation" (VLDB 2015). Mean and variance by Welford (1962) and
 * Chan, Golub & LeVeque (1983), so that 1e9 ± 1e-3 comes out right; the slope by the same scheme on the co-moment.
 *
 * A partial is `width` doubles: the count of all events, then one block for `of: "value"` and one for `of: "active"` where asked.
 */
export class PartialLayout {
  readonly width: number;
  readonly #blocks: readonly Block[];

  constructor(specs: readonly AggregateSpec[]) {
    const blocks: Block[] = [];
    let at = 1;
    for (const of of ["value", "active"] as const) {
      const wanted = specs.filter((spec) => (spec.of ?? "value") === of);
      if (wanted.length === 0) continue;
      const block = new Block(of, at, wanted);
      blocks.push(block);
      at += block.width;
    }
    this.#blocks = blocks;
    this.width = at;
  }

  /** Makes the run at `at` the partial of no events. */
  clear(buffer: Float64Array, at: number): void {
    buffer[at] = 0;
    for (const block of this.#blocks) block.clear(buffer, at);
  }

  add(buffer: Float64Array, at: number, time: number, value: number, active: number): void {
    buffer[at] = (buffer[at] as number) + 1;
    const blocks = this.#blocks;
    for (let b = 0; b < blocks.length; b++) {
      const block = blocks[b] as Block;
      if (!block.activeOnly || active === ACTIVE) block.add(buffer, at, time, value);
    }
  }

  /** out = older ⊕ newer; `out` may be either of them. */
  combine(older: Float64Array, a: number, newer: Float64Array, b: number, out: Float64Array, to: number): void {
    const count = (older[a] as number) + (newer[b] as number);
    for (const block of this.#blocks) block.combine(older, a, newer, b, out, to);
    out[to] = count;
  }

  count(buffer: Float64Array, at: number): number {
    return buffer[at] as number;
  }

  /** The aggregate's number; NaN for none. Quantiles are not kept in partials. */
  result(buffer: Float64Array, at: number, spec: AggregateSpec): number {
    const block = this.#blocks.find(({ activeOnly }) => activeOnly === (spec.of === "active"));
    return block === undefined ? Number.NaN : block.result(buffer, at, spec);
  }
}

/** One set of moments: count, then the fields that are asked for. */
class Block {
  readonly activeOnly: boolean;
  readonly width: number;
  readonly #n: number;
  readonly #sum: number;
  readonly #mean: number;
  readonly #m2: number;
  readonly #min: number;
  readonly #max: number;
  readonly #first: number;
  readonly #last: number;
  /** Four doubles: mean of time, its second moment, co-moment, mean of value. */
  readonly #slope: number;

  constructor(of: "value" | "active", at: number, specs: readonly AggregateSpec[]) {
    this.activeOnly = of === "active";
    const asks = (...fns: AggregateSpec["fn"][]): boolean => specs.some(({ fn }) => fns.includes(fn));
    let next = at;
    const field = (wanted: boolean, width = 1): number => {
      if (!wanted) return -1;
      next += width;
      return next - width;
    };
    this.#n = field(true);
    this.#sum = field(asks("sum"));
    this.#mean = field(asks("mean", "stddev"));
    this.#m2 = field(asks("stddev"));
    this.#min = field(asks("min", "range"));
    this.#max = field(asks("max", "range"));
    this.#first = field(asks("first"));
    this.#last = field(asks("last"));
    this.#slope = field(asks("slope"), 4);
    this.width = next - at;
  }

  clear(buffer: Float64Array, at: number): void {
    buffer.fill(0, at + this.#n, at + this.#n + this.width);
    if (this.#min >= 0) buffer[at + this.#min] = Number.POSITIVE_INFINITY;
    if (this.#max >= 0) buffer[at + this.#max] = Number.NEGATIVE_INFINITY;
  }

  add(buffer: Float64Array, at: number, time: number, value: number): void {
    const n = (buffer[at + this.#n] as number) + 1;
    buffer[at + this.#n] = n;
    if (this.#sum >= 0) buffer[at + this.#sum] = (buffer[at + this.#sum] as number) + value;
    if (this.#mean >= 0) {
      const old = buffer[at + this.#mean] as number;
      const mean = old + (value - old) / n;
      buffer[at + this.#mean] = mean;
      if (this.#m2 >= 0) buffer[at + this.#m2] = (buffer[at + this.#m2] as number) + (value - old) * (value - mean);
    }
    if (this.#min >= 0 && value < (buffer[at + this.#min] as number)) buffer[at + this.#min] = value;
    if (this.#max >= 0 && value > (buffer[at + this.#max] as number)) buffer[at + this.#max] = value;
    if (this.#first >= 0 && n === 1) buffer[at + this.#first] = value;
    if (this.#last >= 0) buffer[at + this.#last] = value;
    if (this.#slope >= 0) {
      const s = at + this.#slope;
      const dt = time - (buffer[s] as number);
      const dv = value - (buffer[s + 3] as number);
      const meanTime = (buffer[s] as number) + dt / n;
      buffer[s] = meanTime;
      buffer[s + 1] = (buffer[s + 1] as number) + dt * (time - meanTime);
      buffer[s + 2] = (buffer[s + 2] as number) + dv * (time - meanTime);
      buffer[s + 3] = (buffer[s + 3] as number) + dv / n;
    }
  }

  combine(older: Float64Array, a: number, newer: Float64Array, b: number, out: Float64Array, to: number): void {
    const na = older[a + this.#n] as number;
    const nb = newer[b + this.#n] as number;
    const n = na + nb;
    const shareB = n === 0 ? 0 : nb / n;
    if (this.#sum >= 0) out[to + this.#sum] = (older[a + this.#sum] as number) + (newer[b + this.#sum] as number);
    if (this.#mean >= 0) {
      const meanA = older[a + this.#mean] as number;
      const delta = (newer[b + this.#mean] as number) - meanA;
      const mean = na === 0 ? (newer[b + this.#mean] as number) : meanA + delta * shareB;
      if (this.#m2 >= 0) {
        out[to + this.#m2] = (older[a + this.#m2] as number) + (newer[b + this.#m2] as number) + delta * delta * na * shareB;
      }
      out[to + this.#mean] = mean;
    }
    if (this.#min >= 0) {
      const x = older[a + this.#min] as number;
      const y = newer[b + this.#min] as number;
      out[to + this.#min] = x < y ? x : y;
    }
    if (this.#max >= 0) {
      const x = older[a + this.#max] as number;
      const y = newer[b + this.#max] as number;
      out[to + this.#max] = x > y ? x : y;
    }
    if (this.#first >= 0) out[to + this.#first] = (na > 0 ? older[a + this.#first] : newer[b + this.#first]) as number;
    if (this.#last >= 0) out[to + this.#last] = (nb > 0 ? newer[b + this.#last] : older[a + this.#last]) as number;
    if (this.#slope >= 0) {
      const x = a + this.#slope;
      const y = b + this.#slope;
      const s = to + this.#slope;
      const dt = (newer[y] as number) - (older[x] as number);
      const dv = (newer[y + 3] as number) - (older[x + 3] as number);
      const w = na * shareB;
      const meanTime = na === 0 ? (newer[y] as number) : (older[x] as number) + dt * shareB;
      const meanValue = na === 0 ? (newer[y + 3] as number) : (older[x + 3] as number) + dv * shareB;
      out[s + 1] = (older[x + 1] as number) + (newer[y + 1] as number) + dt * dt * w;
      out[s + 2] = (older[x + 2] as number) + (newer[y + 2] as number) + dt * dv * w;
      out[s] = meanTime;
      out[s + 3] = meanValue;
    }
    out[to + this.#n] = n;
  }

  result(buffer: Float64Array, at: number, { fn }: AggregateSpec): number {
    const n = buffer[at + this.#n] as number;
    if (fn === "count") return n;
    if (n === 0) return Number.NaN;
    switch (fn) {
      case "sum":
        return buffer[at + this.#sum] as number;
      case "min":
        return buffer[at + this.#min] as number;
      case "max":
        return buffer[at + this.#max] as number;
      case "range":
        return (buffer[at + this.#max] as number) - (buffer[at + this.#min] as number);
      case "mean":
        return buffer[at + this.#mean] as number;
      case "stddev":
        return n < 2 ? Number.NaN : Math.sqrt(Math.max(0, buffer[at + this.#m2] as number) / (n - 1));
      case "first":
        return buffer[at + this.#first] as number;
      case "last":
        return buffer[at + this.#last] as number;
      case "slope": {
        const spread = buffer[at + this.#slope + 1] as number;
        return n < 2 || spread === 0 ? Number.NaN : ((buffer[at + this.#slope + 2] as number) / spread) * HOUR;
      }
      default:
        return Number.NaN;
    }
  }
}
