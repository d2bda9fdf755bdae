import type { BacktestResult } from "../../../src-main/ipc/contract.ts";

type Kind = BacktestResult["timeline"][number]["kind"];

/** How many entries a timeline would have, which holds the first of each kind only; a hit is an alert, a miss a label. */
export function timelineCounts({
  alerts,
  excused,
  falseAlerts,
  misses,
}: Pick<BacktestResult, "alerts" | "excused" | "falseAlerts" | "misses">): Readonly<Record<Kind | "all", number>> {
  const judged = alerts - excused;
  return { all: judged + misses, hit: judged - falseAlerts, miss: misses, false: falseAlerts };
}
