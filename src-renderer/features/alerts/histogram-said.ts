import type { Methods } from "../../../src-main/ipc/contract.ts";
import { widthText } from "../../ui/format-time.ts";

const NEXT = { drag: "drag to keep a range", begin: "Enter begins a range", end: "Enter ends the range" } as const;

type Counts = Methods["alerts.histogram"]["value"];

/** Bars without an alert in any say nothing. */
export const allNone = ({ critical, warning, info }: Counts): boolean =>
  [critical, warning, info].every((counts) => counts.every((n) => n === 0));

/** What stands above the bars. */
export function histogramSaid(value: Counts | null, next: keyof typeof NEXT): string {
  if (value === null) return "Alerts over time";
  return allNone(value) ? "No alert to show over time" : `Alerts per ${widthText(value.binMs)}; ${NEXT[next]}`;
}
