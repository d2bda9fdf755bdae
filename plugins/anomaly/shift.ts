import { isCalm, judge, learn, usualOf } from "./measure.ts";
import { At, Measure, type Memory } from "./memory.ts";
import { add, finding, name, PLAIN, reading } from "./reading.ts";
import { TAIL_START } from "./tail.ts";

/** The mean of ten follows one reading at most as far as this many times the usual distance from the mean of three: spikes are told elsewhere. */
const CLIP = 5;
/** Readings without a jump after which a changed level has drifted. */
const NO_JUMP = 30;
/** Readings of the slow mean. */
const SLOW = 300;

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
  if (!isCalm(m, Measure.level)) judgeShift(m);
  learn(m, Measure.level);
  const seen = m[At.seen];
  const weight = seen < SLOW ? 1 / seen : 1 / SLOW;
  const off = value - slow;
  m[At.around] += weight * ((off < 0 ? -off : off) - m[At.around]);
  m[At.slow] = slow + weight * off;
}

function judgeShift(m: Memory): void {
  const { now } = reading;
  const surprise = judge(m, Measure.level, now);
  add(surprise);
  if (surprise <= finding.surprise) return;
  if (finding.surprise < PLAIN)
    name(
      surprise,
      m[At.sinceJump] > NO_JUMP ? "drift" : "level shift",
      m[At.slow],
      m[At.mid],
      TAIL_START * usualOf(m, Measure.level, now),
    );
  else finding.surprise = surprise;
}
