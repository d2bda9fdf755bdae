import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Planted, PlantedKind } from "../simulate/truth.ts";
import { InputError } from "../sources/source.ts";
import type { Label, LabelKind } from "./labels.ts";

/** What a rule that ships is judged by on simulated data. */
export interface TruthOfRule {
  /** Planted things it is for, or labels read off the data. */
  readonly labels: readonly PlantedKind[] | LabelKind;
  /** How early an alert counts, ms. */
  readonly horizon: number;
  readonly says: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Rules tell when they have seen enough: so long after its end a planted thing still explains an alert. */
const AFTER = 30 * MINUTE;

export const TRUTH: Readonly<Record<string, TruthOfRule>> = {
  anomaly: {
    labels: ["spike", "level-shift", "frozen", "ramp", "outage"],
    horizon: MINUTE,
    says: "planted spikes, level shifts, frozen sensors, ramps, outages",
  },
  "threshold-prediction": { labels: ["ramp"], horizon: 6 * HOUR, says: "planted crossings, told before they come" },
  "active-alarms": { labels: "active", horizon: MINUTE, says: "alarm flags in the data" },
  "alarm-counts": { labels: ["outage", "ramp", "visit", "smoke"], horizon: MINUTE, says: "planted things that set alarms off" },
  "sensor-statistics": {
    labels: ["spike", "level-shift", "ramp", "outage"],
    horizon: MINUTE,
    says: "planted spikes, level shifts, ramps, outages",
  },
  "silent-sensors": { labels: ["silent"], horizon: MINUTE, says: "planted silences" },
  "data-frequency": { labels: ["silent"], horizon: MINUTE, says: "planted silences" },
  reliability: { labels: "active", horizon: 24 * HOUR, says: "the next failure within a day of what was told" },
};

const planted = z.object({
  kind: z.string(),
  station: z.string(),
  sensor: z.string(),
  alarm: z.string(),
  start: z.number(),
  end: z.number(),
  crossing: z.number().optional(),
});

/** What `weir simulate bts --truth` wrote. Throws an Error of one line. */
export function readTruth(path: string): Planted[] {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new InputError(`cannot read the truth ${path}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
  const list = z.array(planted).safeParse(typeof data === "object" && data !== null && "planted" in data ? data.planted : data);
  if (!list.success)
    throw new InputError(`${path} is not what weir simulate bts --truth writes: ${list.error.issues[0]?.message}`);
  return list.data as Planted[];
}

/** The labels of a rule among what was planted, and everything else planted as an excuse. */
export function truthLabels(
  rule: string,
  all: readonly Planted[],
): { labels: LabelKind | { list: Label[] }; excuses: Label[]; horizon: number } {
  const truth = TRUTH[rule];
  if (truth === undefined)
    throw new Error(`nothing planted is ${rule}'s business; there is truth for ${Object.keys(TRUTH).join(", ")}`);
  const { labels: kinds, horizon } = truth;
  if (typeof kinds === "string") return { labels: kinds, excuses: [], horizon };
  const own = all.filter(({ kind }) => kinds.includes(kind));
  const list = own.map((each) =>
    rule === "threshold-prediction" && each.crossing !== undefined
      ? { station: each.station, sensor: each.sensor, alarm: "", start: each.crossing, end: each.crossing }
      : stretch(each),
  );
  // What a prediction says of a climb that stopped is not excused: it was wrong.
  const excused = all.filter((each) => !own.includes(each) && !(rule === "threshold-prediction" && each.kind === "near-miss"));
  return { labels: { list }, excuses: excused.map((each) => ({ ...stretch(each), sensor: "" })), horizon };
}

/** An outage shows on many sensors of its station, anything else on its own. */
function stretch({ kind, station, sensor, start, end }: Planted): Label {
  const wide = kind === "outage" || kind === "visit" || kind === "smoke";
  return { station, sensor: wide ? "" : sensor, alarm: "", start, end: end + AFTER };
}
