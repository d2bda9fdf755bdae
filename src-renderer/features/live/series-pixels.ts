import type { SeriesColumns } from "../../../src-main/ipc/contract.ts";

/** A picture in device pixels, RGBA, not premultiplied: what ImageData holds. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** From a series' time (ms) and value to pixels of the picture: x = (time - from) * perMs, y = y0 + value * perUnit. */
export interface PixelScale {
  readonly from: number;
  readonly perMs: number;
  readonly y0: number;
  readonly perUnit: number;
  /** Of the line, px. */
  readonly thickness: number;
  /** Readings further apart are not joined, ms. */
  readonly bridge: number;
  /** A value holds until the next one, such as of an alarm that is on. */
  readonly steps?: boolean;
}

/**
 * Draws the line of a series column by column: in each column of pixels a run from the lowest to the highest the line is there. Its edges
 * are smoothed up and down only, which is all that shows where points crowd; ten crowded lines take a millisecond where stroked paths
 * take fifty without a graphics card.
 */
export function drawCrowded(pixels: Pixels, { time, value }: SeriesColumns, scale: PixelScale, colour: readonly number[]): void {
  const { width, height, data } = pixels;
  const { from, perMs, y0, perUnit, thickness, bridge, steps = false } = scale;
  const { low, high } = edgesOf(width);
  let lastX = Number.NaN;
  let lastY = Number.NaN;
  for (let i = 0; i < time.length; i++) {
    const x = ((time[i] as number) - from) * perMs;
    const y = y0 + (value[i] as number) * perUnit;
    if (i === 0 || (time[i] as number) - (time[i - 1] as number) > bridge) hold(low, high, Math.floor(x), y);
    else {
      // What a segment covers in each column it passes.
      const slope = x > lastX && !steps ? (y - lastY) / (x - lastX) : 0;
      const first = Math.max(0, Math.floor(lastX));
      const last = Math.min(width - 1, Math.floor(x));
      for (let column = first; column <= last; column++) {
        hold(low, high, column, column <= lastX ? lastY : lastY + (column - lastX) * slope);
        hold(low, high, column, column + 1 >= x && !steps ? y : lastY + (column + 1 - lastX) * slope);
      }
      if (steps) hold(low, high, Math.floor(x), y);
    }
    lastX = x;
    lastY = y;
  }
  const [red = 0, green = 0, blue = 0] = colour;
  const words = new Uint32Array(data.buffer, data.byteOffset, width * height);
  // Bytes in memory are red, green, blue, alpha: on every machine Chromium runs on the lowest comes first.
  const rgb = (blue << 16) | (green << 8) | red;
  const solid = (rgb | 0xff000000) >>> 0;
  const shade = (row: number, column: number, alpha: number): void => {
    const at = row * width + column;
    if (alpha >= 1 && alpha >= (words[at] as number) >>> 24) words[at] = (rgb | (alpha << 24)) >>> 0;
  };
  for (let column = 0; column < width; column++) {
    const top = (low[column] as number) - thickness / 2;
    const bottom = (high[column] as number) + thickness / 2;
    if (!(top < bottom)) continue;
    const first = Math.max(0, Math.ceil(top));
    const last = Math.min(height, Math.floor(bottom));
    if (first > top && first > 0 && first <= height) shade(first - 1, column, (Math.min(first, bottom) - top) * 255);
    for (let row = first; row < last; row++) words[row * width + column] = solid;
    if (last < bottom && last >= first && last < height) shade(last, column, (bottom - last) * 255);
  }
}

let edges = { low: new Float32Array(0), high: new Float32Array(0) };
/** Room for the edges of a line, used again and again: empty. */
function edgesOf(width: number): typeof edges {
  if (edges.low.length !== width) edges = { low: new Float32Array(width), high: new Float32Array(width) };
  edges.low.fill(Number.POSITIVE_INFINITY);
  edges.high.fill(Number.NEGATIVE_INFINITY);
  return edges;
}

function hold(low: Float32Array, high: Float32Array, column: number, y: number): void {
  if (column < 0 || column >= low.length) return;
  if (y < (low[column] as number)) low[column] = y;
  if (y > (high[column] as number)) high[column] = y;
}

/** `#1a2b3c` as three bytes. */
export function bytesOf(colour: string): readonly number[] {
  const number = Number.parseInt(colour.replace("#", ""), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}
