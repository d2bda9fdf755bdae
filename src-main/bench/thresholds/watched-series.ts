/** One series on its way to a threshold now and then. A crossing is from below; a low alarm is the same upside down. */
export interface WatchedSeries {
  readonly kind: string;
  readonly name: string;
  /** ms, rising. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly threshold: number;
  /** Below this the value is watched again after a crossing. */
  readonly rearm: number;
  /** How early a warning counts, ms. */
  readonly horizon: number;
  /** Usual time between readings, ms. */
  readonly step: number;
  /** Its values and threshold are to be negated, and its alarm called low. */
  readonly low: boolean;
}

/**
 * `ramp`: could be seen coming. `jump`: more than half of what it rose within the horizon it rose at once. `blind`: nothing was read for
 * four steps before it.
 */
export interface Crossing {
  readonly time: number;
  readonly kind: "ramp" | "jump" | "blind";
}

export interface Labels {
  readonly crossings: readonly Crossing[];
  /** From each crossing to when it was watched again; the last may be endless. */
  readonly beyond: readonly (readonly [number, number])[];
}

const BLIND_STEPS = 4;

/** Where a series crosses its threshold and how long it is watched again after. */
export function labelsOf(series: WatchedSeries): Labels {
  const { times, values, threshold, rearm } = series;
  const crossings: Crossing[] = [];
  const beyond: [number, number][] = [];
  let since: number | null = null;
  let watched = (values[0] ?? 0) < threshold;
  for (const [i, value] of values.entries()) {
    const time = times[i] ?? 0;
    if (watched && value >= threshold) {
      watched = false;
      since = time;
      crossings.push({ time, kind: kindOf(series, i) });
    } else if (!watched && value < rearm) {
      watched = true;
      if (since !== null) beyond.push([since, time]);
      since = null;
    }
  }
  if (since !== null) beyond.push([since, Number.POSITIVE_INFINITY]);
  return { crossings, beyond };
}

function kindOf({ times, values, step, horizon }: WatchedSeries, at: number): Crossing["kind"] {
  const time = times[at] ?? 0;
  if (at === 0 || time - (times[at - 1] ?? 0) > BLIND_STEPS * step) return "blind";
  let steepest = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = at; i > 0 && time - (times[i - 1] ?? 0) <= horizon; i--) {
    steepest = Math.max(steepest, (values[i] ?? 0) - (values[i - 1] ?? 0));
    lowest = Math.min(lowest, values[i - 1] ?? 0);
  }
  return steepest > 0.5 * ((values[at] ?? 0) - lowest) ? "jump" : "ramp";
}
