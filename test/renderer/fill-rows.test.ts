import fc from "fast-check";
import { expect, test } from "vitest";
import { fillRows } from "../../src-renderer/features/reports/fill-rows.ts";

test("no row of the page stays partly empty", () => {
  expect(fillRows([4, 8, 8, 12])).toEqual([4, 8, 12, 12]);
  // A later third stands beside a wide one.
  expect(fillRows([8, 12, 4])).toEqual([8, 12, 4]);
  expect(fillRows([4, 4, 8])).toEqual([6, 6, 12]);
  expect(fillRows([])).toEqual([]);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(4, 8, 12)), (spans) => {
      const filled = fillRows(spans);
      // The grid places what was made wider into the same rows.
      const rows: number[] = [];
      for (const span of filled) {
        const at = rows.findIndex((taken) => taken + span <= 12);
        if (at < 0) rows.push(span);
        else rows[at] = (rows[at] ?? 0) + span;
      }
      expect(rows.every((taken) => taken === 12)).toBe(true);
    }),
  );
});
