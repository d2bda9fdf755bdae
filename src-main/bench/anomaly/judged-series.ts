/** One series with what is known of it. Rows are counted from 0. */
export interface JudgedSeries {
  readonly kind: string;
  readonly name: string;
  /** ms, rising. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** Labelled stretches, first and last row, in order, apart from each other. */
  readonly windows: readonly (readonly [number, number])[];
}

export interface Judgement {
  readonly series: number;
  readonly windows: number;
  readonly found: number;
  /** Detected rows outside of windows. */
  readonly false_rows: number;
  /** 100: everything at its first row and nothing else; 0: no detection at all; null when there is nothing to find. */
  readonly score: number | null;
}

const FALSE_WEIGHT = 0.11;
const squash = (x: number): number => (x > 3 ? -1 : 2 / (1 + Math.exp(5 * x)) - 1);

/**
 * Judges scores at one threshold by the rules of the Numenta Anomaly Benchmark, standard profile (Lavin & Ahmad 2015, ICMLA, section II):
 * each window counts once, by its earliest detection; a row outside costs more the farther it is behind a window; the first 15 % of a series,
 * at most 750 rows, do not count.
 */
export function judgeScores(
  all: readonly JudgedSeries[],
  scoresOf: (series: JudgedSeries) => ArrayLike<number>,
  threshold: number,
): Judgement {
  let windows = 0;
  let judged = 0;
  let found = 0;
  let false_rows = 0;
  let raw = 0;
  for (const series of all) {
    const scores = scoresOf(series);
    const n = series.times.length;
    const from = Math.min(Math.floor(0.15 * n), 750);
    windows += series.windows.length;
    let row = from;
    let last: readonly [number, number] | null = null;
    const outside = (end: number): void => {
      for (; row < end; row++) {
        if (!((scores[row] ?? 0) >= threshold)) continue;
        false_rows++;
        raw += last === null ? -FALSE_WEIGHT : FALSE_WEIGHT * squash((row - last[1]) / Math.max(1, last[1] - last[0]));
      }
    };
    for (const window of series.windows) {
      const [left, right] = window;
      outside(left);
      if (right >= from) judged++;
      for (let i = row; i <= right; i++)
        if ((scores[i] ?? 0) >= threshold) {
          found++;
          raw += 1 + squash(-(right - i + 1) / (right - left + 1)) / squash(-1);
          break;
        }
      row = Math.max(row, right + 1);
      last = window;
    }
    outside(n);
  }
  return { series: all.length, windows, found, false_rows, score: windows === 0 ? null : (100 * raw) / (windows + judged) };
}
