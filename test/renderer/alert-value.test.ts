import { expect, test } from "vitest";
import { alertValue } from "../../src-renderer/ui/alert-value.ts";

test("the value of an alert stands with its unit in every list", () => {
  expect(alertValue({ value: 51.14, unit: "V" })).toBe("51.14 V");
  expect(alertValue({ value: 20.9, unit: "" })).toBe("20.9");
  expect(alertValue({ value: null, unit: "V" })).toBe("–");
});
