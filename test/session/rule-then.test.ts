import { expect, it } from "vitest";
import { alertIds, canonicalSettings } from "../../src-main/plugin-host/alert-id.ts";
import type { ActiveRule, Alert } from "../../src-main/plugin-host/contract.ts";
import { ruleThen } from "../../src-main/session/rule-then.ts";

const key = { station: "a", sensor: "t", alarm: "" };
const rule = (limit: number, version: string, id = "limits") =>
  ({ declaration: { id, version }, settings: { limit } }) as unknown as ActiveRule;
const alertOf = ({ declaration: { id, version }, settings }: ActiveRule, ordinal = 0): Alert =>
  ({
    id: alertIds(id, canonicalSettings(settings))(key, 7, null, ordinal),
    rule: id,
    version,
    key,
    time: 7,
    window: null,
  }) as unknown as Alert;

it("an alert is of the rule with the settings and the version that raised it, whatever came since", () => {
  const [first, second, third, newer] = [rule(1, "1.0.0"), rule(2, "1.0.0"), rule(3, "1.0.0"), rule(2, "1.1.0")];
  const analysis = { rules: [rule(2, "1.0.0", "other"), newer], former: [first, second, third] };
  for (const each of [first, second, third, newer]) expect(ruleThen(analysis, alertOf(each))).toBe(each);
  expect(ruleThen(analysis, alertOf(third, 12))).toBe(third);
  // None that is known: as it is now.
  expect(ruleThen(analysis, alertOf(rule(9, "0.9.0")))).toBe(newer);
  expect(ruleThen(analysis, alertOf(rule(1, "1.0.0", "gone")))).toBeUndefined();
});
