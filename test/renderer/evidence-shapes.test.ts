import { expect, test } from "vitest";
import { expectedBandOf, forecastOf } from "../../src-renderer/features/alerts/evidence-shapes.ts";

const HOUR = 3_600_000;
const evidence = {
  crossing: 3 * HOUR,
  low: 2.5 * HOUR,
  high: 4 * HOUR,
  threshold: 30,
  level: 26,
  slopePerHour: 4,
  noise: 1,
  fittedFrom: HOUR,
};

test("a prediction is the line it was fitted by, and what it holds possible from there to the threshold", () => {
  const forecast = forecastOf(evidence, 2 * HOUR, 27, null);
  expect(forecast?.line).toEqual({ from: [HOUR, 22], to: [2 * HOUR, 26], around: 1.2816 });
  expect(forecast?.start).toEqual([2 * HOUR, 26]);
  expect(forecast?.cone).toEqual([
    [2 * HOUR, 27.2816],
    [2.5 * HOUR, 30],
    [4 * HOUR, 30],
    [2 * HOUR, 26 - 1.2816],
  ]);
});

test("towards a threshold below, the lower edge crosses first", () => {
  const forecast = forecastOf({ ...evidence, threshold: 20, slopePerHour: -4 }, 2 * HOUR, 27, null);
  expect(forecast?.cone[0]).toEqual([2 * HOUR, 26 - 1.2816]);
  expect(forecast?.line?.from).toEqual([HOUR, 30]);
});

test("an alert that carries no line starts where it was measured; one without a crossing predicts nothing", () => {
  const { level: _level, ...rest } = evidence;
  expect(forecastOf(rest, 2 * HOUR, 27, null)).toMatchObject({ line: null, start: [2 * HOUR, 27] });
  expect(forecastOf({ crossing: 3 * HOUR }, 2 * HOUR, 27, 30)).toMatchObject({ low: 3 * HOUR, threshold: 30 });
  expect(forecastOf({ crossing: 3 * HOUR }, 2 * HOUR, 27, null)).toBeNull();
  expect(forecastOf({ threshold: 30, crossing: "soon" }, 2 * HOUR, 27, null)).toBeNull();
});

test("the usual band is drawn where it is of the value itself", () => {
  expect(expectedBandOf({ kind: "spike", expected: 5, low: 4, high: 6 })).toEqual({ expected: 5, low: 4, high: 6 });
  expect(expectedBandOf({ kind: "frozen", expected: 5, low: 4, high: 6 })).toBeNull();
  expect(expectedBandOf({ expected: 5, low: 7, high: 6 })).toBeNull();
  expect(expectedBandOf({ low: 4, high: 6 })).toBeNull();
});
