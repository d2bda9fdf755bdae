import { expect, test } from "vitest";
import { ACTIVE, appendEvent, createBatch, type EventBatch, NO_FLAG } from "../../src-main/engine/batch.ts";
import { Groups } from "../../src-main/engine/groups.ts";
import { KeyTable } from "../../src-main/engine/key-table.ts";
import { KeyDealer } from "../../src-main/plugin-host/key-dealer.ts";
import { seededRandom } from "../../src-main/simulate/random.ts";

const EVERY_EVENT = { thresholdOnly: false, activeOnly: false };

/** The dealers of a rule by station and sensor, one in each of so many workers, as each has a table of keys of its own. */
function dealers(of: number, choice: typeof EVERY_EVENT | null = EVERY_EVENT) {
  return Array.from({ length: of }, (_, index) => {
    const keys = new KeyTable();
    const groups = new Groups(keys, ["station", "sensor"], (id) => keys.key(id)[1] !== "unwanted");
    return { keys, dealer: new KeyDealer({ index, of }, groups, choice) };
  });
}

type Worker = ReturnType<typeof dealers>[number];

/** A step with so many events of each sensor, mixed; `active` of all. */
function step(workers: readonly Worker[], counts: Readonly<Record<string, number>>, active = ACTIVE): void {
  const sensors = Object.entries(counts).flatMap(([sensor, n]) =>
    Array.from({ length: n }, (_, i) => ({ sensor, at: (i + 0.5) / n })),
  );
  sensors.sort((a, b) => a.at - b.at);
  for (const { keys, dealer } of workers) {
    const batch: EventBatch = createBatch(sensors.length);
    for (const [i, { sensor }] of sensors.entries()) appendEvent(batch, i, keys.id("s", sensor, ""), i, Number.NaN, active, 0, i);
    dealer.look(batch);
  }
}

/** The workers that have the group of a sensor. */
const owners = (workers: readonly Worker[], sensor: string): number[] =>
  workers.flatMap(({ dealer }, index) => (dealer.owns(["s", sensor, ""]) ? [index] : []));

/** Events of the sensors each worker has. */
const loads = (workers: readonly Worker[], counts: Readonly<Record<string, number>>): number[] =>
  workers.map(({ dealer }) =>
    Object.entries(counts).reduce((sum, [sensor, n]) => sum + (dealer.owns(["s", sensor, ""]) ? n : 0), 0),
  );

test("each group is in one worker, where it stays, whatever comes after", () => {
  const random = seededRandom(11, 0);
  const workers = dealers(3);
  const first = new Map<string, number[]>();
  for (let round = 0; round < 20; round++) {
    const counts = Object.fromEntries(Array.from({ length: 8 }, () => [`${random.below(60)}`, 1 + random.below(50)]));
    step(workers, counts);
    for (const sensor of Object.keys(counts)) {
      const now = owners(workers, sensor);
      expect(now).toHaveLength(1);
      expect(first.get(sensor) ?? now).toEqual(now);
      first.set(sensor, now);
    }
  }
  expect(first.size).toBeGreaterThan(40);
});

test("one sensor that sends as much as all others has a worker of its own", () => {
  const workers = dealers(2);
  const counts = { a: 10, b: 10, busy: 60, c: 10, d: 10, e: 10, f: 10 };
  step(workers, counts);
  expect(loads(workers, counts)).toEqual([60, 60]);
});

test("no worker has a tenth more to do than the others of sensors that send unlike", () => {
  const random = seededRandom(5, 0);
  const workers = dealers(4);
  const counts = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}`, 1 + Math.floor(random.uniform() ** 4 * 200)]));
  step(workers, counts);
  const all = loads(workers, counts);
  expect(Math.max(...all)).toBeLessThan(1.1 * Math.min(...all));
});

test("a sensor that comes up late goes to the worker that has least to do by now", () => {
  const workers = dealers(2);
  step(workers, { past: 3000, steady: 2000 });
  // What sent most at first has gone quiet since.
  for (let i = 0; i < 100; i++) step(workers, { steady: 2000 });
  step(workers, { steady: 2000, late: 100 });
  expect(owners(workers, "late")).toEqual(owners(workers, "past"));
});

test("events the rule is not called for are no work, and keys it does not want are in no worker", () => {
  const workers = dealers(2, { thresholdOnly: false, activeOnly: true });
  step(workers, { silent: 1000 }, NO_FLAG);
  step(workers, { a: 10, unwanted: 500, b: 10 });
  const [a, b] = [owners(workers, "a"), owners(workers, "b")];
  expect(a).not.toEqual(b);
  const unwanted = workers.map(({ keys, dealer }) => dealer.ownsId(keys.id("s", "unwanted", "")));
  expect(unwanted).toEqual([false, false]);
});

test("a rule of windows alone has as many groups in one worker as in another, and so has one that goes on from a checkpoint", () => {
  for (const workers of [dealers(2, null), dealers(2)]) {
    const sensors = Array.from({ length: 10 }, (_, i) => `${i}`);
    const each = workers.map(({ dealer }) => sensors.filter((sensor) => dealer.owns(["s", sensor, ""])));
    expect(each.map(({ length }) => length)).toEqual([5, 5]);
  }
});
