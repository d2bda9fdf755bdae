import { expect, test } from "vitest";
import type { Methods } from "../../src-main/ipc/contract.ts";
import { silenceSaid } from "../../src-renderer/features/plugins/silence-said.ts";

type Point = Methods["backtest.sweep"]["value"]["points"][number];

const points = (...alerts: readonly number[]): Point[] =>
  alerts.map((n, value) => ({ value, result: { alerts: n } }) as unknown as Point);
const words = { shown: (value: number): string => (value === 0 ? "Automatic" : `${value}s`), zero: "Automatic" };

test("a rule that fires at no value is not said to fall silent at the one in use", () => {
  const silent = { value: 0, upwards: true };
  expect(silenceSaid({ points: points(0, 0, 0), silent }, "Look ahead", words)).toBe(
    "It fires at no value tried, 1s to 2s and Automatic.",
  );
});

test("where it falls silent, and that it does nowhere", () => {
  expect(silenceSaid({ points: points(3, 2, 0), silent: { value: 2, upwards: true } }, "Look ahead", words)).toBe(
    "It would not have fired with Look ahead at 2s or more; tried: 1s to 2s and Automatic.",
  );
  expect(silenceSaid({ points: points(3, 2, 1), silent: null }, "Look ahead", words)).toBe(
    "It fires up to both ends of what was tried, 1s to 2s and Automatic.",
  );
});
