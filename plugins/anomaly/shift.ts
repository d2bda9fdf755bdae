import { judge, learn, learnCalm, usualOf } from "./measure.ts";
import { At, Measure, type Memory } from "./memory.ts";
import { add, finding, type Kind, name, PLAIN, reading } from "./reading.ts";
import { TAIL_START } from "./tail.ts";

/** The mean of ten follows one reading at most as far as this many times the usual distance from the mean of three: spikes are told elsewhere. */
const CLIP = 5;
/** Readings without a jump after which a changed level has drifted. */
const NO_JUMP = 30;
/** Readings of the slow mean. */
const SLOW = 300;
/** Natural logarithms of a ratio of levels below this are no fall. */
const LEAST_FALL = 0.03;

/** The mean of about ten readings, none of which may pull it far, off that of about three hundred. */
export function seekShift(m: Memory): void {
  const { value, floor } = reading;
  const usual = m[At.usualRestless];
  const most = CLIP * (usual > floor ? usual : floor);
  const pull = value - m[At.mid];
  const mid = m[At.mid] + 0.1 * (pull > most ? most : pull < -most ? -most : pull);
  const slow = m[At.slow];
  m[At.mid] = mid;
  reading.now = mid - slow;
  reading.least = floor;
  const calm = learnCalm(m, Measure.level);
  const surprise = calm ? 0 : judgeShift(m);
  if (!calm) learn(m, Measure.level);
  seekFall(m, surprise);
  const seen = m[At.seen];
  const weight = seen < SLOW ? 1 / seen : 1 / SLOW;
  const off = value - slow;
  m[At.around] += weight * (Math.abs(off) - m[At.around]);
  m[At.slow] = slow + weight * off;
}

function judgeShift(m: Memory): number {
  const { now } = reading;
  const surprise = judge(m, Measure.level, now);
  add(surprise);
  const kind = m[At.sinceJump] > NO_JUMP ? "drift" : "level shift";
  tell(surprise, kind, m[At.slow], m[At.mid], TAIL_START * usualOf(m, Measure.level, now));
  return surprise;
}

/**
 * The same of logarithms, downwards: what cannot fall below zero but often rises far (counts, times, bytes) falls to a third within its usual
 * distances. Both tell of one level, so the more surprised one counts; `other` is what the level itself said.
 */
function seekFall(m: Memory, other: number): void {
  const { log } = reading;
  const mid = m[At.logMid] + 0.1 * (log - m[At.logMid]);
  const slow = m[At.logSlow];
  m[At.logMid] = mid;
  reading.now = mid - slow;
  reading.least = LEAST_FALL;
  if (!learnCalm(m, Measure.fall)) {
    if (reading.now < 0) judgeFall(m, other);
    learn(m, Measure.fall);
  }
  const seen = m[At.seen];
  m[At.logSlow] = slow + (log - slow) * (seen < SLOW ? 1 / seen : 1 / SLOW);
}

function judgeFall(m: Memory, other: number): void {
  const { now } = reading;
  const surprise = judge(m, Measure.fall, now);
  if (surprise <= other) return;
  reading.joint -= other * other * other;
  add(surprise);
  const usual = Math.exp(m[At.logSlow]);
  // A jump that is none by usual distances does not count as one, so a drift cannot be told from a shift.
  const band = usual * -Math.expm1(-TAIL_START * usualOf(m, Measure.fall, now));
  tell(surprise, "level shift", usual, Math.exp(m[At.logMid]), band);
}

function tell(surprise: number, kind: Kind, expected: number, measured: number, band: number): void {
  if (surprise <= finding.surprise) return;
  if (finding.surprise < PLAIN) name(surprise, kind, expected, measured, band);
  else finding.surprise = surprise;
}
