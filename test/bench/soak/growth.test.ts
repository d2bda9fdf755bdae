import { expect, test } from "vitest";
import { growthOf, leaksOf, RESIDENT_FROM, type Sample } from "../../../src-main/bench/soak/growth.ts";
import { lostRows } from "../../../src-main/bench/soak/lost-rows.ts";
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

test("memory that goes on growing to the end is a leak, after three minutes as after thirty", () => {
  const leaking = samples((share) => 60 + 20 * Math.min(1, share / 0.25) + 30 * share);
  for (const minutes of [3, 30])
    expect(leaksOf(leaking, minutes)).toEqual([
      expect.stringMatching(
        /^memory that is held grew from 90\.\d+ MB after the first third to 108\.\d+ MB at the end, and still grows by (600|60) MB an hour$/,
      ),
    ]);
  const process = leaking.map((sample, i) => ({ ...sample, held_mb: 80, plugins_held_mb: 30 + i / 10 }));
  expect(leaksOf(process, 3)).toEqual([expect.stringContaining("memory that plugins of folders hold grew from 32")]);
});

test("resident memory that grows in the first minutes only warms up; in a long run it is a leak, unless it comes to rest", () => {
  const grown = (by: (share: number) => number): Sample[] =>
    samples(() => 80).map((sample) => ({ ...sample, resident_mb: 300 + by(sample.share) }));
  const steady = grown((share) => 200 * share);
  expect(growthOf(steady, 3).resident_ratio).toBeGreaterThan(1.1);
  expect(leaksOf(steady, 3)).toEqual([]);
  expect(leaksOf(steady, RESIDENT_FROM)).toEqual([
    expect.stringMatching(/^resident memory grew from 37\d.* and still grows by 1200 MB an hour$/),
  ]);
  expect(
    leaksOf(
      grown((share) => 400 * (1 - Math.exp(-share / 0.15))),
      30,
    ),
  ).toEqual([]);
  expect(
    leaksOf(
      grown((share) => (share > 0.5 ? 180 : 0)),
      30,
    ),
  ).toEqual([]);
  // A leak under the saw of what is collected now and then.
  const saw = grown((share) => 200 * share).map((sample, i) => ({ ...sample, resident_mb: sample.resident_mb + (i % 3) * 10 }));
  expect(leaksOf(saw, 30)).toHaveLength(1);
  // Of a process that has little to do, a few tens of megabytes come and go.
  expect(
    leaksOf(
      grown((share) => 60 * share),
      30,
    ),
  ).toEqual([]);
});

test("rows that are lost are told where they are missing", () => {
  const whole = {
    published: 10,
    read: 12,
    accepted: 9,
    dropped: { duplicate: 2, late: 1 },
    results: 3,
    stored: null,
    leftInQueue: 0,
  };
  expect(lostRows(whole)).toEqual([]);
  expect(lostRows({ ...whole, stored: { events: 9, alerts: 3 } })).toEqual([]);
  expect(lostRows({ ...whole, accepted: 8, published: 11, leftInQueue: 1, stored: { events: 7, alerts: 4 } })).toEqual([
    "12 rows were read, 8 accepted and 3 dropped",
    "11 rows were published, 10 read (duplicates not counted)",
    "8 rows were accepted, the store has 7 events",
    "3 alerts were raised, the store has 4 of them",
    "messages left in the queue: 1",
  ]);
});

test("memory is looked at until a look finds no less", async () => {
  const looks = [90, 40, 40, 20, 20, 20];
  expect(await settledMemory(async () => looks.shift() ?? 20)).toBe(20);
  const gone = [90, null];
  expect(await settledMemory(async () => gone.shift() ?? null)).toBeNull();
});
