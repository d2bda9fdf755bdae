import type { AlertRow, KeyPart, KeyPattern } from "../../../src-main/ipc/contract.ts";
import { nameLine } from "../../ui/name-line.ts";

export interface OffPattern {
  readonly key: KeyPattern;
  readonly words: string;
}

/** What a rule can be switched off for, as an alert of it suggests: its own key first, then all that share a part of it. */
export function patternsOf(
  alert: Pick<AlertRow, "station" | "stationName" | "sensor" | "alarm" | "sensorName" | "alarmName">,
  by: readonly KeyPart[],
): OffPattern[] {
  const parts = by.filter((part) => alert[part] !== "");
  if (parts.length === 0) return [];
  const of = (...wanted: readonly KeyPart[]): KeyPattern => Object.fromEntries(wanted.map((part) => [part, alert[part]]));
  const station = nameLine(alert.stationName);
  const codes = parts.filter((part) => part !== "station").map((part) => `${part} ${alert[part]}`);
  const what = nameLine(alert.sensorName, alert.alarmName) || nameLine(...codes);
  const found: OffPattern[] = [];
  if (codes.length === 0) return [{ key: of(...parts), words: `station ${station}` }];
  found.push({ key: of(...parts), words: parts.includes("station") ? `${what} at ${station}` : what });
  if (parts.includes("station")) {
    found.push({ key: of(...parts.filter((part) => part !== "station")), words: `${what} at every station` });
    found.push({ key: of("station"), words: `everything at ${station}` });
  }
  return found;
}
