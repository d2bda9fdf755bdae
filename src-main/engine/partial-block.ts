import type { AggregateSpec } from "../../plugins/api.ts";
import { deviationOf, largeCombinedMean, largeCombinedMoment, largeMean, largeMoment } from "./large-moments.ts";

const HOUR = 3_600_000;

/** Where something stands in a run of doubles, one offset an event or group. */
export type Offsets = Int32Array;

/**
 * The part of a partial that looks at all events, or at the active ones: their count, then the fields that are asked for. How each is lifted,
 * combined and lowered; see PartialLayout.
 */
export class PartialBlock {
  readonly activeOnly: boolean;
  readonly width: number;
  readonly sums: boolean;
  readonly onlyCounts: boolean;
  /** Where its fields are in a partial; below 0: it has none. The count of all events serves a block that looks at all of them. */
  readonly n: number;
  readonly sum: number;
  readonly mean: number;
  readonly m2: number;
  readonly min: number;
  readonly max: number;
  readonly first: number;
  readonly last: number;
  /**
   * Five doubles: mean of time from the origin on, its second moment, co-moment, mean of value, origin. The origin is the first event's
   * time: a mean of epoch milliseconds would have no digits left for events a few apart.
   */
  readonly slope: number;

  constructor(of: "value" | "active", at: number, specs: readonly AggregateSpec[]) {
    this.activeOnly = of === "active";
    const asks = (...fns: AggregateSpec["fn"][]): boolean => specs.some(({ fn }) => fns.includes(fn));
    let next = at;
    const field = (wanted: boolean, width = 1): number => {
      if (!wanted) return -1;
      next += width;
      return next - width;
    };
    this.n = this.activeOnly ? field(true) : 0;
    this.sum = field(asks("sum"));
    this.mean = field(asks("mean", "stddev"));
    this.m2 = field(asks("stddev"));
    this.min = field(asks("min", "range"));
    this.max = field(asks("max", "range"));
    this.first = field(asks("first"));
    this.last = field(asks("last"));
    this.slope = field(asks("slope"), 5);
    this.width = next - at;
    this.sums = [this.mean, this.min, this.max, this.first, this.last, this.slope].every((offset) => offset < 0);
    this.onlyCounts = this.sums && this.sum < 0;
  }

  /** The run holds zeros. */
  clear(buffer: Float64Array, at: number): void {
    if (this.min >= 0) buffer[at + this.min] = Number.POSITIVE_INFINITY;
    if (this.max >= 0) buffer[at + this.max] = Number.NEGATIVE_INFINITY;
  }

  /** The count of all events has been raised already. */
  add(buffer: Float64Array, at: number, time: number, value: number): void {
    if (this.activeOnly) buffer[at + this.n] = (buffer[at + this.n] as number) + 1;
    const n = buffer[at + this.n] as number;
    if (this.sum >= 0) buffer[at + this.sum] = (buffer[at + this.sum] as number) + value;
    if (this.mean >= 0) this.#addMean(buffer, at, value, n);
    if (this.min >= 0 && value < (buffer[at + this.min] as number)) buffer[at + this.min] = value;
    if (this.max >= 0 && value > (buffer[at + this.max] as number)) buffer[at + this.max] = value;
    if (this.last >= 0) buffer[at + this.last] = value;
    this.addRest(buffer, at, time, value, n);
  }

  /** What of `add` is seldom asked for. */
  addRest(buffer: Float64Array, at: number, time: number, value: number, seen: number): void {
    if (this.first >= 0 && seen === 1) buffer[at + this.first] = value;
    if (this.slope >= 0) this.#addSlope(buffer, at, time, value, seen);
  }

  #addMean(buffer: Float64Array, at: number, value: number, n: number): void {
    const old = buffer[at + this.mean] as number;
    const off = value - old;
    const mean = Number.isFinite(off) ? old + off / n : largeMean(old, value, n);
    buffer[at + this.mean] = mean;
    if (this.m2 < 0) return;
    const before = buffer[at + this.m2] as number;
    const moment = before + off * (value - mean);
    buffer[at + this.m2] = before >= 0 && Number.isFinite(moment) ? moment : largeMoment(before, value, old, mean);
  }

  #addSlope(buffer: Float64Array, at: number, time: number, value: number, n: number): void {
    const s = at + this.slope;
    if (n === 1) buffer[s + 4] = time;
    const since = time - (buffer[s + 4] as number);
    const dt = since - (buffer[s] as number);
    const dv = value - (buffer[s + 3] as number);
    const meanTime = (buffer[s] as number) + dt / n;
    buffer[s] = meanTime;
    buffer[s + 1] = (buffer[s + 1] as number) + dt * (since - meanTime);
    buffer[s + 2] = (buffer[s + 2] as number) + dv * (since - meanTime);
    buffer[s + 3] = (buffer[s + 3] as number) + dv / n;
  }

  /** All but the count of all events, which the layout combines last. */
  combine(older: Float64Array, a: number, newer: Float64Array, b: number, out: Float64Array, to: number): void {
    if (this.sum >= 0) out[to + this.sum] = (older[a + this.sum] as number) + (newer[b + this.sum] as number);
    if (this.mean >= 0) this.#combineMean(older, a, newer, b, out, to);
    if (this.min >= 0) {
      const x = older[a + this.min] as number;
      const y = newer[b + this.min] as number;
      out[to + this.min] = x < y ? x : y;
    }
    if (this.max >= 0) {
      const x = older[a + this.max] as number;
      const y = newer[b + this.max] as number;
      out[to + this.max] = x > y ? x : y;
    }
    const count = (older[a + this.n] as number) + (newer[b + this.n] as number);
    this.#combineRest(older, a, newer, b, out, to);
    // What comes before rests on the counts of both.
    if (this.activeOnly) out[to + this.n] = count;
  }

  /** As `combine`; see the layout's `combineEach`. */
  combineEach(
    older: Float64Array,
    a: Offsets,
    newer: Float64Array,
    b: Offsets,
    n: number,
    out: Float64Array,
    stride: number,
  ): void {
    const [count, sum, mean, m2, min, max] = [this.n, this.sum, this.mean, this.m2, this.min, this.max];
    const own = this.activeOnly;
    const rest = this.first >= 0 || this.last >= 0 || this.slope >= 0;
    for (let i = 0; i < n; i++) {
      const x = a[i] as number;
      const y = b[i] as number;
      const to = stride === 0 ? x : i * stride;
      const na = older[x + count] as number;
      const nb = newer[y + count] as number;
      if (sum >= 0) out[to + sum] = (older[x + sum] as number) + (newer[y + sum] as number);
      if (mean >= 0) {
        const shareB = na + nb === 0 ? 0 : nb / (na + nb);
        const meanA = older[x + mean] as number;
        const meanB = newer[y + mean] as number;
        const delta = meanB - meanA;
        if (m2 >= 0) {
          const p = older[x + m2] as number;
          const q = newer[y + m2] as number;
          const moment = p + q + delta * delta * na * shareB;
          const small = p >= 0 && q >= 0 && Number.isFinite(moment);
          out[to + m2] = small ? moment : largeCombinedMoment(p, meanA, na, q, meanB, nb);
        }
        if (Number.isFinite(delta)) out[to + mean] = na === 0 ? meanB : meanA + delta * shareB;
        else out[to + mean] = largeCombinedMean(meanA, na, meanB, nb);
      }
      if (min >= 0) {
        const p = older[x + min] as number;
        const q = newer[y + min] as number;
        out[to + min] = p < q ? p : q;
      }
      if (max >= 0) {
        const p = older[x + max] as number;
        const q = newer[y + max] as number;
        out[to + max] = p > q ? p : q;
      }
      if (rest) this.#combineRest(older, x, newer, y, out, to);
      if (own) out[to + count] = na + nb;
      // The count of all events last and step by step: the mean needs it as it was, and the next step may rest on this one.
      if (!this.activeOnly) out[to] = (older[x] as number) + (newer[y] as number);
    }
  }

  #combineMean(older: Float64Array, a: number, newer: Float64Array, b: number, out: Float64Array, to: number): void {
    const na = older[a + this.n] as number;
    const nb = newer[b + this.n] as number;
    const n = na + nb;
    const shareB = n === 0 ? 0 : nb / n;
    const meanA = older[a + this.mean] as number;
    const meanB = newer[b + this.mean] as number;
    const delta = meanB - meanA;
    if (this.m2 >= 0) {
      const p = older[a + this.m2] as number;
      const q = newer[b + this.m2] as number;
      const moment = p + q + delta * delta * na * shareB;
      const small = p >= 0 && q >= 0 && Number.isFinite(moment);
      out[to + this.m2] = small ? moment : largeCombinedMoment(p, meanA, na, q, meanB, nb);
    }
    if (Number.isFinite(delta)) out[to + this.mean] = na === 0 ? meanB : meanA + delta * shareB;
    else out[to + this.mean] = largeCombinedMean(meanA, na, meanB, nb);
  }

  #combineRest(older: Float64Array, a: number, newer: Float64Array, b: number, out: Float64Array, to: number): void {
    const na = older[a + this.n] as number;
    const nb = newer[b + this.n] as number;
    if (this.first >= 0) out[to + this.first] = (na > 0 ? older[a + this.first] : newer[b + this.first]) as number;
    if (this.last >= 0) out[to + this.last] = (nb > 0 ? newer[b + this.last] : older[a + this.last]) as number;
    if (this.slope >= 0) {
      const shareB = na + nb === 0 ? 0 : nb / (na + nb);
      const x = a + this.slope;
      const y = b + this.slope;
      const s = to + this.slope;
      const origin = (na === 0 ? newer[y + 4] : older[x + 4]) as number;
      // Whole milliseconds: exact.
      const apart = na === 0 || nb === 0 ? 0 : (newer[y + 4] as number) - origin;
      const dt = apart + (newer[y] as number) - (older[x] as number);
      const dv = (newer[y + 3] as number) - (older[x + 3] as number);
      const w = na * shareB;
      const meanTime = na === 0 ? (newer[y] as number) : (older[x] as number) + dt * shareB;
      const meanValue = na === 0 ? (newer[y + 3] as number) : (older[x + 3] as number) + dv * shareB;
      out[s + 1] = (older[x + 1] as number) + (newer[y + 1] as number) + dt * dt * w;
      // Where one is empty nothing is added, whatever the other's values are.
      out[s + 2] = (older[x + 2] as number) + (newer[y + 2] as number) + (w === 0 ? 0 : dt * dv * w);
      out[s] = meanTime;
      out[s + 3] = meanValue;
      out[s + 4] = origin;
    }
  }

  resultEach(buffer: Float64Array, width: number, n: number, spec: AggregateSpec, out: Float64Array, to: number): void {
    const field = { count: this.n, sum: this.sum, min: this.min, max: this.max, mean: this.mean }[spec.fn as "count"];
    if (field === undefined) {
      for (let i = 0; i < n; i++) out[to + i] = this.result(buffer, i * width, spec);
      return;
    }
    // A window holds an event, but perhaps none that is active.
    const maybeNone = this.activeOnly && spec.fn !== "count";
    for (let i = 0, at = 0; i < n; i++, at += width) {
      const value = buffer[at + field] as number;
      out[to + i] = (maybeNone && buffer[at + this.n] === 0) || !Number.isFinite(value) ? Number.NaN : value;
    }
  }

  /** NaN for none: of no values, or more than a double holds. */
  result(buffer: Float64Array, at: number, spec: AggregateSpec): number {
    const value = this.#lowered(buffer, at, spec);
    return Number.isFinite(value) ? value : Number.NaN;
  }

  #lowered(buffer: Float64Array, at: number, { fn }: AggregateSpec): number {
    const n = buffer[at + this.n] as number;
    if (fn === "count") return n;
    if (n === 0) return Number.NaN;
    switch (fn) {
      case "sum":
        return buffer[at + this.sum] as number;
      case "min":
        return buffer[at + this.min] as number;
      case "max":
        return buffer[at + this.max] as number;
      case "range":
        return (buffer[at + this.max] as number) - (buffer[at + this.min] as number);
      case "mean":
        return buffer[at + this.mean] as number;
      case "stddev":
        return n < 2 ? Number.NaN : deviationOf(buffer[at + this.m2] as number, n);
      case "first":
        return buffer[at + this.first] as number;
      case "last":
        return buffer[at + this.last] as number;
      case "slope": {
        const spread = buffer[at + this.slope + 1] as number;
        return n < 2 || spread === 0 ? Number.NaN : ((buffer[at + this.slope + 2] as number) / spread) * HOUR;
      }
      default:
        return Number.NaN;
    }
  }
}
