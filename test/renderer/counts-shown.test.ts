import { expect, test } from "vitest";
import { countsShown } from "../../src-renderer/features/sources/counts-shown.ts";

test("beside the rows of a preview stand the numbers of these rows, not of all that were looked at", () => {
  const fine = { refused: null };
  const bad = { refused: { reason: "malformed" as const, detail: "3 fields instead of 4" } };
  expect(countsShown([fine, bad, fine])).toEqual({ accepted: 2, refused: 1 });
  expect(countsShown([])).toEqual({ accepted: 0, refused: 0 });
});
