import fc from "fast-check";
import { expect, test } from "vitest";
import { htmlPage } from "../../src-main/reports/html-page.ts";
import { fillRows, type Size, type Wanted } from "../../src-main/reports/page-rows.ts";

const sizesOf = (wanted: readonly Wanted[]): Size[] =>
  fillRows(wanted, (each) => each).flatMap((row) => row.map(({ size }) => size));
const COLUMNS = { third: 4, half: 6, wide: 8, full: 12 };

test.each([
  [[], []],
  [["wide"], ["full"]],
  [["third"], ["full"]],
  [
    ["third", "wide"],
    ["third", "wide"],
  ],
  [
    ["third", "third", "wide"],
    ["half", "half", "full"],
  ],
  [
    ["third", "third", "third"],
    ["third", "third", "third"],
  ],
  // The page that every run gets: what is wide and has nothing beside it takes its row.
  [
    ["third", "wide", "wide", "third", "wide", "wide", "third"],
    ["third", "wide", "wide", "third", "full", "wide", "third"],
  ],
] as const)("%j get %j", (wanted, got) => {
  expect(sizesOf(wanted)).toEqual(got);
});

test("blocks keep their order, get no less than they want, and leave no row partly empty", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Wanted>("third", "wide", "full")), (wanted) => {
      const sizes = sizesOf(wanted);
      expect(sizes.every((size, i) => COLUMNS[size] >= COLUMNS[wanted[i]!])).toBe(true);
      let row = 0;
      for (const size of sizes) {
        row += COLUMNS[size];
        expect(row).toBeLessThanOrEqual(12);
        if (row === 12) row = 0;
      }
      expect(row).toBe(0);
    }),
  );
});

test("a section is drawn in the room it gets, as tall as the tallest of its row", async () => {
  const asked: (readonly [Size, number])[] = [];
  const section = (wants: Wanted, tall: number) => ({
    ...{ title: wants, subtitle: "", wants, height: tall },
    html: (size: Size, height: number) => {
      asked.push([size, height]);
      return "";
    },
  });
  const head = { title: "t", source: "s", timezone: "UTC", command: null, version: "1", accounting: [] };
  const html = await htmlPage(head, [section("wide", 260), section("third", 340), section("wide", 200)]);
  expect(asked).toEqual([
    ["wide", 340],
    ["third", 340],
    ["full", 200],
  ]);
  expect([...html.matchAll(/<section class="(\w+)"/g)].map(([, size]) => size)).toEqual(["wide", "third", "full"]);
});
