import fc from "fast-check";
import { expect, test } from "vitest";
import { fitsWildcard } from "../../../src-main/sources/csv/wildcard.ts";

test("fits what the regular expression of a pattern fits", () => {
  const letters = (of: string) => fc.array(fc.constantFrom(...of), { maxLength: 8 }).map((each) => each.join(""));
  fc.assert(
    fc.property(letters("ab.*"), letters("ab.*?"), (name, pattern) => {
      const source = pattern.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".");
      expect(fitsWildcard(name, pattern)).toBe(new RegExp(`^${source}$`).test(name));
    }),
    { numRuns: 2000 },
  );
});

test("a pattern made to take for ever is answered", () => {
  expect(fitsWildcard("a".repeat(255), `${"*a".repeat(40)}*b`)).toBe(false);
  expect(fitsWildcard("a".repeat(255), `${"*a".repeat(40)}*`)).toBe(true);
});
