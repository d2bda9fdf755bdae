import { expect, test } from "vitest";
import { nameLine } from "../../src-renderer/ui/name-line.ts";

test("the parts of a name stand in one line, without those that are empty", () => {
  expect(nameLine("Hill 10", "", "322")).toBe("Hill 10 · 322");
  expect(nameLine("🏭 plant №1", "温度")).toBe("🏭 plant №1 · 温度");
  expect(nameLine()).toBe("");
});

test("what is written from right to left keeps to itself", () => {
  expect(nameLine("محطة", "חדר", "a")).toBe("\u2068محطة\u2069 · \u2068חדר\u2069 · a");
});

test("signs that turn a text around turn nothing beside them, whether they end or not", () => {
  expect(nameLine("\u202eone", "two")).toBe("\u2068\u202eone\u2069 · two");
  // One that ends what it did not begin would let the rest of the part out.
  expect(nameLine("a\u2069\u202eb", "two")).toBe("\u2068a\u202eb\u2069 · two");
});
