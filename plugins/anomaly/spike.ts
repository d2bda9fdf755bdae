import { judge, learn, learnCalm, usualOf } from "./measure.ts";
import { At, Measure, type Memory } from "./memory.ts";
import { add, name, PLAIN, reading } from "./reading.ts";
import { TAIL_START } from "./tail.ts";

/** A reading so many usual distances off is held back from the mean of three until the next one is there as well: one is a spike, two a jump. */
const HELD_BACK = 4;
/** Of what spikes said, so much is left at the next reading. */
const FADE = 0.9;
/** Surprise of one spike that counts for the next ones, at most. */
const LATELY_AT_MOST = 12;

/** A value off the last few; none if it is where it usually is at this hour, as at the steps of a daily cycle. */
export function seekSpike(m: Memory): void {
  reading.now = reading.value - m[At.fast];
  reading.least = reading.floor;
  m[At.sinceJump]++;
  const calm = learnCalm(m, Measure.spike);
  const cube = calm ? 0 : judgeSpike(m);
  if (cube > 0 || m[At.lately] > 0) {
    const lately = FADE * m[At.lately] + cube;
    m[At.lately] = lately < 1 ? 0 : lately;
  }
  if (!calm) learn(m, Measure.spike);
}

/** The cube of what it says to the spikes that follow. */
function judgeSpike(m: Memory): number {
  const { now, offLevel, value } = reading;
  const off = now * offLevel <= 0 ? 0 : Math.abs(offLevel) < Math.abs(now) ? offLevel : now;
  const surprise = off === 0 ? 0 : judge(m, Measure.spike, off);
  if (surprise > PLAIN) m[At.sinceJump] = 0;
  if (!(surprise > 0)) return 0;
  add(surprise);
  // A spike among spikes: several small ones at once are as telling as a large one.
  reading.joint += m[At.lately];
  name(surprise, "spike", m[At.fast], value, TAIL_START * usualOf(m, Measure.spike, off));
  const counted = Math.min(surprise, LATELY_AT_MOST);
  return counted * counted * counted;
}

/** The mean of three goes on. A single reading far off moves it little, so that its end is no spike in turn; a second one there does. */
export function follow(m: Memory): void {
  const { value, floor } = reading;
  const off = value - m[At.fast];
  const usual = m[At.usualRestless];
  const most = HELD_BACK * (usual > floor ? usual : floor);
  if (off <= most && off >= -most) {
    m[At.fast] += 0.3 * off;
    m[At.held] = 0;
    return;
  }
  const side = off > 0 ? 1 : -1;
  if (m[At.held] === side) {
    m[At.fast] = 0.5 * value + 0.5 * m[At.previous];
    m[At.held] = 0;
  } else {
    m[At.fast] += 0.3 * side * most;
    m[At.held] = side;
  }
}
