import { binOf, learnProfile, newProfile, type Profile, readingsADay, spreadAt } from "./profile.ts";
import { judge, learn, newStatistic, type Statistic, usualOf } from "./statistic.ts";
import { TAIL_START } from "./tail.ts";

/** What one key remembers; plain JSON, about 8 KB. */
export interface Detector {
  seen: number;
  first: number;
  last: number;
  /** Usual time between readings, ms. */
  step: number;
  previous: number;
  /** Smallest change ever seen: the resolution. 0: none yet. */
  quantum: number;
  /** Exponentially weighted means over about 3, 10 and 300 readings. */
  fast: number;
  mid: number;
  slow: number;
  /** Mean distance from `fast`, lately and usually. */
  restless: number;
  usualRestless: number;
  /** Mean distance from `slow`. */
  around: number;
  /** Lately, distance from the profile in spreads. */
  offProfile: number;
  /** Readings in a row without change, the longest such run (slowly forgotten), and the share of readings that change. */
  run: number;
  longest: number;
  changes: number;
  /** Readings since the last jump. */
  sinceJump: number;
  spike: Statistic;
  level: Statistic;
  pattern: Statistic;
  variance: Statistic;
  profile: Profile;
}

export type Kind = "spike" | "level shift" | "drift" | "time-of-day pattern" | "variance" | "frozen";
/** How unusual a reading is (-log10 of its chance) and by which measure. Reused: valid until the next reading. */
export interface Finding {
  surprise: number;
  kind: Kind;
  /** What was expected, and what lies in the usual band around it, in the unit of `measured`. */
  expected: number;
  measured: number;
  band: number;
}

export const newDetector = (): Detector => ({
  seen: 0,
  first: 0,
  last: 0,
  step: 0,
  previous: 0,
  quantum: 0,
  fast: 0,
  mid: 0,
  slow: 0,
  restless: 0,
  usualRestless: 0,
  around: 0,
  offProfile: 0,
  run: 0,
  longest: 0,
  changes: 0,
  sinceJump: 0,
  spike: newStatistic(),
  level: newStatistic(),
  pattern: newStatistic(),
  variance: newStatistic(),
  profile: newProfile(),
});

const DAY = 86_400_000;
/** Nothing is judged before this many readings. */
const WARM_UP = 100;
/** Readings remembered: at least, and at most; between them three days. */
const MEMORY = 2000;
const LONGEST_MEMORY = 20_000;
/** Beyond, arithmetic would overflow. */
const LARGEST = 1e100;
/** A gap of so many usual steps starts the short means anew: what the value did meanwhile is not known. */
const GAP = 24;
/** Mean size of `offProfile` under independent noise: a mean over about 12 readings. A key never off its profile is not that exact. */
const PATTERN_FLOOR = 0.28;
/** The profile is judged by from this many days on. */
const PROFILE_DAYS = 3;
/** Natural logarithms of a ratio of spreads below this are no change. */
const VARIANCE_FLOOR = 0.05;
/** The mean of ten follows one reading at most as far as this many times the usual distance from the mean of three: spikes are told elsewhere. */
const CLIP = 5;
/** As much as one reading counts for the noise, in usual distances. */
const LOUD = 3;
/** Surprise from which on a measure explains an anomaly by itself, even if another one is more surprised. */
const PLAIN = 3;
/** A key has a daily pattern when its distance from the profile is less than this share of its distance from its mean. */
const DAILY = 0.7;

const finding: Finding = { surprise: 0, kind: "spike", expected: 0, measured: 0, band: 0 };
/** Sum of the cubes of the measures' surprises at this reading. */
let joint = 0;

/** Takes one reading, in time order, and says how surprising it is given everything before it. */
export function takeReading(d: Detector, time: number, given: number): Finding {
  const value = Math.max(-LARGEST, Math.min(LARGEST, given));
  if (d.seen === 0) {
    d.first = d.last = time;
    d.fast = d.mid = d.slow = d.previous = value;
  }
  d.seen++;
  const gap = time - d.last;
  d.last = time;
  if (gap > 0) d.step += (Math.min(gap, d.step > 0 ? 3 * d.step : gap) - d.step) / Math.min(d.seen, 200);
  const step = Math.max(d.step, 1);
  if (gap > GAP * step) d.fast = d.mid = value;
  const memory = Math.max(MEMORY, Math.min(LONGEST_MEMORY, (3 * DAY) / step));
  const weight = 1 / Math.min(d.seen, memory);
  const change = Math.abs(value - d.previous);
  if (change > 0 && (d.quantum === 0 || change < d.quantum)) d.quantum = change;
  const floor = d.quantum / 3 + 1e-9 * Math.abs(value) + 1e-12;

  finding.surprise = 0;
  joint = 0;
  const bin = binOf(time);
  const known = d.profile.count[bin] ?? 0;
  const readings = readingsADay(step);
  const offLevel = value - (d.profile.level[bin] ?? 0);
  seekSpike(d, value, known >= readings ? offLevel : value - d.fast, floor, weight, memory);
  seekShift(d, value, floor, weight, memory);
  if (known >= 2) {
    const judged = known >= PROFILE_DAYS * readings && time - d.first > PROFILE_DAYS * DAY;
    seekPattern(d, value, offLevel, spreadAt(d.profile, bin, step) + floor, judged, weight, memory);
  }
  learnProfile(d.profile, bin, value, step);
  seekVariance(d, value, floor, weight, memory);
  d.fast += 0.3 * (value - d.fast);
  seekFrozen(d, change, weight);
  d.previous = value;
  if (d.seen < WARM_UP) finding.surprise = 0;
  // Measures that agree say more than the loudest alone, though less than independent ones would: the cubic norm lies between.
  else if (joint > 0) finding.surprise = Math.cbrt(joint);
  return finding;
}

const add = (surprise: number): number => {
  joint += surprise * surprise * surprise;
  return surprise;
};

function found(surprise: number, kind: Kind, expected: number, measured: number, band: number): void {
  finding.surprise = surprise;
  finding.kind = kind;
  finding.expected = expected;
  finding.measured = measured;
  finding.band = band;
}

/** A value off the last few; none if it is where it usually is at this hour (`offLevel`), as at the steps of a daily cycle. */
function seekSpike(d: Detector, value: number, offLevel: number, floor: number, weight: number, memory: number): void {
  const off = value - d.fast;
  const least = off * offLevel <= 0 ? 0 : Math.abs(offLevel) < Math.abs(off) ? offLevel : off;
  const surprise = add(judge(d.spike, least, floor, d.seen));
  d.sinceJump = surprise > PLAIN ? 0 : d.sinceJump + 1;
  if (surprise > 0) found(surprise, "spike", d.fast, value, TAIL_START * Math.max(usualOf(d.spike, least), floor));
  learn(d.spike, off, floor, weight, memory);
}

/** The mean of about ten readings, none of which may pull it far, off that of about three hundred. */
function seekShift(d: Detector, value: number, floor: number, weight: number, memory: number): void {
  const most = CLIP * Math.max(d.usualRestless, floor);
  d.mid += 0.1 * Math.max(-most, Math.min(most, value - d.mid));
  const off = d.mid - d.slow;
  const surprise = add(judge(d.level, off, floor, d.seen));
  if (surprise > finding.surprise && finding.surprise < PLAIN)
    found(
      surprise,
      d.sinceJump > 30 ? "drift" : "level shift",
      d.slow,
      d.mid,
      TAIL_START * Math.max(usualOf(d.level, off), floor),
    );
  else if (surprise > finding.surprise) finding.surprise = surprise;
  learn(d.level, off, floor, weight, memory);
  const weightOfOne = 1 / Math.min(d.seen, 300);
  d.around += weightOfOne * (Math.abs(value - d.slow) - d.around);
  d.slow += weightOfOne * (value - d.slow);
}

const isDaily = (d: Detector): boolean => d.profile.overall < DAILY * d.around;

/** The last few values off what is usual at their time of day; judged when the day explains the key better than its mean does. */
function seekPattern(
  d: Detector,
  value: number,
  offLevel: number,
  spread: number,
  judged: boolean,
  weight: number,
  memory: number,
): void {
  d.offProfile += 0.15 * (offLevel / spread - d.offProfile);
  const surprise = judged && isDaily(d) ? add(judge(d.pattern, d.offProfile, PATTERN_FLOOR, d.seen)) : 0;
  if (surprise > finding.surprise && (finding.surprise < PLAIN || finding.kind !== "spike"))
    found(
      surprise,
      "time-of-day pattern",
      value - offLevel,
      value - offLevel + d.offProfile * spread,
      TAIL_START * Math.max(usualOf(d.pattern, d.offProfile), PATTERN_FLOOR) * spread,
    );
  else if (surprise > finding.surprise) finding.surprise = surprise;
  learn(d.pattern, d.offProfile, PATTERN_FLOOR, weight, memory);
}

/** Noise much louder or much quieter than usual; as a ratio, so that both count alike. */
function seekVariance(d: Detector, value: number, floor: number, weight: number, memory: number): void {
  // One reading far off is a spike and says little of the noise: it shall not be told by both.
  const size = Math.min(Math.abs(value - d.fast), d.seen > 30 ? LOUD * Math.max(d.usualRestless, floor) : LARGEST);
  d.restless += 0.08 * (size - d.restless);
  d.usualRestless += (size - d.usualRestless) / Math.min(d.seen, 500);
  const ratio = Math.log((d.restless + floor) / (d.usualRestless + floor));
  const surprise = add(judge(d.variance, ratio, VARIANCE_FLOOR, d.seen));
  if (surprise > finding.surprise && finding.surprise < PLAIN)
    found(
      surprise,
      "variance",
      d.usualRestless,
      d.restless,
      d.usualRestless * Math.expm1(Math.min(20, TAIL_START * Math.max(usualOf(d.variance, ratio), VARIANCE_FLOOR))),
    );
  else if (surprise > finding.surprise) finding.surprise = surprise;
  learn(d.variance, ratio, VARIANCE_FLOOR, weight, memory);
}

/**
 * The same value for longer than ever: the chance that each reading of the run beyond one and a half times the longest one repeats the last,
 * from the share of readings that do. A constant has no such chance and is never frozen.
 */
function seekFrozen(d: Detector, change: number, weight: number): void {
  d.changes -= weight * d.changes;
  if (change === 0) d.run++;
  else {
    if (d.run > d.longest) d.longest = d.run;
    d.run = 0;
    d.changes += weight;
  }
  d.longest -= 0.5 * weight * d.longest;
  const beyond = d.run - 1.5 * d.longest;
  if (beyond <= 0) return;
  const surprise = add(beyond * -Math.log10(1 - Math.min(0.5, Math.max(d.changes, 1 / d.seen))));
  if (surprise > finding.surprise) found(surprise, "frozen", d.longest, d.run, d.longest);
}
