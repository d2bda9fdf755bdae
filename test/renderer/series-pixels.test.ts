import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOf, drawCrowded, type Pixels } from "../../src-renderer/features/live/series-pixels.ts";

const picture = (width: number, height: number): Pixels => ({ width, height, data: new Uint8ClampedArray(width * height * 4) });
const alpha = ({ width, data }: Pixels, x: number, y: number): number => data[(y * width + x) * 4 + 3]!;
const columns = (points: readonly (readonly [number, number])[]) => ({
  time: Float64Array.from(points, ([time]) => time),
  value: Float64Array.from(points, ([, value]) => value),
  events: points.length,
  reduced: true,
});
const scale = { from: 1000, perMs: 1, y0: 10, perUnit: -1, thickness: 1, bridge: Number.POSITIVE_INFINITY };

test("a level line is one row, in its colour", () => {
  const pixels = picture(8, 12);
  drawCrowded(
    pixels,
    columns([
      [1000, 4.5],
      [1008, 4.5],
    ]),
    scale,
    bytesOf("#ff8000"),
  );
  for (let x = 0; x < 8; x++) for (let y = 0; y < 12; y++) expect(alpha(pixels, x, y)).toBe(y === 5 ? 255 : 0);
  expect([...pixels.data.slice((5 * 8 + 3) * 4, (5 * 8 + 3) * 4 + 3)]).toEqual([255, 128, 0]);
});

test("a spike of one event is seen in its column, from where the line is to its top", () => {
  const pixels = picture(8, 12);
  drawCrowded(
    pixels,
    columns([
      [1000, 1],
      [1003.2, 1],
      [1003.4, 9],
      [1003.6, 1],
      [1008, 1],
    ]),
    scale,
    [1, 2, 3],
  );
  for (let y = 2; y <= 8; y++) expect(alpha(pixels, 3, y)).toBe(255);
  expect(alpha(pixels, 4, 4)).toBe(0);
});

test("what is on or off holds until it changes", () => {
  const pixels = picture(12, 12);
  const points = [
    [1000, 1.5],
    [1006.5, 8.5],
    [1012, 8.5],
  ] as const;
  drawCrowded(pixels, columns(points), { ...scale, steps: true }, [1, 2, 3]);
  const row = (y: number) => Array.from({ length: 12 }, (_, x) => (alpha(pixels, x, y) > 0 ? "#" : ".")).join("");
  expect([row(8), row(5), row(1)]).toEqual(["#######.....", "......#.....", "......######"]);
});

test("over a gap there is no line; what came alone in it is a point", () => {
  const pixels = picture(12, 12);
  const points = [
    [1000, 4.5],
    [1002, 4.5],
    [1006.5, 4.5],
    [1011, 4.5],
    [1012, 4.5],
  ] as const;
  drawCrowded(pixels, columns(points), { ...scale, bridge: 4 }, [1, 2, 3]);
  const row = Array.from({ length: 12 }, (_, x) => (alpha(pixels, x, 5) > 0 ? "#" : "."));
  expect(row.join("")).toBe("###...#....#");
});

test("whatever comes, nothing is drawn outside, and every column between two points has something of the line", () => {
  const point = fc.tuple(fc.integer({ min: 900, max: 1100 }), fc.integer({ min: -50, max: 50 }));
  fc.assert(
    fc.property(fc.array(point, { minLength: 2, maxLength: 60 }), (points) => {
      const sorted = points.toSorted((a, b) => a[0] - b[0]);
      const pixels = picture(64, 101);
      drawCrowded(pixels, columns(sorted), { ...scale, y0: 50 }, [9, 9, 9]);
      const [first, last] = [sorted[0]![0] - 1000, sorted.at(-1)![0] - 1000];
      for (let x = 0; x < 64; x++) {
        let some = false;
        for (let y = 0; y < 101; y++) some ||= alpha(pixels, x, y) > 0;
        if (x > first && x < last) expect(some).toBe(true);
        if (x + 1 < first || x > last) expect(some).toBe(false);
      }
    }),
  );
});
