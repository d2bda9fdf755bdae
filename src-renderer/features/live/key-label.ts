import type { KeyInfo } from "../../../src-main/ipc/contract.ts";
import { nameLine } from "../../ui/name-line.ts";

/** `1161115016`, or with its sensor where a chart shows several. */
export function keyLabel(key: KeyInfo | undefined, among: readonly (KeyInfo | undefined)[]): string {
  if (key === undefined) return "not in this source";
  const sensors = new Set(among.map((other) => `${other?.sensor} ${other?.alarm}`));
  const parts = [key.station === "" ? key.short : key.stationName];
  if (sensors.size > 1 && key.station !== "") parts.push(key.short);
  if (
    new Set(among.filter((other) => other?.station === key.station && other.sensor === key.sensor).map((other) => other?.alarm))
      .size > 1
  )
    parts.push(key.alarm);
  return nameLine(...parts);
}
