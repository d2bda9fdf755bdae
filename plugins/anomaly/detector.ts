import { CALM } from "./episode.ts";
import { seekFrozen } from "./frozen.ts";
import { believed, calmDown, RIGHT } from "./habit.ts";
import { At, type Memory } from "./memory.ts";
import { seekPattern } from "./pattern.ts";
import { countAt, learnProfile, levelAt, QUARTER, quarterOf } from "./profile.ts";
import { type Finding, finding, reading } from "./reading.ts";
import { seekShift } from "./shift.ts";
import { follow, seekSpike } from "./spike.ts";
import { PRIOR_MEAN, PRIOR_SQUARE } from "./tail.ts";
import { seekVariance } from "./variance.ts";

const DAY = 86_400_000;
/** Nothing is judged before this many readings. */
const WARM_UP = 150;
/** Readings remembered: at least, and at most; between them three days. */
const MEMORY = 2000;
const LONGEST_MEMORY = 20_000;
/** Of a value, so much may be arithmetic; and what keeps a division from being by zero. */
const ROUNDING = 1e-12;
const SMALLEST = 1e-250;
/** Below, logarithms would tell zero from next to nothing. */
const LEAST_LOG = 1e-12;
/** Of the usual level, so much is a little. */
const LITTLE = 0.02;
/** Beyond, arithmetic would overflow. */
const LARGEST = 1e100;
/** A gap of so many usual steps starts the short means anew: what the value did meanwhile is not known. */
const GAP = 24;

/** A copy of a list of doubles is one, whose numbers are never allocated. */
const NEW = Array.from({ length: At.end }, () => 0) as Memory;
NEW[At.habit] = RIGHT;
NEW.fill(PRIOR_MEAN, At.mean, At.square).fill(PRIOR_SQUARE, At.square, At.profile);
NEW[At.calm] = CALM;
NEW[At.memory] = MEMORY;
NEW[At.perQuarter] = QUARTER;

/** What a key knows before its first reading. */
export const newMemory = (): Memory => withoutPrototype(NEW.slice() as Memory);

/**
 * As a snapshot gives it back, a memory has the prototype of lists, which is frozen where plugins run; V8 up to 11.3 (Node 20) asks it at
 * every write, which takes ten times as long as the write does.
 */
export function withoutPrototype(m: Memory): Memory {
  // Object.getPrototypeOf would be a call into the engine at every reading; this is a look at what kind of list it is.
  return m.slice === undefined ? m : Object.setPrototypeOf(m, null);
}

function learnStep(m: Memory, gap: number): void {
  const before = m[At.step];
  const seen = m[At.seen];
  const now = before === 0 ? gap : before + ((gap > 3 * before ? 3 * before : gap) - before) / (seen < 200 ? seen : 200);
  m[At.step] = now;
  const step = now > 1 ? now : 1;
  m[At.memory] = Math.min(LONGEST_MEMORY, Math.max(MEMORY, Math.floor((3 * DAY) / step)));
  m[At.perQuarter] = QUARTER / step;
}

/** Takes one reading, in time order, and says how surprising it is given everything before it. */
export function takeReading(m: Memory, { time, value: given }: { readonly time: number; readonly value: number }): Finding {
  const value = given > LARGEST ? LARGEST : given < -LARGEST ? -LARGEST : given;
  const seen = m[At.seen] + 1;
  m[At.seen] = seen;
  if (seen === 1) {
    m[At.first] = m[At.last] = time;
    m[At.slow] = m[At.previous] = value;
  }
  if (value !== 0 && value !== 1) m[At.measured] = 1;
  const gap = time - m[At.last];
  m[At.last] = time;
  if (gap > 0 && gap !== m[At.step]) learnStep(m, gap);
  const change = Math.abs(value - m[At.previous]);
  if (change > 0 && (m[At.quantum] === 0 || change < m[At.quantum])) m[At.quantum] = change;
  const floor = m[At.quantum] / 3 + ROUNDING * Math.abs(value) + SMALLEST;
  const log = Math.log(Math.max(value, 0) + Math.max(floor, LITTLE * Math.abs(m[At.slow]), LEAST_LOG));
  const step = m[At.step] > 1 ? m[At.step] : 1;
  if (seen === 1) m[At.logSlow] = log;
  if (seen === 1 || gap > GAP * step) {
    m[At.fast] = m[At.mid] = value;
    m[At.logMid] = log;
    m[At.held] = 0;
    m[At.sinceJump] = 0;
  }

  const quarter = quarterOf(time);
  const perQuarter = m[At.perQuarter];
  reading.value = value;
  reading.log = log;
  reading.floor = floor;
  reading.quarter = quarter;
  reading.offLevel = value - (countAt(m, quarter) >= (perQuarter > 1 ? perQuarter : 1) ? levelAt(m, quarter) : m[At.fast]);
  reading.joint = 0;
  finding.surprise = 0;
  seekSpike(m);
  seekShift(m);
  seekPattern(m, time);
  learnProfile(m);
  seekVariance(m);
  follow(m);
  seekFrozen(m, change === 0);
  m[At.previous] = value;
  // A switch that is turned over more often than before is no measurement gone astray.
  if (seen < WARM_UP || m[At.measured] === 0) finding.surprise = 0;
  // Measures that agree say more than the loudest alone, though less than independent ones would: the cubic norm lies between.
  else if (reading.joint > 0) finding.surprise = believed(m, Math.cbrt(reading.joint));
  else if (m[At.beyond] > 0) calmDown(m);
  return finding;
}
