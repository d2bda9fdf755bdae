import { expect, test } from "vitest";
import { playedOn } from "../../src-renderer/features/live/played-on.ts";

test("a played window keeps its width, stops at what there is, and ends there", () => {
  expect(playedOn({ from: 0, to: 100 }, 30, 1000)).toEqual({ from: 30, to: 130 });
  expect(playedOn({ from: 800, to: 990 }, 60, 1000)).toEqual({ from: 810, to: 1000 });
  expect(playedOn({ from: 810, to: 1000 }, 60, 1000)).toBeNull();
  expect(playedOn({ from: 810, to: 1000 }, 60, 1100)).toEqual({ from: 870, to: 1060 });
  expect(playedOn({ from: 0, to: 1 }, 60, null)).toBeNull();
});
