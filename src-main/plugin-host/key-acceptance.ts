import type { KeyPart } from "../../plugins/api.ts";
import { type KeyTuple, NO_FLAG } from "../engine/batch.ts";
import type { RuleDeclaration } from "./contract.ts";

/** A key, or all that share the parts given. */
export type KeyPattern = Readonly<Partial<Record<KeyPart, string>>>;

/** Whether one of the patterns fits a key or a group of keys; a part that is left out stands for any. */
export function fitsOne(patterns: readonly KeyPattern[], [station, sensor, alarm]: KeyTuple): boolean {
  return patterns.some(
    (pattern) =>
      (pattern.station === undefined || pattern.station === station) &&
      (pattern.sensor === undefined || pattern.sensor === sensor) &&
      (pattern.alarm === undefined || pattern.alarm === alarm),
  );
}

/** Whether a rule's or filter's `only` takes events of a key. `threshold` and `active` are asked of each event, not of its key. */
export function acceptsKey(
  { quantity, sensor, alarm }: RuleDeclaration["only"],
  [, sensorCode, alarmCode]: KeyTuple,
  names: { quantity(sensor: string): string },
): boolean {
  const quantities = typeof quantity === "string" ? [quantity] : quantity;
  return (
    (quantities === undefined || quantities.includes(names.quantity(sensorCode))) &&
    (sensor === undefined || sensor.includes(sensorCode)) &&
    (alarm === undefined || alarm.includes(alarmCode))
  );
}

/** Whether such an `only` takes an event of a key it accepts. `threshold` NaN: it has none; `active`: a flag of a batch. */
export function acceptsEvent(only: RuleDeclaration["only"], threshold: number, active: number): boolean {
  return (only.threshold !== true || !Number.isNaN(threshold)) && (only.active !== true || active !== NO_FLAG);
}
