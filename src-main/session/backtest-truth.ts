import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseDuration } from "../engine/duration.ts";
import type { Planted, PlantedKind } from "../simulate/truth.ts";
import { InputError } from "../sources/source.ts";
import type { Label, LabelKind, OftenActive } from "./labels.ts";

/** What a rule that ships is judged by on simulated data. */
export interface TruthOfRule {
  /** Planted things it is for, or labels read off the data. */
  readonly labels: readonly PlantedKind[] | LabelKind | "often";
  /** How early an alert counts, ms. */
  readonly horizon: number;
  /** How long after a thing is over an alert still tells of it, ms; half an hour when absent. */
  readonly after?: number;
  readonly says: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Rules tell when they have seen enough: so long after its end a planted thing still explains an alert. */
const AFTER = 30 * MINUTE;
/** Failed air conditioning shows on more than the room's own sensor: at the cooler, and later at the batteries. */
const ALSO: Readonly<Record<string, readonly string[]>> = { "111": ["112", "116"] };

export const TRUTH: Readonly<Record<string, TruthOfRule>> = {
  anomaly: {
    labels: ["spike", "level-shift", "frozen", "ramp", "outage"],
    horizon: MINUTE,
    says: "planted spikes, level shifts, frozen sensors, ramps, outages",
  },
  "threshold-prediction": { labels: ["ramp"], horizon: 6 * HOUR, says: "planted crossings, told before they come" },
  "active-alarms": { labels: "active", horizon: MINUTE, says: "alarm flags in the data" },
  "alarm-counts": {
    labels: "often",
    horizon: MINUTE,
    says: "alarms on in more rows of an hour than the limit, recounted from the data",
  },
  "sensor-statistics": {
    labels: ["spike", "level-shift", "ramp", "outage"],
    horizon: MINUTE,
    // Its windows last an hour.
    after: HOUR + MINUTE,
    says: "planted spikes, level shifts, ramps, outages",
  },
  "silent-sensors": { labels: ["silent"], horizon: MINUTE, says: "planted silences" },
  "data-frequency": { labels: ["slow"], horizon: MINUTE, says: "planted sensors that send only some of their readings" },
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

/** The labels of a rule among what was planted, and everything else planted as an excuse. `settings`: those of the rule that were chosen. */
export function truthLabels(
  rule: string,
  all: readonly Planted[],
  settings: Readonly<Record<string, string | number | boolean>> = {},
): { labels: LabelKind | OftenActive | { list: Label[] }; excuses: Label[]; horizon: number } {
  const truth = TRUTH[rule];
  if (rule === "reliability") throw new InputError("reliability promises chances, not alerts: judge it with --calibration");
  if (truth === undefined)
    throw new InputError(`nothing planted is ${rule}'s business; there is truth for ${Object.keys(TRUTH).join(", ")}`);
  const { labels: kinds, horizon, after = AFTER } = truth;
  if (kinds === "often") return { labels: oftenActive(settings), excuses: [], horizon };
  if (typeof kinds === "string") return { labels: kinds, excuses: [], horizon };
  const own = all.filter(({ kind }) => kinds.includes(kind));
  const list = own.map((each) =>
    rule === "threshold-prediction" && each.crossing !== undefined
      ? { station: each.station, sensor: each.sensor, alarm: "", start: each.crossing, end: each.crossing }
      : stretch(each, after),
  );
  // What a prediction says of a climb that stopped is not excused: it was wrong.
  const excused = all.filter((each) => !own.includes(each) && !(rule === "threshold-prediction" && each.kind === "near-miss"));
  const excuses = excused.map((each) => ({ ...stretch(each, after), sensor: "" }));
  if (rule !== "threshold-prediction")
    for (const each of own)
      for (const sensor of each.kind === "ramp" ? (ALSO[each.sensor] ?? []) : [])
        excuses.push({ ...stretch(each, after), sensor });
  return { labels: { list }, excuses, horizon };
}

function oftenActive(settings: Readonly<Record<string, string | number | boolean>>): OftenActive {
  const of = (name: string, otherwise: number): number => {
    const value = settings[name] ?? otherwise;
    const number = Number(value);
    return Number.isFinite(number) ? number : parseDuration(String(value));
  };
  const [size, every, more] = [of("size", HOUR), of("every", 5 * MINUTE), of("limit", 20)];
  return { size, every, more, until: more * of("release", 0.5) };
}

/** An outage shows on many sensors of its station, anything else on its own. */
function stretch({ kind, station, sensor, start, end }: Planted, after: number): Label {
  const wide = kind === "outage" || kind === "visit" || kind === "smoke";
  return { station, sensor: wide ? "" : sensor, alarm: "", start, end: end + after };
}
