import type { BacktestResult } from "../../../src-main/ipc/contract.ts";
import { count } from "../../ui/format-number.ts";
import { duration } from "../../ui/format-time.ts";

/** By what false alerts are divided: `5 at 3 of 12 stations in 2 d`, where the rule sees nothing of the others. */
export function falseAlertsSaid({
  falseAlerts,
  stations,
  allStations,
  days,
}: Pick<BacktestResult, "falseAlerts" | "stations" | "allStations" | "days">): string {
  const shown = stations < allStations ? `${count(stations)} of ${count(allStations)}` : count(stations);
  return `${count(falseAlerts)} at ${shown} ${allStations === 1 ? "station" : "stations"} in ${duration(days * 86_400_000)}`;
}
