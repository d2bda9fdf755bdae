import type { CatalogueNames } from "../plugin-host/catalogue-names.ts";
import type { CodeNames } from "./contract.ts";

/** The words for the codes of these events. */
export function codeNames(
  words: CatalogueNames,
  events: readonly { readonly sensor: string; readonly alarm: string }[],
): CodeNames {
  const sensors = new Map<string, { name: string; unit: string }>();
  const alarms = new Map<string, string>();
  for (const { sensor, alarm } of events) {
    const name = words.short(sensor);
    if (name !== sensor && !sensors.has(sensor)) sensors.set(sensor, { name, unit: words.unit(sensor) });
    const alarmName = words.name("alarm", alarm);
    if (alarmName !== alarm) alarms.set(alarm, alarmName);
  }
  return { sensors: Object.fromEntries(sensors), alarms: Object.fromEntries(alarms) };
}
