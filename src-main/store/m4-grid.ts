/** Points of a chart: per bucket the first, least, greatest and last event at their own times, each once, in time order. */
export interface SeriesPicture {
  readonly time: Float64Array;
  readonly value: Float64Array;
  /** Events the points stand for. */
  readonly events: number;
  /** false: the points are the events themselves. */
  readonly reduced: boolean;
  /** ms a bucket: a power of two, buckets aligned to the epoch; the outermost ones may stand out of the range. */
  readonly bucket: number;
}

/** Columns of a table of summaries (schema.ts); `…At` are ms after the start of the bucket. */
export type SummaryColumns = Readonly<
  Record<
    "segment" | "bucket" | "events" | "firstAt" | "first" | "lastAt" | "last" | "minAt" | "min" | "maxAt" | "max",
    ArrayLike<number>
  >
>;

/**
 * Buckets of one key, filled in any order of time (M4: Jugel et al., VLDB 2014). Of events at one time the first is that of the lowest
 * segment, then the one added first; the last is the opposite.
 */
export class M4Grid {
  readonly #begin: number;
  readonly #width: number;
  readonly #events: Float64Array;
  readonly #firstMs: Float64Array;
  readonly #firstSegment: Float64Array;
  readonly #first: Float64Array;
  readonly #lastMs: Float64Array;
  readonly #lastSegment: Float64Array;
  readonly #last: Float64Array;
  readonly #minMs: Float64Array;
  readonly #min: Float64Array;
  readonly #maxMs: Float64Array;
  readonly #max: Float64Array;

  constructor(begin: number, width: number, buckets: number) {
    this.#begin = begin;
    this.#width = width;
    const column = (fill: number): Float64Array => new Float64Array(buckets).fill(fill);
    this.#events = column(0);
    this.#firstMs = column(Number.POSITIVE_INFINITY);
    this.#firstSegment = column(0);
    this.#first = column(0);
    this.#lastMs = column(Number.NEGATIVE_INFINITY);
    this.#lastSegment = column(0);
    this.#last = column(0);
    this.#minMs = column(Number.POSITIVE_INFINITY);
    this.#min = column(Number.POSITIVE_INFINITY);
    this.#maxMs = column(Number.POSITIVE_INFINITY);
    this.#max = column(Number.NEGATIVE_INFINITY);
  }

  event(segment: number, time: number, value: number): void {
    const i = this.#bucket(time);
    this.#events[i] = (this.#events[i] as number) + 1;
    this.#begins(i, segment, time, value);
    this.#ends(i, segment, time, value);
    this.#reaches(i, time, value, time, value);
  }

  /** Row `row` of a summary: events that share a bucket. */
  summary(columns: SummaryColumns, row: number): void {
    const at = (column: ArrayLike<number>): number => column[row] as number;
    const { bucket } = columns;
    const segment = at(columns.segment);
    const firstMs = at(bucket) + at(columns.firstAt);
    const i = this.#bucket(firstMs);
    this.#events[i] = (this.#events[i] as number) + at(columns.events);
    this.#begins(i, segment, firstMs, at(columns.first));
    this.#ends(i, segment, at(bucket) + at(columns.lastAt), at(columns.last));
    this.#reaches(i, at(bucket) + at(columns.minAt), at(columns.min), at(bucket) + at(columns.maxAt), at(columns.max));
  }

  #bucket(time: number): number {
    return Math.floor((time - this.#begin) / this.#width);
  }

  #begins(i: number, segment: number, time: number, value: number): void {
    const before = this.#firstMs[i] as number;
    if (time > before || (time === before && segment >= (this.#firstSegment[i] as number))) return;
    this.#firstMs[i] = time;
    this.#firstSegment[i] = segment;
    this.#first[i] = value;
  }

  #ends(i: number, segment: number, time: number, value: number): void {
    const before = this.#lastMs[i] as number;
    if (time < before || (time === before && segment < (this.#lastSegment[i] as number))) return;
    this.#lastMs[i] = time;
    this.#lastSegment[i] = segment;
    this.#last[i] = value;
  }

  #reaches(i: number, minMs: number, min: number, maxMs: number, max: number): void {
    if (min < (this.#min[i] as number) || (min === this.#min[i] && minMs < (this.#minMs[i] as number))) {
      this.#min[i] = min;
      this.#minMs[i] = minMs;
    }
    if (max > (this.#max[i] as number) || (max === this.#max[i] && maxMs < (this.#maxMs[i] as number))) {
      this.#max[i] = max;
      this.#maxMs[i] = maxMs;
    }
  }

  picture(): SeriesPicture {
    const buckets = this.#events.length;
    const time = new Float64Array(buckets * 4);
    const value = new Float64Array(buckets * 4);
    let at = 0;
    let events = 0;
    const put = (t: number, v: number): void => {
      time[at] = t;
      value[at++] = v;
    };
    for (let i = 0; i < buckets; i++) {
      const n = this.#events[i] as number;
      if (n === 0) continue;
      events += n;
      const first = this.#first[i] as number;
      const last = this.#last[i] as number;
      put(this.#firstMs[i] as number, first);
      if (n === 1) continue;
      const min = this.#min[i] as number;
      const max = this.#max[i] as number;
      const low = min < first && min < last;
      const high = max > first && max > last;
      const lowMs = this.#minMs[i] as number;
      const highMs = this.#maxMs[i] as number;
      if (low && (!high || lowMs <= highMs)) put(lowMs, min);
      if (high) put(highMs, max);
      if (low && high && lowMs > highMs) put(lowMs, min);
      put(this.#lastMs[i] as number, last);
    }
    return { time: time.slice(0, at), value: value.slice(0, at), events, reduced: at < events, bucket: this.#width };
  }
}
