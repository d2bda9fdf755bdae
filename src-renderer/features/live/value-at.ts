import type { SeriesColumns } from "../../../src-main/ipc/contract.ts";

/** The last value at or before a time; null before the first point. */
export function valueAt({ time, value }: SeriesColumns, at: number): number | null {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : (value[low - 1] ?? null);
}

/** Points as ECharts takes them without an object each: x and y in turn. */
export function interleaved({ time, value }: SeriesColumns): Float64Array {
  const points = new Float64Array(2 * time.length);
  for (let i = 0; i < time.length; i++) {
    points[2 * i] = time[i] ?? 0;
    points[2 * i + 1] = value[i] ?? 0;
  }
  return points;
}
