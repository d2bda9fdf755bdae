import fc from "fast-check";
import { expect, test } from "vitest";
import { joinPieces, piecesOf } from "../../../src-main/session/checkpoint/pieces.ts";

/** The longest list that stands anywhere in a value. */
function longest(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inner = Object.values(value).map(longest);
  return Math.max(Array.isArray(value) ? value.length : 0, ...inner);
}

const list = fc.integer({ min: 0, max: 700 }).map((length) => Array.from({ length }, (_, i) => ({ i, of: [i] })));
const content = fc.record({
  a: list,
  b: fc.record({ c: fc.array(fc.record({ d: list, e: fc.string() }), { maxLength: 4 }), f: fc.constant(new Float64Array(3)) }),
  g: fc.constantFrom(null, 7, "text"),
});

test("content in pieces is the same put together again, and no piece holds a long list, however deep it stands", () => {
  fc.assert(
    fc.property(content, (whole) => {
      const pieces = [...piecesOf(whole, new Set())];
      expect(Math.max(...pieces.map((piece) => longest("value" in piece ? piece.value : piece.more)))).toBeLessThanOrEqual(256);
      expect(joinPieces(structuredClone(pieces))).toEqual(whole);
    }),
    { numRuns: 40, seed: 3 },
  );
});

test("what may be one object in two places is not taken apart", () => {
  const shared = Array.from({ length: 1000 }, (_, i) => i);
  const pieces = [...piecesOf({ filters: { one: shared, two: shared } }, new Set(["filters"]))];
  expect(pieces.length).toBe(1);
  const { filters } = joinPieces(structuredClone(pieces)) as { filters: { one: unknown; two: unknown } };
  expect(filters.one).toBe(filters.two);
});
