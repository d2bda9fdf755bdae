import { judge, learn, learnCalm, usualOf } from "./measure.ts";
import { At, Measure, type Memory } from "./memory.ts";
import { add, finding, name, PLAIN, reading } from "./reading.ts";
import { TAIL_START } from "./tail.ts";

/** Natural logarithms of a ratio of spreads below this are no change. */
const LEAST = 0.05;
/** As much as one reading counts for the noise, in usual distances; from so many readings on. */
const LOUD = 3;
const SETTLED = 30;
/** Readings of the usual noise. */
const USUAL = 500;

/** Noise much louder or much quieter than usual; as a ratio, so that both count alike. */
export function seekVariance(m: Memory): void {
  const { floor } = reading;
  const before = m[At.usualRestless];
  const seen = m[At.seen];
  // One reading far off is a spike and says little of the noise: it shall not be told by both.
  let size = Math.abs(reading.value - m[At.fast]);
  if (seen > SETTLED) {
    const loud = LOUD * (before > floor ? before : floor);
    if (size > loud) size = loud;
  }
  const restless = m[At.restless] + 0.08 * (size - m[At.restless]);
  const usualRestless = before + (size - before) * (seen < USUAL ? 1 / seen : 1 / USUAL);
  m[At.restless] = restless;
  m[At.usualRestless] = usualRestless;
  const now = restless + floor;
  const usual = usualRestless + floor;
  // The logarithm of the ratio; its series (of the inverse hyperbolic tangent) is within 1 % up to a ratio of four.
  const x = (now - usual) / (now + usual);
  const square = x * x;
  reading.now = square < 0.36 ? 2 * x * (1 + square * (1 / 3 + square / 5)) : Math.log(now / usual);
  reading.least = LEAST;
  if (learnCalm(m, Measure.variance)) return;
  judgeVariance(m);
  learn(m, Measure.variance);
}

function judgeVariance(m: Memory): void {
  const { now } = reading;
  const surprise = judge(m, Measure.variance, now);
  add(surprise);
  if (surprise <= finding.surprise) return;
  if (finding.surprise < PLAIN) {
    const band = m[At.usualRestless] * Math.expm1(Math.min(20, TAIL_START * usualOf(m, Measure.variance, now)));
    name(surprise, "variance", m[At.usualRestless], m[At.restless], band);
  } else finding.surprise = surprise;
}
