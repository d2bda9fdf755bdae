import { expect, test } from "vitest";
import { columnsLeft } from "../../src-renderer/features/alerts/columns-left.ts";

const left = (beside: boolean, width: number, stations = true): string[] => [...columnsLeft({ beside, width, stations })].sort();

test("beside an explanation the title of an alert keeps its room: in a window of 1280 the value gives way to it", () => {
  expect(left(true, 569)).toEqual(["rule", "value", "where"]);
  expect(left(true, 900)).toEqual(["rule", "where"]);
  expect(left(true, 430)).toEqual(["rule", "station", "value", "where"]);
  expect(left(false, 430)).toEqual([]);
  expect(left(false, 1200, false)).toEqual(["station"]);
});
