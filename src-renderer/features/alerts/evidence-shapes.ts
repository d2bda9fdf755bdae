type Evidence = Readonly<Record<string, unknown>>;
const numberIn = (evidence: Evidence, name: string): number | null => {
  const value = evidence[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
};
type Point = readonly [time: number, value: number];

/** A predicted crossing: times in ms, values in the unit of what is measured. */
export interface Forecast {
  readonly crossing: number;
  readonly low: number;
  readonly high: number;
  readonly threshold: number;
  /** The line that was fitted, from its first point to the alert, and how far readings lie around it; null: the alert does not carry it. */
  readonly line: { readonly from: Point; readonly to: Point; readonly around: number } | null;
  /** Where the prediction sets out: the fitted line at the alert, else what was measured then. */
  readonly start: Point;
  /** Corners of what the prediction holds possible: around the start, out to the edges of the interval on the threshold. */
  readonly cone: readonly Point[];
}

const HOUR = 3_600_000;
/** Of a normal distribution, 80 % lies within so many deviations: the share that `low` and `high` of a prediction hold. */
const EIGHTY_PERCENT = 1.2816;

/**
 * What an alert says of a crossing to come: `crossing`, `low` and `high` (ms) and `threshold`, and of the line it goes by `level` (at the
 * alert), `slopePerHour`, `noise` (deviation of the readings from it) and `fittedFrom` (ms). Null without a crossing.
 */
export function forecastOf(evidence: Evidence, time: number, measured: number, thresholdNow: number | null): Forecast | null {
  const crossing = numberIn(evidence, "crossing");
  const threshold = numberIn(evidence, "threshold") ?? thresholdNow;
  if (crossing === null || threshold === null) return null;
  const low = numberIn(evidence, "low") ?? crossing;
  const high = numberIn(evidence, "high") ?? crossing;
  const [level, slope, from] = ["level", "slopePerHour", "fittedFrom"].map((name) => numberIn(evidence, name));
  const around = EIGHTY_PERCENT * Math.max(0, numberIn(evidence, "noise") ?? 0);
  const known = level != null && slope != null && from != null && from < time;
  const line = known ? ({ from: [from, level - (slope * (time - from)) / HOUR], to: [time, level], around } as const) : null;
  const start: Point = line?.to ?? [time, measured];
  // The edge nearer to the threshold is the one that crosses first.
  const side = threshold >= start[1] ? 1 : -1;
  const off = line === null ? 0 : side * around;
  const cone: Point[] = [
    [time, start[1] + off],
    [low, threshold],
    [high, threshold],
    [time, start[1] - off],
  ];
  return { crossing, low, high, threshold, line, start, cone };
}

/** What was expected of a value, and the band around it that is usual. */
export interface ExpectedBand {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** Kinds of anomaly whose expectation is of another quantity than the value: how readings differ, how many are the same. */
const ofOtherQuantities: readonly unknown[] = ["variance", "frozen"];

/** Whether what was measured and what is usual are numbers of readings, not in the sensor's unit. */
export const countsReadings = (evidence: Evidence): boolean => evidence["kind"] === "frozen";

/** `expected`, `low` and `high` of an alert, where they are of the value itself; else null. */
export function expectedBandOf(evidence: Evidence): ExpectedBand | null {
  const [expected, low, high] = ["expected", "low", "high"].map((name) => numberIn(evidence, name));
  if (expected == null || low == null || high == null || low > high || ofOtherQuantities.includes(evidence["kind"])) return null;
  return { expected, low, high };
}
