import { At, type Memory } from "./memory.ts";
import { add, finding, name } from "./reading.ts";

/**
 * The same value for longer than ever: the chance that each reading of the run beyond one and a half times the longest one repeats the last,
 * from the share of readings that do. A constant has no such chance and is never frozen.
 */
export function seekFrozen(m: Memory, same: boolean): void {
  const seen = m[At.seen];
  const memory = m[At.memory];
  const weight = 1 / (seen < memory ? seen : memory);
  let changes = m[At.changes];
  let longest = m[At.longest];
  // As a number, not a branch: see `below` of measure.ts.
  const repeats = Number(same);
  const ended = m[At.run] * (1 - repeats);
  if (ended > longest) longest = ended;
  changes -= weight * changes;
  changes += weight * (1 - repeats);
  longest -= 0.5 * weight * longest;
  const run = (m[At.run] + 1) * repeats;
  m[At.run] = run;
  m[At.changes] = changes;
  m[At.longest] = longest;
  const beyond = run - 1.5 * longest;
  if (beyond > 0) judgeRun(m, beyond);
}

function judgeRun(m: Memory, beyond: number): void {
  const often = Math.min(0.5, Math.max(m[At.changes], 1 / m[At.seen]));
  // Of no account, as with all constants.
  if (beyond * often < 1) return;
  const surprise = beyond * -Math.log10(1 - often);
  add(surprise);
  if (surprise > finding.surprise) name(surprise, "frozen", m[At.longest], m[At.run], m[At.longest]);
}
