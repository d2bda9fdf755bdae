/** Bucket widths are 2^level ms: 4 s, 16 s, 66 s, 4.4 min … 12 days. */
export const LEVELS: readonly number[] = [12, 14, 16, 18, 20, 22, 24, 26, 28, 30];
/** No level at all: read the events. */
export const NO_LEVEL = 99;
/** Events a bucket must hold on average to be worth keeping. */
const WORTH = 4;

/** A segment's events clustered: `order` visits them by key, and by time inside a key. */
export interface Clustered {
  readonly length: number;
  readonly order: Uint32Array;
  readonly key: Uint32Array;
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** One row per key and non-empty bucket, by (level, key, bucket). Times of the first event with the extreme. */
export interface SummaryColumns {
  readonly level: number[];
  readonly key: number[];
  readonly bucket: number[];
  readonly events: number[];
  readonly firstMs: number[];
  readonly first: number[];
  readonly lastMs: number[];
  readonly last: number[];
  readonly minMs: number[];
  readonly min: number[];
  readonly maxMs: number[];
  readonly max: number[];
}

/** Summaries of a segment from the finest level that is worth it, each level from the one before. Exact. */
export function summarise(events: Clustered): { readonly finest: number; readonly rows: SummaryColumns } {
  const rows = empty();
  let finest = NO_LEVEL;
  let begin = 0;
  for (const level of LEVELS) {
    const width = 2 ** level;
    if (finest === NO_LEVEL) {
      if (buckets(events, width) * WORTH > events.length) continue;
      finest = level;
      fromEvents(events, level, rows);
      continue;
    }
    const end = rows.key.length;
    fold(rows, begin, end, level);
    begin = end;
  }
  return { finest, rows };
}

function empty(): SummaryColumns {
  const list = (): number[] => [];
  return {
    ...{ level: list(), key: list(), bucket: list(), events: list(), firstMs: list(), first: list() },
    ...{ lastMs: list(), last: list(), minMs: list(), min: list(), maxMs: list(), max: list() },
  };
}

function buckets({ length, order, key, time }: Clustered, width: number): number {
  let count = 0;
  let lastKey = -1;
  let end = 0;
  for (let i = 0; i < length; i++) {
    const row = order[i] as number;
    if (key[row] === lastKey && (time[row] as number) < end) continue;
    lastKey = key[row] as number;
    end = (Math.floor((time[row] as number) / width) + 1) * width;
    count++;
  }
  return count;
}

function fromEvents({ length, order, key, time, value }: Clustered, level: number, rows: SummaryColumns): void {
  const width = 2 ** level;
  let at = -1;
  for (let i = 0; i < length; i++) {
    const row = order[i] as number;
    const t = time[row] as number;
    const v = value[row] as number;
    const k = key[row] as number;
    if (at >= 0 && rows.key[at] === k && t < (rows.bucket[at] as number) + width) {
      rows.events[at] = (rows.events[at] as number) + 1;
      rows.lastMs[at] = t;
      rows.last[at] = v;
      if (v < (rows.min[at] as number)) {
        rows.min[at] = v;
        rows.minMs[at] = t;
      }
      if (v > (rows.max[at] as number)) {
        rows.max[at] = v;
        rows.maxMs[at] = t;
      }
      continue;
    }
    at = rows.key.length;
    rows.level.push(level);
    rows.key.push(k);
    rows.bucket.push(Math.floor(t / width) * width);
    rows.events.push(1);
    for (const column of [rows.firstMs, rows.lastMs, rows.minMs, rows.maxMs]) column.push(t);
    for (const column of [rows.first, rows.last, rows.min, rows.max]) column.push(v);
  }
}

function fold(rows: SummaryColumns, begin: number, end: number, level: number): void {
  const width = 2 ** level;
  let at = -1;
  for (let i = begin; i < end; i++) {
    const start = Math.floor((rows.bucket[i] as number) / width) * width;
    if (at >= 0 && rows.key[at] === rows.key[i] && rows.bucket[at] === start) {
      rows.events[at] = (rows.events[at] as number) + (rows.events[i] as number);
      rows.lastMs[at] = rows.lastMs[i] as number;
      rows.last[at] = rows.last[i] as number;
      if ((rows.min[i] as number) < (rows.min[at] as number)) {
        rows.min[at] = rows.min[i] as number;
        rows.minMs[at] = rows.minMs[i] as number;
      }
      if ((rows.max[i] as number) > (rows.max[at] as number)) {
        rows.max[at] = rows.max[i] as number;
        rows.maxMs[at] = rows.maxMs[i] as number;
      }
      continue;
    }
    at = rows.key.length;
    for (const column of Object.values(rows) as number[][]) column.push(column[i] as number);
    rows.level[at] = level;
    rows.bucket[at] = start;
  }
}
