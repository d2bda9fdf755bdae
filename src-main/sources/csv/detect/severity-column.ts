import type { Guess } from "./guess.ts";
import { SEVERITY_NAME } from "./role-names.ts";

/**
 * An event says what was measured, where and when, and whether its alarm is on; how grave that is, its rule says, or a catalogue by the
 * code of the alarm: the same alarm is as grave live, over history and on a cluster. A column that says it too is not read, which is told.
 */
export function severityGuess(columns: readonly string[], used: ReadonlySet<number>): Guess[] {
  const at = columns.findIndex((name, i) => !used.has(i) && SEVERITY_NAME.test(name));
  if (at < 0) return [];
  const reason = "how grave an alarm is, its rule says, or a catalogue by the alarm's code (docs/mapping.md)";
  return [{ name: "severity", answer: `${columns[at]} is not read`, reason }];
}
