import { expect, test } from "vitest";
import { labelPosition, thresholdLabel } from "../../src-renderer/features/live/chart-option.ts";

test("the label of a mark keeps off both axes and the edges", () => {
  const range = { from: 0, to: 100 };
  const held = { low: 20, high: 60 };
  expect(labelPosition([50, 40], range, held)).toBe("bottom");
  expect(labelPosition([50, 21], range, held)).toBe("top");
  expect(labelPosition([2, 21], range, held)).toBe("right");
  expect(labelPosition([99, 60], range, held)).toBe("left");
  // A line that never changes lies in the middle of nothing: there is room above it.
  expect(labelPosition([50, 20], range, { low: 20, high: 20 })).toBe("top");
});

test("a threshold's words stand where no mark is", () => {
  const [range, held] = [
    { from: 0, to: 100 },
    { low: 0, high: 100 },
  ];
  expect(thresholdLabel(50, [], range, held)).toBe("insideStartTop");
  expect(thresholdLabel(50, [[5, 52]], range, held)).toBe("insideEndTop");
  expect(
    thresholdLabel(
      50,
      [
        [5, 52],
        [95, 51],
      ],
      range,
      held,
    ),
  ).toBe("insideMiddleTop");
  // Marks far above or below the line are in nobody's way.
  expect(
    thresholdLabel(
      50,
      [
        [5, 90],
        [5, 10],
      ],
      range,
      held,
    ),
  ).toBe("insideStartTop");
});
