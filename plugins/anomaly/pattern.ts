import { judge, learn, learnCalm, usualOf } from "./measure.ts";
import { At, Measure, type Memory } from "./memory.ts";
import { askSpread, countAt, levelAt } from "./profile.ts";
import { add, finding, name, PLAIN, reading } from "./reading.ts";
import { TAIL_START } from "./tail.ts";

const DAY = 86_400_000;
/** The profile is judged by from this many days on. */
const PROFILE_DAYS = 3;
/** A key has a daily pattern when its distance from the profile is less than this share of its distance from its mean. */
const DAILY = 0.8;
/** Mean size of `offProfile` under independent noise: a mean over about 12 readings. A key never off its profile is not that exact. */
const LEAST = 0.28;

/** The last few values off what is usual at their time of day; judged when the day explains the key better than its mean does. */
export function seekPattern(m: Memory, time: number): void {
  const { quarter, value, floor } = reading;
  const known = countAt(m, quarter);
  if (known < 2) return;
  askSpread(m);
  const level = levelAt(m, quarter);
  const off = m[At.offProfile] + 0.15 * ((value - level) / (reading.spread + floor) - m[At.offProfile]);
  m[At.offProfile] = off;
  reading.now = off;
  reading.least = LEAST;
  if (learnCalm(m, Measure.pattern)) return;
  const perQuarter = m[At.perQuarter];
  if (
    known >= PROFILE_DAYS * (perQuarter > 1 ? perQuarter : 1) &&
    m[At.overall] < DAILY * m[At.around] &&
    time - m[At.first] > PROFILE_DAYS * DAY
  )
    judgePattern(m, level);
  learn(m, Measure.pattern);
}

function judgePattern(m: Memory, expected: number): void {
  const { now } = reading;
  const spread = reading.spread + reading.floor;
  const surprise = judge(m, Measure.pattern, now);
  add(surprise);
  if (surprise <= finding.surprise) return;
  if (finding.surprise < PLAIN || finding.kind !== "spike")
    name(
      surprise,
      "time-of-day pattern",
      expected,
      expected + now * spread,
      TAIL_START * usualOf(m, Measure.pattern, now) * spread,
    );
  else finding.surprise = surprise;
}
