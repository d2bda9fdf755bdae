export interface DurationHistogramState {
  readonly buckets: Float64Array;
  readonly count: number;
  readonly sum: number;
  readonly max: number;
}

/**
 * Durations in logarithmic buckets: 16 a factor of two from 1 ns up, so a quantile is right to about 4.5 %.
 * Constant memory whatever the number of observations (the idea of HdrHistogram, Tene 2012).
 */
export class DurationHistogram {
  readonly #buckets = new Float64Array(64 * 16);
  #count = 0;
  #sum = 0;
  #max = 0;

  /** Adds `weight` observations of `seconds` each. */
  observe(seconds: number, weight = 1): void {
    if (!(weight > 0) || !Number.isFinite(seconds)) return;
    this.#count += weight;
    this.#sum += seconds * weight;
    if (seconds > this.#max) this.#max = seconds;
    const nanos = Math.max(1, seconds * 1e9);
    const bucket = Math.min(this.#buckets.length - 1, Math.floor(Math.log2(nanos) * 16));
    this.#buckets[bucket] = (this.#buckets[bucket] as number) + weight;
  }

  save(): DurationHistogramState {
    return { buckets: this.#buckets.slice(), count: this.#count, sum: this.#sum, max: this.#max };
  }

  restore({ buckets, count, sum, max }: DurationHistogramState): void {
    this.#buckets.set(buckets);
    this.#count = count;
    this.#sum = sum;
    this.#max = max;
  }

  get count(): number {
    return this.#count;
  }

  /** Seconds below which a share `q` of the observations lies; null when there are none. */
  quantile(q: number): number | null {
    if (this.#count === 0) return null;
    let left = q * this.#count;
    for (let i = 0; i < this.#buckets.length; i++) {
      left -= this.#buckets[i] as number;
      if (left <= 0) return Math.min(this.#max, 2 ** ((i + 1) / 16) / 1e9);
    }
    return this.#max;
  }

  summary(): { mean: number | null; p50: number | null; p99: number | null; max: number | null } {
    const none = this.#count === 0;
    return {
      mean: none ? null : this.#sum / this.#count,
      p50: this.quantile(0.5),
      p99: this.quantile(0.99),
      max: none ? null : this.#max,
    };
  }
}
