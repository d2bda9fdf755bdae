import { expect, test } from "vitest";
import { growthOf, type Sample } from "../../../src-main/bench/soak/growth.ts";
import { settledMemory } from "../../../src-main/plugin-host/held-memory.ts";

function samples(held: (share: number) => number): Sample[] {
  return Array.from({ length: 60 }, (_, i) => {
    const share = (i + 0.5) / 60;
    const still = { rows: i, plugins_held_mb: 30, resident_mb: 400, plugins_mb: 420, plugin_processes: 4, handles: 24 };
    return { ...still, share, held_mb: held(share) };
  });
}

test("what fills up early is no growth, what goes on growing is, and one odd look is neither", () => {
  const early = samples((share) => 40 + 40 * Math.min(1, share / 0.25));
  expect(growthOf(early, 30)).toMatchObject({ held_ratio: 1, plugins_held_ratio: 1, resident_ratio: 1, plugins_ratio: 1 });
  const steady = growthOf(
    samples((share) => 80 + 20 * share),
    30,
  );
  expect(steady.held_ratio).toBeGreaterThan(1.1);
  expect(steady.held_mb_per_hour).toBeCloseTo(40, 0);
  const odd = samples(() => 80).map((sample, i) => (i === 58 ? { ...sample, held_mb: 200 } : sample));
  expect(growthOf(odd, 30).held_ratio).toBe(1);
});

test("memory is looked at until a look finds no less", async () => {
  const looks = [90, 40, 40, 20, 20, 20];
  expect(await settledMemory(async () => looks.shift() ?? 20)).toBe(20);
  const gone = [90, null];
  expect(await settledMemory(async () => gone.shift() ?? null)).toBeNull();
});
