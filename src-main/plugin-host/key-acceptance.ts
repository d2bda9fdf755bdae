import type { KeyTuple } from "../engine/batch.ts";
import type { RuleDeclaration } from "./contract.ts";

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
