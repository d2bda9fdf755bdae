import { expect, test } from "vitest";
import { spread } from "../../src-renderer/features/live/end-tags.tsx";

const tags = (n: number) => Array.from({ length: n }, (_, key) => ({ key, value: key, y: 60 }));

test("the values at the lines' ends lie over one another nowhere, and are left to the legend where they do not fit", () => {
  const heights = spread(tags(5), 200).map(({ y }) => y);
  expect(heights).toHaveLength(5);
  heights.sort((a, b) => a - b);
  for (let i = 1; i < heights.length; i++) expect(heights[i]! - heights[i - 1]!).toBeGreaterThanOrEqual(16);
  expect(spread(tags(20), 150)).toEqual([]);
});
