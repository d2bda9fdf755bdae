import { expect, test } from "vitest";
import { paletteOf, seriesColour } from "../../src-renderer/ui/palette.ts";

const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
const luminance = (hex: string): number => {
  const [r, g, b] = channels(hex).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};
const contrast = (a: string, b: string): number => {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
};

test.each([true, false])("twenty series have twenty colours that stand out from the background (dark: %s)", (dark) => {
  const palette = paletteOf(dark);
  const colours = Array.from({ length: 20 }, (_, n) => seriesColour(palette, n));
  expect(new Set(colours).size).toBe(20);
  for (const colour of colours) {
    expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    // WCAG 2.1, 1.4.11: graphics.
    expect(contrast(colour, palette["bg-base"])).toBeGreaterThanOrEqual(3);
  }
  // None is nearly another.
  colours.forEach((colour, n) => {
    for (const other of colours.slice(0, n)) {
      const apart = channels(colour).map((v, i) => Math.abs(v - channels(other)[i]!));
      expect(Math.max(...apart), `${colour} ${other}`).toBeGreaterThan(0.04);
    }
  });
});
