import { believed, calmDown, type Habit, newHabit } from "./habit.ts";
import { askSpread, learnProfile, type Moment, newProfile, type Profile, QUARTER, quarterOf } from "./profile.ts";
import { isCalm, judge, learn, newStatistic, type Statistic, usualOf } from "./statistic.ts";
import { TAIL_START } from "./tail.ts";

/** What one key remembers; plain JSON, about 8 KB. */
export interface Detector {
  seen: number;
  first: number;
  last: number;
  /** Usual time between readings, ms; and what follows from it: readings remembered, and readings a quarter of an hour. */
  step: number;
  memory: number;
  perQuarter: number;
  previous: number;
  /** Smallest change ever seen: the resolution. 0: none yet. */
  quantum: number;
  /** Exponentially weighted means over about 3, 10 and 300 readings. */
  fast: number;
  mid: number;
  slow: number;
  /** Side of the reading before, when it was far off `fast`: 1 above, -1 below, 0 neither. */
  held: number;
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
  /** Cubes of the surprises of the spikes just before, fading. */
  lately: number;
  spike: Statistic;
  level: Statistic;
  pattern: Statistic;
  variance: Statistic;
  profile: Profile;
  habit: Habit;
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
  memory: MEMORY,
  perQuarter: QUARTER,
  previous: 0,
  quantum: 0,
  fast: 0,
  mid: 0,
  slow: 0,
  held: 0,
  restless: 0,
  usualRestless: 0,
  around: 0,
  offProfile: 0,
  run: 0,
  longest: 0,
  changes: 0,
  sinceJump: 0,
  lately: 0,
  spike: newStatistic(0),
  level: newStatistic(0),
  pattern: newStatistic(PATTERN_FLOOR),
  variance: newStatistic(VARIANCE_FLOOR),
  profile: newProfile(),
  habit: newHabit(),
});

const DAY = 86_400_000;
/** Nothing is judged before this many readings. */
const WARM_UP = 150;
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
/** A reading so many usual distances off is held back from the mean of three until the next one is there as well: one is a spike, two a jump. */
const HELD_BACK = 4;
/** The mean of ten follows one reading at most as far as this many times the usual distance from the mean of three: spikes are told elsewhere. */
const CLIP = 5;
/** As much as one reading counts for the noise, in usual distances. */
const LOUD = 3;
/** Surprise from which on a measure explains an anomaly by itself, even if another one is more surprised. */
const PLAIN = 3;
/** Of what spikes said, so much is left at the next reading. */
const FADE = 0.9;
/** Surprise of one spike that counts for the next ones, at most. */
const LATELY_AT_MOST = 12;
/** A key has a daily pattern when its distance from the profile is less than this share of its distance from its mean. */
const DAILY = 0.8;

const finding: Finding = { surprise: 0, kind: "spike", expected: 0, measured: 0, band: 0 };
/** What the measures share of the reading at hand. Fields, as numbers that cross a call or stand in a variable of the module are allocated. */
const at: Moment & { floor: number; weight: number; offLevel: number; joint: number } = {
  value: 0,
  quarter: 0,
  perQuarter: 0,
  spread: 0,
  floor: 0,
  weight: 0,
  offLevel: 0,
  joint: 0,
};

function learnStep(d: Detector, gap: number): void {
  if (d.step === 0) d.step = gap;
  else d.step += ((gap > 3 * d.step ? 3 * d.step : gap) - d.step) / (d.seen < 200 ? d.seen : 200);
  const step = Math.max(d.step, 1);
  d.memory = Math.min(LONGEST_MEMORY, Math.max(MEMORY, Math.floor((3 * DAY) / step)));
  d.perQuarter = QUARTER / step;
}

/** Takes one reading, in time order, and says how surprising it is given everything before it. */
export function takeReading(d: Detector, time: number, given: number): Finding {
  const value = given > LARGEST ? LARGEST : given < -LARGEST ? -LARGEST : given;
  if (d.seen === 0) {
    d.first = d.last = time;
    d.fast = d.mid = d.slow = d.previous = value;
  }
  const seen = ++d.seen;
  const gap = time - d.last;
  d.last = time;
  if (gap > 0 && gap !== d.step) learnStep(d, gap);
  const step = d.step > 1 ? d.step : 1;
  if (gap > GAP * step) {
    d.fast = d.mid = value;
    d.held = 0;
  }
  const change = Math.abs(value - d.previous);
  if (change > 0 && (d.quantum === 0 || change < d.quantum)) d.quantum = change;
  const { memory } = d;
  at.weight = 1 / (seen < memory ? seen : memory);
  at.floor = d.quantum / 3 + 1e-9 * Math.abs(value) + 1e-12;
  at.joint = 0;
  finding.surprise = 0;

  const { profile, perQuarter } = d;
  const readings = perQuarter > 1 ? perQuarter : 1;
  const quarter = quarterOf(time);
  const known = profile.count[quarter] ?? 0;
  const offLevel = value - (profile.level[quarter] ?? 0);
  at.value = value;
  at.quarter = quarter;
  at.perQuarter = perQuarter;
  at.offLevel = known >= readings ? offLevel : value - d.fast;
  seekSpike(d);
  seekShift(d);
  if (known >= 2) {
    askSpread(profile, at);
    const spread = at.spread + at.floor;
    d.offProfile += 0.15 * (offLevel / spread - d.offProfile);
    d.pattern.now = d.offProfile;
    if (known >= PROFILE_DAYS * readings && !isCalm(d.pattern) && isDaily(d) && time - d.first > PROFILE_DAYS * DAY)
      judgePattern(d, value - offLevel);
    learn(d.pattern, seen, memory);
  }
  learnProfile(profile, at);
  seekVariance(d);
  follow(d);
  seekFrozen(d, change === 0);
  d.previous = value;
  if (seen < WARM_UP) finding.surprise = 0;
  // Measures that agree say more than the loudest alone, though less than independent ones would: the cubic norm lies between.
  else if (at.joint > 0) finding.surprise = believed(d.habit, Math.cbrt(at.joint));
  else if (d.habit.open > 0) calmDown(d.habit);
  return finding;
}

function add(surprise: number): void {
  at.joint += surprise * surprise * surprise;
}

/** The measure names the anomaly if it is the most surprised one, or tells it by itself. */
function name(surprise: number, kind: Kind, expected: number, measured: number, band: number): void {
  finding.surprise = surprise;
  finding.kind = kind;
  finding.expected = expected;
  finding.measured = measured;
  finding.band = band;
}

/** A value off the last few; none if it is where it usually is at this hour, as at the steps of a daily cycle. */
function seekSpike(d: Detector): void {
  const { spike } = d;
  const off = at.value - d.fast;
  spike.now = off;
  spike.floor = at.floor;
  d.sinceJump++;
  let cube = 0;
  if (!isCalm(spike)) {
    const { offLevel } = at;
    const least = off * offLevel <= 0 ? 0 : Math.abs(offLevel) < Math.abs(off) ? offLevel : off;
    const surprise = least === 0 ? 0 : judge(spike, least, d.seen, d.memory);
    if (surprise > PLAIN) d.sinceJump = 0;
    if (surprise > 0) {
      add(surprise);
      // A spike among spikes: several small ones at once are as telling as a large one.
      at.joint += d.lately;
      cube = Math.min(surprise, LATELY_AT_MOST) ** 3;
      name(surprise, "spike", d.fast, at.value, TAIL_START * usualOf(spike, least));
    }
  }
  if (cube > 0 || d.lately > 0) {
    d.lately = FADE * d.lately + cube;
    if (d.lately < 1) d.lately = 0;
  }
  learn(spike, d.seen, d.memory);
}

/** The mean of about ten readings, none of which may pull it far, off that of about three hundred. */
function seekShift(d: Detector): void {
  const { level } = d;
  const { value, floor } = at;
  const most = CLIP * (d.usualRestless > floor ? d.usualRestless : floor);
  const pull = value - d.mid;
  d.mid += 0.1 * (pull > most ? most : pull < -most ? -most : pull);
  level.now = d.mid - d.slow;
  level.floor = floor;
  if (!isCalm(level)) judgeShift(d);
  learn(level, d.seen, d.memory);
  const weight = d.seen < 300 ? 1 / d.seen : 1 / 300;
  const off = value - d.slow;
  d.around += weight * ((off < 0 ? -off : off) - d.around);
  d.slow += weight * off;
}

function judgeShift(d: Detector): void {
  const { level } = d;
  const surprise = judge(level, level.now, d.seen, d.memory);
  add(surprise);
  if (surprise <= finding.surprise) return;
  if (finding.surprise < PLAIN)
    name(surprise, d.sinceJump > 30 ? "drift" : "level shift", d.slow, d.mid, TAIL_START * usualOf(level, level.now));
  else finding.surprise = surprise;
}

const isDaily = (d: Detector): boolean => d.profile.overall < DAILY * d.around;

/** The last few values off what is usual at their time of day; judged when the day explains the key better than its mean does. */
function judgePattern(d: Detector, expected: number): void {
  const { pattern } = d;
  const spread = at.spread + at.floor;
  const surprise = judge(pattern, pattern.now, d.seen, d.memory);
  add(surprise);
  if (surprise <= finding.surprise) return;
  if (finding.surprise < PLAIN || finding.kind !== "spike")
    name(
      surprise,
      "time-of-day pattern",
      expected,
      expected + pattern.now * spread,
      TAIL_START * usualOf(pattern, pattern.now) * spread,
    );
  else finding.surprise = surprise;
}

/** Noise much louder or much quieter than usual; as a ratio, so that both count alike. */
function seekVariance(d: Detector): void {
  const { variance } = d;
  const { value, floor } = at;
  // One reading far off is a spike and says little of the noise: it shall not be told by both.
  let size = Math.abs(value - d.fast);
  if (d.seen > 30) {
    const loud = LOUD * (d.usualRestless > floor ? d.usualRestless : floor);
    if (size > loud) size = loud;
  }
  d.restless += 0.08 * (size - d.restless);
  d.usualRestless += (size - d.usualRestless) * (d.seen < 500 ? 1 / d.seen : 1 / 500);
  const now = d.restless + floor;
  const usual = d.usualRestless + floor;
  // The logarithm of the ratio; its series (of the inverse hyperbolic tangent) is within 1 % up to a ratio of four.
  const x = (now - usual) / (now + usual);
  const square = x * x;
  variance.now = square < 0.36 ? 2 * x * (1 + square * (1 / 3 + square / 5)) : Math.log(now / usual);
  if (!isCalm(variance)) judgeVariance(d);
  learn(variance, d.seen, d.memory);
}

function judgeVariance(d: Detector): void {
  const { variance } = d;
  const surprise = judge(variance, variance.now, d.seen, d.memory);
  add(surprise);
  if (surprise <= finding.surprise) return;
  if (finding.surprise < PLAIN) {
    const band = d.usualRestless * Math.expm1(Math.min(20, TAIL_START * usualOf(variance, variance.now)));
    name(surprise, "variance", d.usualRestless, d.restless, band);
  } else finding.surprise = surprise;
}

/** The mean of three goes on. A single reading far off moves it little, so that its end is no spike in turn; a second one there does. */
function follow(d: Detector): void {
  const { value, floor } = at;
  const off = value - d.fast;
  const most = HELD_BACK * (d.usualRestless > floor ? d.usualRestless : floor);
  if (off <= most && off >= -most) {
    d.fast += 0.3 * off;
    d.held = 0;
    return;
  }
  const side = off > 0 ? 1 : -1;
  if (d.held === side) {
    d.fast = 0.5 * value + 0.5 * d.previous;
    d.held = 0;
  } else {
    d.fast += 0.3 * side * most;
    d.held = side;
  }
}

/**
 * The same value for longer than ever: the chance that each reading of the run beyond one and a half times the longest one repeats the last,
 * from the share of readings that do. A constant has no such chance and is never frozen.
 */
function seekFrozen(d: Detector, same: boolean): void {
  const { weight } = at;
  d.changes -= weight * d.changes;
  if (same) d.run++;
  else {
    if (d.run > d.longest) d.longest = d.run;
    d.run = 0;
    d.changes += weight;
  }
  d.longest -= 0.5 * weight * d.longest;
  const beyond = d.run - 1.5 * d.longest;
  if (beyond <= 0) return;
  const often = Math.min(0.5, Math.max(d.changes, 1 / d.seen));
  // Of no account, as with all constants.
  if (beyond * often < 1) return;
  const surprise = beyond * -Math.log10(1 - often);
  add(surprise);
  if (surprise > finding.surprise) name(surprise, "frozen", d.longest, d.run, d.longest);
}
